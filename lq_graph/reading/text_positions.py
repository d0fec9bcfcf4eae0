"""Positions in a text: lines and columns of offsets, and the places of parsed triples by their terms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyoxigraph import BlankNode, Triple

from lq_graph.reading.position import Place
from lq_graph.triples.terms import Term

NOWHERE = -1

Offsets = npt.NDArray[np.int64]
Written = tuple[Term | None, Term | None, Term | None]  # None: a blank node, or a term of RDF 1.2

LINE_BREAK = re.compile(r"\r\n|\r|\n")  # as the parser of Turtle counts lines
_LINE_FEED, _CARRIAGE_RETURN = 10, 13


class Span(NamedTuple):
    """A stretch of text in one line; line and column count from 1, in characters."""

    line: int
    column: int
    length: int


class Spans(NamedTuple):
    """Where the three terms of one statement are written."""

    subject: Span
    predicate: Span
    object: Span


@dataclass(frozen=True)
class TextPositions:
    """The places of statements in a text, by their terms; the first mention counts."""

    subjects: dict[Term, Place]
    properties: dict[tuple[Term, Term], Place]
    values: dict[tuple[Term, Term, Term], Place]

    def subject(self, subject: Term) -> Place | None:
        """Where the description of a subject begins."""
        return self.subjects.get(subject)

    def property(self, subject: Term, predicate: Term, language: str | None = None) -> Place | None:
        """Where a subject first has a property; in text all languages share it."""
        return self.properties.get((subject, predicate))

    def value(self, subject: Term, predicate: Term, value: Term) -> Place | None:
        """Where a subject first has a value of a property."""
        return self.values.get((subject, predicate, value))


def text_positions(file: Path, triples: Sequence[Triple], spans: Iterable[Spans | None]) -> TextPositions:
    """The positions of triples, given the spans of each; None for a triple that could not be placed."""
    found = TextPositions({}, {}, {})
    for triple, each in zip(triples, spans, strict=True):
        if each is not None:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            found.subjects.setdefault(subject, Place(file, *each.subject))  # type: ignore[arg-type]
            found.properties.setdefault((subject, predicate), Place(file, *each.predicate))  # type: ignore[arg-type]
            found.values.setdefault((subject, predicate, value), Place(file, *each.object))  # type: ignore[arg-type]
    return found


def rows_by_terms(triples: Sequence[Triple], written: Iterable[Written]) -> Offsets:
    """For each triple the number of the written statement that it must be; NOWHERE if there is none, or more than one.

    Blank nodes are not compared. A statement that is written as often as it was parsed is taken in its order.
    """
    candidates = _rows_by_key(written)
    found = np.full(len(triples), NOWHERE)
    parsed = (tuple(None if isinstance(term, BlankNode | Triple) else term for term in triple) for triple in triples)
    for key, places in _rows_by_key(parsed).items():
        rows = candidates.get(key, [])
        if len(rows) == len(places) and (len(rows) == 1 or None not in key):
            found[places] = rows
    return found


def _rows_by_key(keys: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], list[int]]:
    rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return rows


def byte_place(content: bytes, offset: int) -> tuple[int, int]:
    """The line and column of a byte, which count from 1, in characters; bytes that are not UTF-8 count as one each."""
    text = content[:offset].decode("utf-8", "replace")
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
    return len(starts), len(text) - starts[-1] + 1


def line_spans(text: str, starts: Offsets, ends: Offsets) -> list[Span]:
    """The spans of stretches of a text, given as offsets in characters; each ends with its first line at the latest.

    Lines end as the parser counts them: by line feed, carriage return, or both together.
    """
    line_starts, line_ends = _lines(text)
    lines = np.searchsorted(line_starts, starts, "right")
    columns = starts - line_starts[lines - 1] + 1
    lengths = np.minimum(ends, line_ends[lines - 1]) - starts
    return list(map(Span._make, zip(lines.tolist(), columns.tolist(), lengths.tolist(), strict=True)))


def _lines(text: str) -> tuple[Offsets, Offsets]:
    """Where each line starts, and where it ends without its line break."""
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    feeds, returns = characters == _LINE_FEED, characters == _CARRIAGE_RETURN
    before_feed = np.append(feeds[1:], False)
    breaks = np.flatnonzero(feeds | returns & ~before_feed)
    after_return = np.append(False, returns[:-1])
    return np.append(0, breaks + 1), np.append(breaks - (feeds & after_return)[breaks], len(characters))
