"""Reads workbooks and CSV files that were filled in, as statements with their cells."""
