"""Compiles shapes from a shapes graph, or refuses them. SHACL §2 and §4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.shacl.core.constraints import (
    read_cardinality,
    read_languages,
    read_membership,
    read_property_pairs,
    read_strings,
    read_value_range,
    read_value_type,
)
from lq_graph.shacl.core.model import Constraint, Shape, Shapes, Targets
from lq_graph.shacl.core.paths import Path, parse_path
from lq_graph.shacl.core.shape_constraints import read_logic, read_qualified
from lq_graph.shacl.core.shapes_graph import (
    IllFormedShapes,
    Node,
    Reader,
    ShapesGraph,
    Term,
    refuse_unknown_words,
    shape_nodes,
)
from lq_graph.shacl.core.vocabulary import PROPERTY, RDFS_CLASS, VIOLATION, sh
from lq_graph.shacl.sparql.component import SparqlComponent, components_of, read_queries

# Shapes that refer to themselves. SHACL §3.4.3.


def refuse_recursion(shapes: Shapes) -> None:
    """Nothing, if no shape that is checked refers to itself.

    Raises IllFormedShapes otherwise: SHACL §3.4.3 gives recursive shapes no meaning, and any meaning would be a guess.
    """
    done: set[Node] = set()
    for node, shape in shapes.items():
        if shape.targets:
            _visit(shapes, node, done)


def _visit(shapes: Shapes, root: Node, done: set[Node]) -> None:
    active: set[Node] = set()
    todo: list[tuple[Node, bool]] = [(root, False)]
    while todo:
        node, left = todo.pop()
        if left:
            active.discard(node)
            done.add(node)
        elif node in active:
            raise IllFormedShapes(node, "it refers to itself, and recursive shapes have no meaning", "§3.4.3")
        elif node not in done:
            active.add(node)
            todo.append((node, True))
            todo.extend((each, False) for each in _references(shapes, node))


def _references(shapes: Shapes, node: Node) -> list[Node]:
    return [each for constraint in shapes[node].constraints for each in constraint.references]


# Shapes compiled from a shapes graph, or refused. SHACL §2 and §4.

_READERS: tuple[Callable[[Reader], Iterator[Constraint]], ...] = (
    read_value_type,
    read_cardinality,
    read_value_range,
    read_strings,
    read_languages,
    read_property_pairs,
    read_logic,
    read_qualified,
    read_membership,
)
_NODE_SHAPE, _PROPERTY_SHAPE, _NODE = sh("NodeShape"), sh("PropertyShape"), sh("node")
_TEXTS = ("string", "langString")


def parse_shapes(graph: ShapesGraph) -> Shapes:
    """All shapes of a graph by their node.

    Raises IllFormedShapes for what SHACL does not allow and for recursive shapes, Unsupported for what this engine
    does not know.
    """
    kinds = _Kinds(*(frozenset(graph.instances(class_)) for class_ in (_NODE_SHAPE, _PROPERTY_SHAPE, RDFS_CLASS)))
    components = components_of(graph)
    nodes = shape_nodes(graph, [each.predicate for custom in components for each in custom.parameters])
    shapes: Mapping[Node, Shape] = MappingProxyType(
        {node: _shape(Reader(graph, node), kinds, components) for node in nodes}
    )
    refuse_recursion(shapes)
    return shapes


@dataclass(frozen=True)
class _Kinds:
    node_shapes: frozenset[Node]
    property_shapes: frozenset[Node]
    classes: frozenset[Node]


def _shape(reader: Reader, kinds: _Kinds, components: Sequence[SparqlComponent]) -> Shape:
    path = _path(reader, kinds)
    return Shape(
        node=reader.node,
        path=path,
        targets=_targets(reader, reader.node in kinds.classes),
        constraints=tuple(_constraints(reader, components)),
        severity=reader.iri("severity", "§2.1.4") or VIOLATION,
        messages=tuple(_messages(reader)),
        deactivated=reader.truth("deactivated", "§2.1.6"),
    )


def _constraints(reader: Reader, components: Sequence[SparqlComponent]) -> Iterator[Constraint]:
    refuse_unknown_words(reader)
    for read in _READERS:
        yield from read(reader)
    yield from read_queries(reader, components)


def _path(reader: Reader, kinds: _Kinds) -> Path | None:
    graph, node = reader.graph, reader.node
    term = reader.one("path", "§2.3")
    if term is None and (graph.subjects(PROPERTY, node) or node in kinds.property_shapes):
        raise IllFormedShapes(node, "a property shape must have one sh:path", "§2.3")
    if term is not None and node in kinds.node_shapes:
        raise reader.refusal("path", term, "a node shape has no path", "§2.2")
    if term is not None and graph.subjects(_NODE, node):
        raise reader.refusal("path", term, "a value of sh:node must be a node shape, which has no path", "§4.7.1")
    return None if term is None else _parsed(reader, term)


def _parsed(reader: Reader, term: Term) -> Path:
    try:
        return parse_path(reader.graph, term)
    except IllFormedShapes as error:
        raise reader.refusal("path", term, error.reason, error.section) from error


def _targets(reader: Reader, is_class: bool) -> Targets:
    nodes = reader.terms("targetNode")
    for node in nodes:
        if not isinstance(node, NamedNode | Literal):
            raise reader.refusal("targetNode", node, "must be an IRI or a literal", "§2.1.3.1")
    own = (reader.node,) if is_class and isinstance(reader.node, NamedNode) else ()
    return Targets(
        nodes=tuple(nodes),
        classes=(*reader.iris("targetClass", "§2.1.3.2"), *own),
        subjects_of=tuple(reader.iris("targetSubjectsOf", "§2.1.3.4")),
        objects_of=tuple(reader.iris("targetObjectsOf", "§2.1.3.5")),
    )


def _messages(reader: Reader) -> Iterator[Literal]:
    for term in reader.terms("message"):
        if not isinstance(term, Literal) or term.datatype.value.rpartition("#")[2] not in _TEXTS:
            raise reader.refusal("message", term, "must be an xsd:string or an rdf:langString", "§2.1.5")
        yield term
