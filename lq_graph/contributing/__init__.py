"""Contributions: workbooks, CSV files and forms, made from the shapes and read back as triples."""
