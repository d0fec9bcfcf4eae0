"""The file that a verb writes its output to."""

from __future__ import annotations

import sys
from pathlib import Path

from lq_graph.cli.exits import UsageError
from lq_graph.settings import Language, Texts

_WROTE = Texts("skrev", "wrote")


def write_file(path: Path, content: bytes) -> None:
    """Writes a file; raises UsageError if it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another file") from error


def write_and_tell(path: Path, content: bytes, language: Language) -> None:
    """Writes a file as `write_file` does, and says on stderr that it is there."""
    write_file(path, content)
    print(f"lq: {_WROTE.said(language)} {path}", file=sys.stderr)
