"""Workbooks and CSV files that somebody filled in, read into statements with their cells."""
