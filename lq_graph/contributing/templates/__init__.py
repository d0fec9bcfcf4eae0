"""Workbooks and CSV files to fill in, and those that hold what is there."""
