"""Short links: a query, the release that answered it, and a fingerprint of the answer; stored in a file."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from pyoxigraph import BlankNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.exceptions import HTTPException

from lq_graph.querying.engine import Answer, Query

NAME_CHARACTERS = 16
MAX_LINK_BYTES = 400_000
MAX_MARKS = 4_000
_MARK_BYTES = 8
_BLANK_NODE = re.compile(rb"_:\w+")
_UNAVAILABLE, _FULL, _TOO_LARGE = 503, 507, 413


@dataclass(frozen=True)
class Link:
    """One short link: the query with its dataset, the release, the day, and the answer's size and fingerprint.

    `asked` is an ISO date. `marks` are those of the answer's rows, 8 bytes each in base64; empty if too many to store.
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
    def as_query(self) -> Query:
        """The query with its dataset, as engines take it."""
        return Query(self.query, self.default_graphs, self.named_graphs)

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the answer."""
        return Fingerprint(self.rows, self.answer, self.marks)

    def line(self) -> bytes:
        """The link as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


def link_name(query: Query, release: str) -> str:
    """The name of a query's link, 80 bits of a hash: the same for the same text, dataset and release, and no other."""
    parts = [canonical_text(query.text), list(query.default_graphs), list(query.named_graphs), release]
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:NAME_CHARACTERS]


def canonical_text(text: str) -> str:
    """A query without the line ends and the space around it that copying changes."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def parse_link(line: bytes) -> Link | None:
    """The link in a line; None if the line is damaged, so that it hides no other."""
    try:
        members: Mapping[str, Any] = json.loads(line)
        graphs = {name: tuple(map(str, members[name])) for name in ("default_graphs", "named_graphs")}
        link = Link(**{**members, **graphs})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (link.name, link.query, link.release, link.asked, link.answer, link.marks)
    return link if type(link.rows) is int and all(isinstance(text, str) for text in texts) else None


class LinkStore:
    """All links, one line of JSON each, in a file that only grows; an index has the position of each link in it.

    Several processes may share the file: links that others have added are found when they are looked up. Memory: 150
    bytes a link.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._index: dict[str, tuple[int, int]] = {}
        self._indexed_bytes = 0
        self._lock = Lock()

    def get(self, name: str) -> Link | None:
        """The link of a name; None if there is none."""
        with self._lock:
            if name not in self._index:
                self._update_index()
            position = self._index.get(name)
        if position is None:
            return None
        start, size = position
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                return parse_link(file.read(size))
        except OSError:
            return None

    def put(self, link: Link) -> None:
        """Stores a link for good, unless it is stored already.

        Raises HTTPException: 413 if it is too large, 507 if the file is full, 503 if it cannot be written.
        """
        line = link.line()
        if len(line) > MAX_LINK_BYTES:
            raise HTTPException(_TOO_LARGE, f"a short link holds {MAX_LINK_BYTES:,} bytes; make the query shorter")
        with self._lock:
            self._update_index()
            if link.name in self._index:
                return
            if self._indexed_bytes + len(line) > self._max_bytes:
                raise HTTPException(_FULL, "there is no more room for short links; keep the query itself")
            try:
                self._append(line)
            except OSError as error:
                fault = "short links cannot be kept just now; keep the query itself"
                raise HTTPException(_UNAVAILABLE, fault) from error
            self._update_index()

    def _append(self, line: bytes) -> None:
        """Appends a line, on a line of its own even if the one before it is incomplete."""
        descriptor = os.open(self._path, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            octets = b"\n" + line if is_torn else line
            if os.write(descriptor, octets) != len(octets):
                raise OSError("the disk is full")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _update_index(self) -> None:
        """Indexes the links that were added since; an incomplete line is left for the next time."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._indexed_bytes)
                for line in file:
                    if not line.endswith(b"\n"):
                        return
                    link = parse_link(line)
                    if link is not None:
                        self._index.setdefault(link.name, (self._indexed_bytes, len(line)))
                    self._indexed_bytes += len(line)
        except OSError:
            return


@dataclass(frozen=True)
class Fingerprint:
    """What is stored of an answer to compare a later one with: its rows, a hash, and a mark of each row, in base64."""

    rows: int
    answer: str
    marks: str

    def row_marks(self) -> Counter[bytes] | None:
        """The marks, counted; None if there were too many to store."""
        if self.rows and not self.marks:
            return None
        marks = base64.b64decode(self.marks)
        return Counter(marks[start : start + _MARK_BYTES] for start in range(0, len(marks), _MARK_BYTES))


@dataclass(frozen=True)
class Difference:
    """Whether two answers are the same, and the rows that the later has and lacks; None if the rows are unknown."""

    is_same: bool
    added: int | None = None
    removed: int | None = None


def fingerprint(answer: Answer) -> Fingerprint:
    """The fingerprint of an answer in SPARQL JSON or N-Triples, whatever its order and the names of blank nodes."""
    head, rows = _head_and_rows(answer)
    marks = sorted(hashlib.blake2b(row, digest_size=_MARK_BYTES).digest() for row in rows)
    digest = hashlib.sha256(head + b"\0" + b"".join(marks)).hexdigest()
    stored = base64.b64encode(b"".join(marks)).decode("ascii") if len(marks) <= MAX_MARKS else ""
    return Fingerprint(len(marks), digest, stored)


def difference(then: Fingerprint, now: Fingerprint) -> Difference:
    """What has changed from one answer to another."""
    if then.answer == now.answer:
        return Difference(True, 0, 0)
    before, after = then.row_marks(), now.row_marks()
    if before is None or after is None:
        return Difference(False)
    return Difference(False, (after - before).total(), (before - after).total())


def _head_and_rows(answer: Answer) -> tuple[bytes, list[bytes]]:
    """The kind of an answer with its variables, and its rows, all as bytes in which blank nodes have no names."""
    if answer.format.kind == "graph":
        return b"graph", [_BLANK_NODE.sub(b"_:", line) for line in answer.body.splitlines()]
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return b"ask", [str(bool(results)).encode()]
    names = " ".join(variable.value for variable in results.variables).encode()
    return names, ["\0".join(map(_term_text, row)).encode("utf-8", "surrogatepass") for row in results]


def _term_text(term: object) -> str:
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)
