"""Workbooks of any program, opened alike."""
