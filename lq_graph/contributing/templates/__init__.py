"""Workbooks and CSV files to fill in, empty or with the things of the graph."""
