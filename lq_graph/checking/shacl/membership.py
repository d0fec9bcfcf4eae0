"""sh:in, sh:hasValue and sh:closed. SHACL §4.8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.graph import Term
from lq_graph.checking.shacl.path import Predicate
from lq_graph.checking.shacl.path_walk import starting
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import PATH, PROPERTY, component
from lq_graph.triples.columns import mask
from lq_graph.triples.relation import gather, second, spans
from lq_graph.triples.terms import Ids


@dataclass(frozen=True)
class In(Plain):
    """Every value node is one of some terms."""

    members: tuple[Term, ...]
    component = component("In")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        terms = scope.facts.terms
        found = [terms.find(member) for member in self.members]
        known = np.array([identifier for identifier in found if identifier >= 0], np.int32)
        yield scope.failing(~mask(known, len(terms))[scope.values])


@dataclass(frozen=True)
class HasValue(Plain):
    """A term is among the value nodes."""

    term: Term
    component = component("HasValue")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes for which it is not."""
        holders = scope.pairs[scope.values == scope.facts.terms.find(self.term)]
        yield scope.failing_focus(scope.count(holders) == 0)


@dataclass(frozen=True)
class Closed(Plain):
    """No value node has a predicate but some."""

    predicates: frozenset[Term]
    component = component("Closed")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """For every triple with another predicate its object, with the predicate as path."""
        terms = scope.facts.terms
        allowed = {terms.find(predicate) for predicate in self.predicates}
        for identifier in sorted(scope.facts.columns.relations.keys() - allowed):
            yield _having(scope, identifier)


def _having(scope: Scope, identifier: int) -> Failures:
    relation = starting(scope.facts.columns.relation(identifier), scope.value_nodes, len(scope.facts.terms))
    starts, counts = spans(relation, scope.values)
    objects: Ids = second(relation[gather(starts, counts)])
    predicate = scope.facts.terms[identifier]
    path = Predicate(predicate) if isinstance(predicate, NamedNode) else None
    return Failures(np.repeat(scope.owners, counts), objects, path)


def read_membership(reader: Reader) -> Iterator[Constraint]:
    """The constraints of a shape on which terms and predicates there may be."""
    members = reader.one("in", "§4.8.3")
    if members is not None:
        yield In(reader.items("in", members, "§4.8.3"))
    yield from map(HasValue, reader.terms("hasValue"))
    ignored = reader.one("ignoredProperties", "§4.8.1")
    listed = () if ignored is None else reader.items("ignoredProperties", ignored, "§4.8.1")
    for each in listed:
        if not isinstance(each, NamedNode):
            raise reader.refusal("ignoredProperties", each, "a member must be an IRI", "§4.8.1")
    if reader.flag("closed", "§4.8.1"):
        yield Closed(frozenset(listed) | _paths(reader))


def _paths(reader: Reader) -> frozenset[Term]:
    shapes = reader.graph.objects(reader.node, PROPERTY)
    return frozenset(path for shape in shapes for path in reader.graph.objects(shape, PATH))
