"""Where the statements of one file stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from pyoxigraph import Triple

from lq_graph.reading.position import Place, Position
from lq_graph.triples.terms import Term


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
