"""Which nodes of a shapes graph are shapes. SHACL §2.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.vocabulary import EXPECT_SHAPE, EXPECT_SHAPES, PARAMETERS, TARGETS, sh


def shape_nodes(graph: ShapesGraph, parameters: Iterable[NamedNode] = ()) -> tuple[Node, ...]:
    """The shapes: by their type, by having a target or a parameter, or by being referred to as a shape. SHACL §2.1.

    `parameters` are those of custom components, beside those of SHACL.
    """
    found = dict.fromkeys(_candidates(graph, parameters))
    return tuple(node for node in found if isinstance(node, NamedNode | BlankNode))


def _candidates(graph: ShapesGraph, parameters: Iterable[NamedNode]) -> Iterator[Term]:
    for kind in ("NodeShape", "PropertyShape"):
        yield from graph.instances(sh(kind))
    for word in (*TARGETS, *PARAMETERS, *parameters):
        yield from graph.having(word)
    for word in EXPECT_SHAPE:
        for node in graph.having(word):
            yield from graph.objects(node, word)
    for word in EXPECT_SHAPES:
        for node in graph.having(word):
            for head in graph.objects(node, word):
                yield from _members(graph, head)


def _members(graph: ShapesGraph, head: Term) -> list[Term]:
    """The members of a list; none if it is no list, for which the shape that has it is refused."""
    try:
        return graph.items(head)
    except IllFormedShapes:
        return []
