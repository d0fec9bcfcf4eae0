"""sh:equals, sh:disjoint, sh:lessThan and sh:lessThanOrEquals. SHACL §4.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.path import Predicate
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component
from lq_graph.triples.relation import Pairs, contains, first, gather, minus, second, spans


@dataclass(frozen=True)
class Equals(Plain):
    """The value nodes are the objects of a predicate."""

    predicate: NamedNode
    component = component("Equals")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are no such objects, and the objects that are no value nodes."""
        others = _others(scope, self.predicate)
        for missing in (minus(scope.pairs, others), minus(others, scope.pairs)):
            yield Failures(first(missing), second(missing))


@dataclass(frozen=True)
class Disjoint(Plain):
    """No value node is an object of a predicate."""

    predicate: NamedNode
    component = component("Disjoint")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are."""
        yield scope.failing(contains(_others(scope, self.predicate), scope.pairs))


@dataclass(frozen=True)
class LessThan(Plain):
    """Every value node stands in one of some orders to every object of a predicate: -1 below, 0 equal."""

    component: NamedNode
    predicate: NamedNode
    allowed: tuple[int, ...]

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """A value node for each object to which it does not, or with which it cannot be compared."""
        others = _others(scope, self.predicate)
        starts, counts = spans(others, scope.owners)
        objects = second(others)[gather(starts, counts)]
        values = np.repeat(scope.values, counts)
        bad = ~np.isin(scope.facts.values.compare_pairs(values, objects), self.allowed)
        yield Failures(np.repeat(scope.owners, counts)[bad], values[bad])


def read_property_pairs(reader: Reader) -> Iterator[Constraint]:
    """The property pair constraints of a shape."""
    for name, section in (("lessThan", "§4.5.3"), ("lessThanOrEquals", "§4.5.4")):
        reader.forbid_in_node_shape(name, section)
    yield from map(Equals, reader.iris("equals", "§4.5.1"))
    yield from map(Disjoint, reader.iris("disjoint", "§4.5.2"))
    for predicate in reader.iris("lessThan", "§4.5.3"):
        yield LessThan(component("LessThan"), predicate, (-1,))
    for predicate in reader.iris("lessThanOrEquals", "§4.5.4"):
        yield LessThan(component("LessThanOrEquals"), predicate, (-1, 0))


def _others(scope: Scope, predicate: NamedNode) -> Pairs:
    return scope.facts.walk(Predicate(predicate), scope.focus)
