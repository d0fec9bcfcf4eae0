"""The workbook that somebody sent, given back with its cells marked."""
