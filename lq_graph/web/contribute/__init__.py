"""Contributions: forms, uploads, and validation of files."""
