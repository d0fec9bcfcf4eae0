"""sh:qualifiedValueShape with its counts and siblings. SHACL §4.7.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Scope
from lq_graph.checking.shacl.graph import Node
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import PROPERTY, component, sh

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
