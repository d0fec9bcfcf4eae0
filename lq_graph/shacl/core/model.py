"""Compiled shapes, and the interface of a constraint: what fails among the value nodes of many focus nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.shacl.core.data_graph import DataGraph
from lq_graph.shacl.core.paths import Path, distinct_ids
from lq_graph.shacl.core.shapes_graph import Node, Term
from lq_graph.triples.columns import Counts, Pairs, first, second, spans
from lq_graph.triples.terms import Ids, Mask


@dataclass(frozen=True)
class Targets:
    """What a shape is checked on. SHACL §2.1.3."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[NamedNode | BlankNode, ...] = ()
    subjects_of: tuple[NamedNode, ...] = ()
    objects_of: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True)
class Shape:
    """A node shape, which has no path, or a property shape. SHACL §2.1."""

    node: Node
    path: Path | None
    targets: Targets
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool


Shapes = Mapping[Node, Shape]


class Constraint(Protocol):
    """One constraint of a shape."""

    @property
    def component(self) -> NamedNode:
        """Its constraint component."""

    @property
    def references(self) -> tuple[Node, ...]:
        """The shapes that it refers to."""

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """What fails in a scope."""


class WithoutReferences:
    """A constraint that refers to no shape."""

    references: ClassVar[tuple[Node, ...]] = ()


@dataclass(frozen=True)
class Scope:
    """What one shape is checked on: distinct, sorted focus nodes, and the pairs of them and their value nodes."""

    shape: Node
    path: Path | None
    focus: Ids
    pairs: Pairs
    data: DataGraph
    conformance: Conformance

    @cached_property
    def owners(self) -> Ids:
        """The focus node of each pair."""
        return first(self.pairs)

    @cached_property
    def values(self) -> Ids:
        """The value node of each pair."""
        return second(self.pairs)

    @cached_property
    def value_nodes(self) -> Ids:
        """The distinct value nodes, sorted."""
        return self.focus if self.path is None else distinct_ids(self.values, len(self.data.terms))

    @cached_property
    def counts(self) -> Counts:
        """How many value nodes each focus node has."""
        return self.count(self.pairs)

    def count(self, pairs: Pairs) -> Counts:
        """How many of some pairs each focus node has."""
        return spans(pairs, self.focus)[1]

    def failing(self, bad: Mask) -> Failures:
        """A result for each marked pair, with its value."""
        return Failures(self.owners[bad], self.values[bad])

    def failing_focus(self, bad: Mask) -> Failures:
        """A result without a value for each marked focus node."""
        return Failures(self.focus[bad])

    def conforming(self, shape: Node) -> Mask:
        """For each pair, whether its value node conforms to a shape."""
        if not len(self.pairs):
            return np.zeros(0, bool)
        return self.conformance.conforming(shape, self.values)


@dataclass(frozen=True)
class Failures:
    """Results of one constraint: a focus node each, and a value each if they have values.

    `path` is set where the results' path is not the shape's, `messages` where they are not the shape's.
    """

    focus: Ids
    values: Ids | None = None
    path: Path | None = None
    messages: tuple[Literal, ...] = ()
    constraint: Node | None = None


class Conformance(Protocol):
    """Decides which nodes conform to a shape."""

    def conforming(self, shape: Node, ids: Ids) -> Mask:
        """For each id, whether its node conforms to a shape. SHACL §3.4.2."""
