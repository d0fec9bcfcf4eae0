"""Fingerprints of answers, so that today's can be told from that of another day without keeping it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from pyoxigraph import BlankNode, QueryBoolean, QueryResultsFormat, parse_query_results

from lq_graph.querying.engine import Answer

MOST_MARKS = 4_000
_MARK_BYTES = 8
_BLANK = re.compile(rb"_:\w+")


@dataclass(frozen=True)
class Fingerprint:
    """How many rows an answer has, a hash of it, and the mark of each row; empty marks if they are too many."""

    rows: int
    answer: str
    marks: str


@dataclass(frozen=True)
class Difference:
    """What an answer has that another had not, and the other way, in rows; None if only that it differs is known."""

    is_same: bool
    added: int | None = None
    removed: int | None = None


def fingerprint(answer: Answer) -> Fingerprint:
    """The fingerprint of an answer in SPARQL JSON or N-Triples, whatever its order and the names of blank nodes."""
    head, rows = _parts(answer)
    marks = sorted(hashlib.blake2b(row, digest_size=_MARK_BYTES).digest() for row in rows)
    digest = hashlib.sha256(head + b"\0" + b"".join(marks)).hexdigest()
    kept = base64.b64encode(b"".join(marks)).decode("ascii") if len(marks) <= MOST_MARKS else ""
    return Fingerprint(len(marks), digest, kept)


def difference(then: Fingerprint, now: Fingerprint) -> Difference:
    """What has changed since."""
    if then.answer == now.answer:
        return Difference(True, 0, 0)
    before, after = _marks(then), _marks(now)
    if before is None or after is None:
        return Difference(False)
    return Difference(False, (after - before).total(), (before - after).total())


def _marks(held: Fingerprint) -> Counter[bytes] | None:
    if held.rows and not held.marks:
        return None
    marks = base64.b64decode(held.marks)
    return Counter(marks[start : start + _MARK_BYTES] for start in range(0, len(marks), _MARK_BYTES))


def _parts(answer: Answer) -> tuple[bytes, list[bytes]]:
    """What is said of the whole answer, and its rows, each as bytes."""
    if answer.format.kind == "graph":
        return b"graph", [_BLANK.sub(b"_:", line) for line in answer.body.splitlines()]
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return b"ask", [str(bool(results)).encode()]
    names = " ".join(variable.value for variable in results.variables).encode()
    return names, ["\0".join(map(_term, row)).encode("utf-8", "surrogatepass") for row in results]


def _term(term: object) -> str:
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)
