"""sh:minCount and sh:maxCount. SHACL §4.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component


@dataclass(frozen=True)
class MinCount(Plain):
    """At least so many value nodes."""

    least: int
    component = component("MinCount")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes with fewer."""
        yield scope.failing_focus(scope.counts < self.least)


@dataclass(frozen=True)
class MaxCount(Plain):
    """At most so many value nodes."""

    most: int
    component = component("MaxCount")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes with more."""
        yield scope.failing_focus(scope.counts > self.most)


def read_cardinality(reader: Reader) -> Iterator[Constraint]:
    """The cardinality constraints of a shape."""
    for name, section in (("minCount", "§4.2.1"), ("maxCount", "§4.2.2")):
        reader.forbid_in_node_shape(name, section)
    if (least := reader.integer("minCount", "§4.2.1")) is not None:
        yield MinCount(least)
    if (most := reader.integer("maxCount", "§4.2.2")) is not None:
        yield MaxCount(most)
