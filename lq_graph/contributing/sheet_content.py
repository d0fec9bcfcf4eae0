"""The bytes of a sheet that somebody sent, if they are not too many."""

from __future__ import annotations

from pathlib import Path

from lq_graph.contributing.package import LARGEST, too_large
from lq_graph.errors import SourceError

_SUFFIXES = frozenset({".xlsx", ".csv", ".tsv", ".xls", ".xlsm", ".xlsb", ".ods"})


def is_sheet_file(path: Path) -> bool:
    """Whether the name of a file ends as that of a workbook or a CSV file, also of a kind that is then refused."""
    return path.suffix.lower() in _SUFFIXES


def read_sheet_content(path: Path) -> bytes:
    """The bytes of a file; raises SourceError if it cannot be read, and Refusal, unread, if it is over 10 MB."""
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        if path.stat().st_size > LARGEST:
            raise too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error
