"""Queries on file: the text of a `.rq` and what its `#+ key: value` header says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lq_graph.errors import SourceError

_HEADER_LINE = re.compile(r"#\+\s*(?P<key>[A-Za-z][A-Za-z0-9_-]*)\s*:\s*(?P<value>.*\S)")


@dataclass(frozen=True)
class QueryFile:
    """A query, named by its file, with its header."""

    name: str
    path: Path
    header: Mapping[str, str]
    text: str

    def says(self, key: str) -> str:
        """The value of a header line; raises SourceError if the file has no such line."""
        if key not in self.header:
            raise SourceError(self.path, f"the header has no line '#+ {key}: …'; add it")
        return self.header[key]


def read_query_file(path: Path) -> QueryFile:
    """The query in a file; raises SourceError if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, f"cannot be read: {error}") from error
    header = {found["key"]: found["value"] for line in text.splitlines() if (found := _HEADER_LINE.fullmatch(line))}
    return QueryFile(path.stem, path, MappingProxyType(header), text)


def read_query_folder(folder: Path) -> tuple[QueryFile, ...]:
    """Every query in a folder, by name; none if there is no folder."""
    return tuple(read_query_file(path) for path in sorted(folder.glob("*.rq")))
