"""The focus nodes that a change makes it necessary to check again, and the results that this replaces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lq_graph.checking.shacl.changes import NOTHING, Change, together
from lq_graph.checking.shacl.facts import Facts
from lq_graph.checking.shacl.footprint import Footprint, reads
from lq_graph.checking.shacl.graph import Node
from lq_graph.checking.shacl.logic import Property
from lq_graph.checking.shacl.model import Shape, Shapes
from lq_graph.checking.shacl.path import Inverse, Path, Predicate
from lq_graph.checking.shacl.query_reads import Way
from lq_graph.checking.shacl.targets import focus_nodes
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import Pairs, inverse, restrict, union
from lq_graph.triples.terms import Ids


class Affected:
    """What is to be checked again of one change, for shapes of which `has_footprint` is true.

    A result names a shape and a node, and not the shape and focus node that led there by sh:property. So all results
    of a pair of shape and node are `replaced` together, and what leads to such a pair is checked `again`, from
    wherever it comes.
    """

    def __init__(self, shapes: Shapes, change: Change, facts: Facts) -> None:
        self._shapes = shapes
        self._change = change
        self.replaced: dict[Node, Ids] = {}
        self.again: dict[Node, Ids] = {}
        self._leading: dict[Node, Ids] = {}
        self._focus = {node: focus_nodes(facts, shape.targets) for node, shape in shapes.items() if shape.targets}
        self._follow()
        for node, focus in self._focus.items():
            self.again[node] = np.intersect1d(focus, self._leading_from(node), assume_unique=True)

    def _follow(self) -> None:
        footprint = Footprint(self._shapes, self._change)
        for node, focus in self._focus.items():
            touched = np.intersect1d(focus, footprint.touched(node), assume_unique=True)
            self._replace(node, together((touched, footprint.retargeted(self._shapes[node].targets))))

    def _replace(self, node: Node, nodes: Ids) -> None:
        """Note nodes of a shape, and all that its results may be about on them."""
        shape = self._shapes[node]
        if not len(nodes) or shape.deactivated:
            return
        self.replaced[node] = together((self.replaced.get(node, NOTHING), nodes))
        for inner in _properties(shape):
            self._replace(inner, _values(self._change, shape.path, nodes))

    def _leading_from(self, node: Node) -> Ids:
        """The nodes on which a shape gives results that are replaced."""
        if node not in self._leading:
            shape = self._shapes[node]
            inner = together(map(self._leading_from, _properties(shape)))
            before = inner if shape.path is None else self._change.leading(shape.path, inner)
            self._leading[node] = together((self.replaced.get(node, NOTHING), before))
        return self._leading[node]


def near(shapes: Shapes, again: dict[Node, Ids], change: Change, after: Columns) -> Columns:
    """The triples that the queries of shapes can read when some of their focus nodes are checked."""
    found: dict[int, list[Pairs]] = {}
    for node, focus in again.items():
        for key, pairs in _read(shapes, node, focus, change, after):
            found.setdefault(key, []).append(pairs)
    return Columns(after.terms, {key: union(*each) for key, each in found.items()})


def _read(shapes: Shapes, node: Node, focus: Ids, change: Change, after: Columns) -> Iterator[tuple[int, Pairs]]:
    shape = shapes[node]
    if not len(focus) or shape.deactivated or not _asks(shapes, node):
        return
    for constraint in shape.constraints:
        for way in reads(constraint, shape.path) or ():
            yield _last(way, focus, change, after)
        if constraint.references:
            values = _values(change, shape.path, focus)
            for inner in constraint.references:
                yield from _read(shapes, inner, values, change, after)
    yield from ((key, restrict(each, focus)) for key, each in after.relations.items())


def _last(way: Way, focus: Ids, change: Change, after: Columns) -> tuple[int, Pairs]:
    """The triples at the end of a way."""
    nodes = focus
    for step in way[:-1]:
        nodes = change.reached(step, nodes)
    match way[-1]:
        case Inverse(Predicate(iri)):
            key = after.terms.find(iri)
            return key, inverse(restrict(after.inverse(key), nodes))
        case Predicate(iri):
            key = after.terms.find(iri)
            return key, restrict(after.relation(key), nodes)
    raise TypeError(f"no step of a way: {way[-1]}")


def _asks(shapes: Shapes, node: Node) -> bool:
    """Whether a shape, or any that it refers to, has a query."""
    shape = shapes[node]
    own = any(reads(constraint, shape.path) is not None for constraint in shape.constraints)
    return own or any(_asks(shapes, inner) for constraint in shape.constraints for inner in constraint.references)


def _properties(shape: Shape) -> list[Node]:
    return [constraint.shape for constraint in shape.constraints if isinstance(constraint, Property)]


def _values(change: Change, path: Path | None, focus: Ids) -> Ids:
    return focus if path is None else change.reached(path, focus)
