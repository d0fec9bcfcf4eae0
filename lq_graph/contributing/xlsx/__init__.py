"""Workbooks as files: parts, cells and values, read within limits. ECMA-376."""
