"""Marks the faulty cells of a workbook that was contributed."""
