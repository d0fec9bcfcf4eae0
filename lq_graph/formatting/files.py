"""Turtle files: which there are, and writing one so that it is never half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lq_graph.errors import SourceError

SUFFIX = ".ttl"


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The given files, and the Turtle files below the given folders, hidden ones left aside; each once.

    Raises SourceError for a file of another kind, and for a path where nothing is.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        below = sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())
        return [each for each in below if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    if path.suffix.lower() != SUFFIX:
        raise SourceError(path, f"lq fmt writes Turtle alone; give it {SUFFIX} files, or folders of them")
    return [path]


def read_content(path: Path) -> bytes:
    """The bytes of a file; raises SourceError if it is none or cannot be read."""
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


def replace_content(path: Path, content: bytes) -> None:
    """Writes a file anew in one step, with the mode that it had: it holds the old content or the new, never a part."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
