"""Short links: a query as it was asked of a release, stored in a file that only grows."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.exceptions import HTTPException

from lq_graph.querying.engine import Query

# A short link: a query as it was asked of a release, and what it was answered with then.

NAME_CHARACTERS = 16


@dataclass(frozen=True)
class Link:
    """One short link: the query with its dataset, the release, the day, and the answer's size and fingerprint.

    `marks` are those of the answer's rows, 8 bytes each in base64; empty if there were too many to be kept.
    """

    name: str
    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    release: str
    asked: str
    rows: int
    answer: str
    marks: str = ""

    @property
    def asked_query(self) -> Query:
        """The query as an engine is asked."""
        return Query(self.query, self.default_graphs, self.named_graphs)

    def line(self) -> bytes:
        """The link as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


def link_name(query: Query, release: str) -> str:
    """The name of a query's link: the same for the same text, dataset and release, and for no other. 80 bits."""
    said = [canonical_text(query.text), list(query.default_graphs), list(query.named_graphs), release]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:NAME_CHARACTERS]


def canonical_text(text: str) -> str:
    """A query without the line ends and the space around it that copying changes."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def link_of(line: bytes) -> Link | None:
    """The link in a line; None if it is none, such as one that was torn off."""
    try:
        told: Mapping[str, Any] = json.loads(line)
        graphs = {name: tuple(map(str, told[name])) for name in ("default_graphs", "named_graphs")}
        link = Link(**{**told, **graphs})
    except (ValueError, TypeError, KeyError, RecursionError):  # a damaged line must hide no other
        return None
    texts = (link.name, link.query, link.release, link.asked, link.answer, link.marks)
    return link if type(link.rows) is int and all(isinstance(text, str) for text in texts) else None


# The short links on disk: one line of JSON each, in a file that only grows.

LINK_BYTES = 400_000
_NEWLINE = b"\n"
_UNAVAILABLE, _FULL, _TOO_LARGE = 503, 507, 413


class LinkStore:
    """Every link that was made; it knows where each stands in the file, and reads it when it is asked for.

    Several processes may share the file: what others have added is found when it is looked for. Memory: 150 bytes a
    link.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._places: dict[str, tuple[int, int]] = {}
        self._read_to = 0
        self._turn = Lock()

    def get(self, name: str) -> Link | None:
        """The link of a name; None if there is none."""
        with self._turn:
            if name not in self._places:
                self._catch_up()
            place = self._places.get(name)
        return self._link(*place) if place else None

    def put(self, link: Link) -> None:
        """Keeps a link for good, once.

        Raises HTTPException: 413 if it is too large, 507 if the file is full, 503 if it cannot be written.
        """
        line = link.line()
        if len(line) > LINK_BYTES:
            raise HTTPException(_TOO_LARGE, f"a short link holds {LINK_BYTES:,} bytes; make the query shorter")
        with self._turn:
            self._catch_up()
            if link.name in self._places:
                return
            if self._read_to + len(line) > self._most_bytes:
                raise HTTPException(_FULL, "there is no more room for short links; keep the query itself")
            self._append(line)
            self._catch_up()

    def _append(self, line: bytes) -> None:
        try:
            descriptor = os.open(self._path, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o644)
            try:
                torn = _is_torn(descriptor)
                whole = _NEWLINE + line if torn else line
                if os.write(descriptor, whole) != len(whole):
                    raise OSError("the disk is full")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise HTTPException(_UNAVAILABLE, "short links cannot be kept just now; keep the query itself") from error

    def _catch_up(self) -> None:
        """Notes the links that were added since; a line without an end is left for the next time."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    if not line.endswith(_NEWLINE):
                        return
                    self._note(line)
                    self._read_to += len(line)
        except OSError:
            return

    def _note(self, line: bytes) -> None:
        link = link_of(line)
        if link is not None:
            self._places.setdefault(link.name, (self._read_to, len(line)))

    def _link(self, start: int, size: int) -> Link | None:
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                return link_of(file.read(size))
        except OSError:
            return None


def _is_torn(descriptor: int) -> bool:
    """Whether the last line was not written to its end."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != _NEWLINE
