"""Which files are sheets, by their names."""

from __future__ import annotations

from pathlib import Path

_SUFFIXES = frozenset({".xlsx", ".csv", ".tsv", ".xls", ".xlsm", ".xlsb", ".ods"})


def is_sheet_file(path: Path) -> bool:
    """Whether the name of a file ends as that of a workbook or a CSV file, also of a kind that is then refused."""
    return path.suffix.lower() in _SUFFIXES
