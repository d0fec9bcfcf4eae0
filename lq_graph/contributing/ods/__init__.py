"""Workbooks of LibreOffice: content, styles and values, read within limits. OpenDocument 1.3."""
