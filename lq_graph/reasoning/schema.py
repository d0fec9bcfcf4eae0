"""The axioms of a graph, by predicate and by type, for compiling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.errors import LqError
from lq_graph.names import XSD
from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Fact
from lq_graph.triples.columns import Columns, mask
from lq_graph.triples.relation import first, second

_INTEGERS = frozenset(f"{XSD}{name}" for name in ("nonNegativeInteger", "integer", "int", "unsignedInt", "long"))


class Unsupported(LqError):
    """An axiom that is not compiled: the statement, and why."""

    def __init__(self, statement: str, reason: str) -> None:
        self.statement = statement
        self.reason = reason
        super().__init__(f"{statement}: {reason}")


class Schema:
    """The axioms of a graph by predicate and by type; lists are read from the asserted graph alone.

    A list whose member owl:sameAs makes two would be ambiguous in the closed graph; the asserted one is
    enough, since what is in one of two same classes is in both.
    """

    def __init__(self, closed: Columns, asserted: Columns) -> None:
        self.columns = closed
        self.asserted = asserted
        self.terms = closed.terms
        self.type = self.terms.id(NamedNode(v.TYPE))

    def id(self, iri: str) -> int:
        """The id of an IRI."""
        return self.terms.id(NamedNode(iri))

    def facts(self, iri: str) -> Iterator[Fact]:
        """The statements with a predicate."""
        predicate, relation = self.id(iri), self.columns.named(iri)
        for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
            yield subject, predicate, object_

    def typed(self, iri: str) -> tuple[int, ...]:
        """The members of a class of the vocabularies."""
        return self.types.get(self.terms.find(NamedNode(iri)), ())

    def properties_of(self, node: int) -> list[Fact]:
        """The owl:onProperty statements of a restriction."""
        return [fact for fact in self.facts(v.ON_PROPERTY) if fact[0] == node]

    @cached_property
    def types(self) -> Mapping[int, tuple[int, ...]]:
        """The members of every class of the vocabularies that has any."""
        relation = self.columns.relation(self.type)
        present = np.flatnonzero(mask(second(relation), len(self.terms))).tolist()
        wanted = np.array([each for each in present if v.in_vocabulary(self.terms[each])], np.int32)
        meta = relation[mask(wanted, len(self.terms))[second(relation)]]
        return {each: tuple(first(meta[second(meta) == each]).tolist()) for each in wanted.tolist()}

    def items(self, head: int) -> tuple[int, ...]:
        """The members of a list; raises Unsupported if it is not a well-formed one."""
        members: list[int] = []
        seen: set[int] = set()
        nil = self.id(v.NIL)
        while head != nil:
            firsts, rests = self._cells(v.FIRST).get(head, []), self._cells(v.REST).get(head, [])
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise Unsupported(str(self.terms[head]), "not a well-formed list")
            seen.add(head)
            members.append(firsts[0])
            head = rests[0]
        return tuple(members)

    def number(self, node: int) -> int | None:
        """The value of an integer literal, None for any other term."""
        term = self.terms[node]
        if isinstance(term, Literal) and term.datatype.value in _INTEGERS and term.value.lstrip("+").isdigit():
            return int(term.value)
        return None

    def text(self, fact: Fact) -> str:
        """A statement as text."""
        return " ".join(str(self.terms[each]) for each in fact)

    def _cells(self, iri: str) -> Mapping[int, list[int]]:
        return self._first_cells if iri == v.FIRST else self._rest_cells

    @cached_property
    def _first_cells(self) -> Mapping[int, list[int]]:
        return _by_subject(self.asserted, v.FIRST)

    @cached_property
    def _rest_cells(self) -> Mapping[int, list[int]]:
        return _by_subject(self.asserted, v.REST)


def _by_subject(columns: Columns, iri: str) -> dict[int, list[int]]:
    relation = columns.named(iri)
    cells: dict[int, list[int]] = {}
    for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
        cells.setdefault(subject, []).append(object_)
    return cells
