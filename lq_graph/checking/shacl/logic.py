"""sh:not, sh:and, sh:or, sh:xone, sh:node and sh:property. SHACL §4.6, §4.7.1 and §4.7.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Scope
from lq_graph.checking.shacl.graph import Node
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component

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
