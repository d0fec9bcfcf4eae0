"""sh:minLength, sh:maxLength and sh:pattern. SHACL §4.4.1 to §4.4.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.patterns import Pattern
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component
from lq_graph.triples.terms import Ids, Term

_NO_TEXT = -1


@dataclass(frozen=True)
class MinLength(Plain):
    """Every value node is a text of at least so many characters."""

    least: int
    component = component("MinLength")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are shorter, and blank nodes."""
        lengths = _lengths(scope)
        yield scope.failing((lengths < self.least) | (lengths == _NO_TEXT))


@dataclass(frozen=True)
class MaxLength(Plain):
    """Every value node is a text of at most so many characters."""

    most: int
    component = component("MaxLength")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are longer, and blank nodes."""
        lengths = _lengths(scope)
        yield scope.failing((lengths > self.most) | (lengths == _NO_TEXT))


@dataclass(frozen=True)
class Matches(Plain):
    """Every value node is a text that matches a regular expression."""

    pattern: str
    flags: str
    component = component("Pattern")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not, and blank nodes."""
        pattern = Pattern(self.pattern, self.flags)
        yield scope.failing(~scope.facts.test(self, pattern.matches, scope.values))


def read_strings(reader: Reader) -> Iterator[Constraint]:
    """The constraints of a shape on the text of value nodes."""
    if (least := reader.integer("minLength", "§4.4.1")) is not None:
        yield MinLength(least)
    if (most := reader.integer("maxLength", "§4.4.2")) is not None:
        yield MaxLength(most)
    pattern, flags = reader.text("pattern", "§4.4.3"), reader.text("flags", "§4.4.3")
    if pattern is not None:
        yield _matches(reader, pattern, flags or "")


def _matches(reader: Reader, pattern: str, flags: str) -> Matches:
    try:
        Pattern(pattern, flags)
    except ValueError as error:
        raise reader.refusal("pattern", None, str(error), "§4.4.3") from error
    return Matches(pattern, flags)


def _lengths(scope: Scope) -> Ids:
    return scope.facts.attribute("length", _length, scope.values)


def _length(term: Term) -> int:
    return _NO_TEXT if isinstance(term, BlankNode) else len(term.value)
