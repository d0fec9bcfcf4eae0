"""A short link: a query as it was asked of a release, and what it was answered with then."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lq_graph.querying.engine import Query

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
