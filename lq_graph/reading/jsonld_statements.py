"""Statements of JSON-LD as they are made: of a property, or of the cells of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, NamedNode

from lq_graph.reading.jsonld_terms import Node
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST


@dataclass(frozen=True)
class AnyLiteral:
    """A literal whose text is not the one that is written: a number, or JSON."""


ANY_LITERAL = AnyLiteral()

# A literal is its text; what the parser takes for nothing, such as an address that is not valid, is None.
Value = Node | str | AnyLiteral | None


class Placed(NamedTuple):
    """A node, and the number of the key or value of JSON that writes it."""

    node: Node | None
    place: int


@dataclass(frozen=True)
class Statements:
    """Columns of terms, and of the numbers of the keys and values of JSON that write them."""

    subjects: list[Node] = field(default_factory=list)
    predicates: list[NamedNode] = field(default_factory=list)
    objects: list[Node | str | AnyLiteral] = field(default_factory=list)
    subject_places: list[int] = field(default_factory=list)
    predicate_places: list[int] = field(default_factory=list)
    object_places: list[int] = field(default_factory=list)

    def add(self, subject: Placed, predicate: NamedNode | None, predicate_place: int, value: Value, place: int) -> None:
        """A statement more, unless the parser takes one of its terms for nothing."""
        if subject.node is None or predicate is None or value is None:
            return
        self.subjects.append(subject.node)
        self.predicates.append(predicate)
        self.objects.append(value)
        self.subject_places.append(subject.place)
        self.predicate_places.append(predicate_place)
        self.object_places.append(place)


class Holder(Protocol):
    """What values are said of."""

    def say(self, value: Value, place: int) -> None:
        """A value more, and the number of the value of JSON that writes it."""


class Property(NamedTuple):
    """A property of a subject, or the other way round."""

    statements: Statements
    subject: Placed
    predicate: NamedNode | None
    place: int
    is_reverse: bool

    def say(self, value: Value, place: int) -> None:
        """A statement more."""
        if not self.is_reverse:
            self.statements.add(self.subject, self.predicate, self.place, value, place)
        elif isinstance(value, NamedNode | BlankNode):
            self.statements.add(Placed(value, place), self.predicate, self.place, *self.subject)


@dataclass(slots=True)
class Cells:
    """The cells of a list; each stands where its item does, the end of the list where the list does."""

    statements: Statements
    holder: Holder
    list_place: int
    key_place: int
    last: Placed | None = None

    def say(self, value: Value, place: int) -> None:
        """A cell more."""
        cell = Placed(BlankNode(), place)
        if self.last is None:
            self.holder.say(cell.node, self.list_place)
        else:
            self.statements.add(self.last, RDF_REST, self.key_place, *cell)
        self.statements.add(cell, RDF_FIRST, self.key_place, value, place)
        self.last = cell

    def close(self) -> None:
        """The end of the list."""
        if self.last is None:
            self.holder.say(RDF_NIL, self.list_place)
        else:
            self.statements.add(self.last, RDF_REST, self.key_place, RDF_NIL, self.list_place)
