"""The bytes of a sheet that somebody sent, if they are not too many."""

from __future__ import annotations

from pathlib import Path

from lq_graph.contributing.sheets.package import LARGEST, too_large
from lq_graph.errors import SourceError


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
