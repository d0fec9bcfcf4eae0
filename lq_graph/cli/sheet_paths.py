"""Which of the paths of a check are sheets, and which are not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.rdf_file import is_rdf_file


def sheets_among(paths: Iterable[Path]) -> list[Path]:
    """The sheets among some paths, and in the folders among them."""
    return [file for path in paths for file in (_below(path) if path.is_dir() else [path]) if is_sheet_file(file)]


def others_among(paths: Iterable[Path]) -> list[Path]:
    """The paths that are no sheets, less the folders that hold nothing but sheets."""
    return [path for path in paths if not is_sheet_file(path) and not _holds_sheets_alone(path)]


def _holds_sheets_alone(path: Path) -> bool:
    if not path.is_dir():
        return False
    files = _below(path)
    return any(map(is_sheet_file, files)) and not any(map(is_rdf_file, files))


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
