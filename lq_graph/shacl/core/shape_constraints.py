"""Constraint components that refer to other shapes. SHACL §4.6 and §4.7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.shacl.core.model import Constraint, Failures, Scope
from lq_graph.shacl.core.shapes_graph import Node, Reader
from lq_graph.shacl.core.vocabulary import PROPERTY, component, sh

# sh:not, sh:and, sh:or, sh:xone, sh:node and sh:property. SHACL §4.6, §4.7.1 and §4.7.2.

_LOGIC = (("not", "§4.6.1"), ("node", "§4.7.1"))
_LISTS = (("and", "§4.6.2"), ("or", "§4.6.3"), ("xone", "§4.6.4"))


@dataclass(frozen=True)
class Counted:
    """Every value node conforms to at least and at most so many of some shapes; a shape listed twice counts twice."""

    component: NamedNode
    references: tuple[Node, ...]
    least: int
    most: int

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that conform to fewer or more."""
        conforming = np.zeros(len(scope.pairs), np.int32)
        for shape in self.references:
            conforming += scope.conforming(shape)
        yield scope.failing((conforming < self.least) | (conforming > self.most))


@dataclass(frozen=True)
class Property:
    """Every value node is checked on a property shape, whose results are results."""

    shape: Node
    component = component("Property")

    @property
    def references(self) -> tuple[Node, ...]:
        """The property shape."""
        return (self.shape,)

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not conform; the report has the results of the property shape in their stead."""
        yield scope.failing(~scope.conforming(self.shape))


def read_logic(reader: Reader) -> Iterator[Constraint]:
    """The constraints of a shape that refer to other shapes, but for the qualified."""
    for name, section in _LOGIC:
        for shape in reader.node_shapes(name, section):
            yield _single(name, shape)
    for name, section in _LISTS:
        for shapes in reader.shape_lists(name, section):
            yield _listed(name, shapes)
    yield from map(Property, reader.node_shapes("property", "§4.7.2"))


def _single(name: str, shape: Node) -> Counted:
    wanted = int(name == "node")
    return Counted(component(name.capitalize()), (shape,), wanted, wanted)


def _listed(name: str, shapes: tuple[Node, ...]) -> Counted:
    least, most = {"and": (len(shapes), len(shapes)), "or": (1, len(shapes)), "xone": (1, 1)}[name]
    return Counted(component(name.capitalize()), shapes, least, most)


# sh:qualifiedValueShape with its counts and siblings. SHACL §4.7.3.

_SECTION = "§4.7.3"


@dataclass(frozen=True)
class Qualified:
    """So many value nodes conform to a shape, and to none of its siblings. SHACL §4.7.3."""

    component: NamedNode
    shape: Node
    siblings: tuple[Node, ...]
    least: int | None
    most: int | None

    @property
    def references(self) -> tuple[Node, ...]:
        """The shape and its siblings."""
        return (self.shape, *self.siblings)

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes of which fewer or more do."""
        conforming = scope.conforming(self.shape)
        for sibling in self.siblings:
            conforming = conforming & ~scope.conforming(sibling)
        counts = scope.count(scope.pairs[conforming])
        if self.least is not None:
            yield scope.failing_focus(counts < self.least)
        if self.most is not None:
            yield scope.failing_focus(counts > self.most)


def read_qualified(reader: Reader) -> Iterator[Constraint]:
    """The qualified value shape constraints of a shape; none if it has counts alone."""
    least = reader.integer("qualifiedMinCount", _SECTION)
    most = reader.integer("qualifiedMaxCount", _SECTION)
    disjoint = reader.flag("qualifiedValueShapesDisjoint", _SECTION)
    shapes = reader.node_shapes("qualifiedValueShape", _SECTION)
    if not shapes:
        return
    reader.one("qualifiedValueShape", _SECTION)
    siblings = _siblings(reader, shapes[0]) if disjoint else ()
    if least is not None:
        yield Qualified(component("QualifiedMinCount"), shapes[0], siblings, least, None)
    if most is not None:
        yield Qualified(component("QualifiedMaxCount"), shapes[0], siblings, None, most)


def _siblings(reader: Reader, shape: Node) -> tuple[Node, ...]:
    graph = reader.graph
    sides = {side for parent in graph.subjects(PROPERTY, reader.node) for side in graph.objects(parent, PROPERTY)}
    shapes = {each for side in sides for each in graph.objects(side, sh("qualifiedValueShape"))}
    nodes = [each for each in shapes if not isinstance(each, Literal) and each != shape]
    return tuple(sorted(nodes, key=str))
