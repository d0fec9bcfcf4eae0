"""Positions: where something stands in the text of a file or in a cell of a workbook."""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from pyoxigraph import BlankNode, Triple

from lq_graph.triples.terms import Term

# Where a byte of a content stands in its text.

_BREAK = re.compile(r"\r\n|\r|\n")


def byte_place(content: bytes, offset: int) -> tuple[int, int]:
    """The line and column of a byte, which count from 1, in characters; bytes that are no UTF-8 count as one each."""
    text = content[:offset].decode("utf-8", "replace")
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    return len(starts), len(text) - starts[-1] + 1


# Where something stands: in the text of a file, or in a cell of a workbook.

_LETTERS = 26


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of text in one line of a file; line and column count from 1, in characters."""

    file: Path
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a workbook; row and column count from 1."""

    file: Path
    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """The name of the cell in its sheet, such as `C14`."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.file}!{self.sheet}!{self.name}"


Position = Place | Cell


def column_letters(column: int) -> str:
    """The letters of a column that counts from 1: A, B … Z, AA, and so on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


# Where the statements of one file stand in it.


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


class Positions(Protocol):
    """Where the statements of a file stand; None for what the file does not say.

    `language` tells apart the values of one property where they have places of their own, as columns of a sheet have.
    """

    def subject(self, subject: Term) -> Position | None:
        """Where the description of a subject begins."""

    def property(self, subject: Term, predicate: Term, language: str | None = None) -> Position | None:
        """Where a subject first has a property, or would have it if it had a value."""

    def value(self, subject: Term, predicate: Term, value: Term) -> Position | None:
        """Where a subject has a value of a property."""


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
    """The positions of triples, given the spans of each; None is a triple that could not be placed."""
    found = TextPositions({}, {}, {})
    for triple, each in zip(triples, spans, strict=True):
        if each is not None:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            found.subjects.setdefault(subject, Place(file, *each.subject))  # type: ignore[arg-type]
            found.properties.setdefault((subject, predicate), Place(file, *each.predicate))  # type: ignore[arg-type]
            found.values.setdefault((subject, predicate, value), Place(file, *each.object))  # type: ignore[arg-type]
    return found


# Lines and columns of places in a text.

Offsets = npt.NDArray[np.int64]

_LINE_FEED, _CARRIAGE_RETURN = 10, 13


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


# Python's garbage collector, put off while many small objects are made that all stay.


@contextmanager
def collecting_later() -> Iterator[None]:
    """No pass of the collector in here: each would look at all objects anew, and take twice the time of the work."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# Which written statement a parsed triple is, by its terms alone.

NOWHERE = -1

Written = tuple[Term | None, Term | None, Term | None]  # None: a blank node, or a term of RDF 1.2


def rows_by_terms(triples: Sequence[Triple], written: Iterable[Written]) -> npt.NDArray[np.int64]:
    """For each triple the number of the statement that it must be, or NOWHERE if there is none, or more than one.

    Blank nodes are left aside. A statement that is written as often as it was parsed is taken in its order.
    """
    candidates = _places(written)
    found = np.full(len(triples), NOWHERE)
    for key, places in _places(map(_key, triples)).items():
        rows = candidates.get(key, [])
        if len(rows) == len(places) and (len(rows) == 1 or None not in key):
            found[places] = rows
    return found


def _key(triple: Triple) -> tuple[object, ...]:
    return tuple(None if isinstance(term, BlankNode | Triple) else term for term in triple)


def _places(keys: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], list[int]]:
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return places
