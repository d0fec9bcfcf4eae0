"""Compiles a shapes graph to shapes, or refuses it. SHACL §2 and §4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.names import SH
from lq_graph.shacl.core.constraints import read_constraints
from lq_graph.shacl.core.model import Constraint, Shape, Shapes, Targets
from lq_graph.shacl.core.paths import Path, parse_path
from lq_graph.shacl.core.shapes_graph import (
    ADVANCED,
    LIST_TAKING,
    NOT_PARAMETERS,
    PARAMETERS,
    PROPERTY,
    RDFS_CLASS,
    SCRIPTED,
    SHAPE_EXPECTING,
    TARGETS,
    VIOLATION,
    IllFormedShapes,
    Node,
    Reader,
    ShapesGraph,
    Term,
    Unsupported,
    sh,
)
from lq_graph.shacl.sparql.constraints import (
    SparqlComponent,
    components_of,
    constraints_of_components,
    sparql_constraints_of,
)

_NODE_SHAPE, _PROPERTY_SHAPE, _NODE = sh("NodeShape"), sh("PropertyShape"), sh("node")
_KNOWN = frozenset((*PARAMETERS, *TARGETS)) | NOT_PARAMETERS
_TEXTS = ("string", "langString")


def parse_shapes(graph: ShapesGraph) -> Shapes:
    """All shapes of a graph by their node.

    Raises IllFormedShapes for what SHACL does not allow and for recursive shapes, Unsupported for what this engine
    does not support.
    """
    kinds = _Kinds(*(frozenset(graph.instances(class_)) for class_ in (_NODE_SHAPE, _PROPERTY_SHAPE, RDFS_CLASS)))
    components = components_of(graph)
    nodes = shape_nodes(graph, [each.predicate for custom in components for each in custom.parameters])
    shapes: Mapping[Node, Shape] = MappingProxyType(
        {node: _shape(Reader(graph, node), kinds, components) for node in nodes}
    )
    _refuse_recursion(shapes)
    return shapes


def shape_nodes(graph: ShapesGraph, parameters: Iterable[NamedNode] = ()) -> tuple[Node, ...]:
    """The shapes: by their type, by having a target or a parameter, or by being referred to as a shape. SHACL §2.1.

    `parameters` are those of custom components, beside those of SHACL.
    """
    found = dict.fromkeys(_candidates(graph, parameters))
    return tuple(node for node in found if isinstance(node, NamedNode | BlankNode))


def _candidates(graph: ShapesGraph, parameters: Iterable[NamedNode]) -> Iterator[Term]:
    for class_ in (_NODE_SHAPE, _PROPERTY_SHAPE):
        yield from graph.instances(class_)
    for predicate in (*TARGETS, *PARAMETERS, *parameters):
        yield from graph.having(predicate)
    for predicate in SHAPE_EXPECTING:
        for node in graph.having(predicate):
            yield from graph.objects(node, predicate)
    for predicate in LIST_TAKING:
        for node in graph.having(predicate):
            for head in graph.objects(node, predicate):
                try:
                    yield from graph.items(head)
                except IllFormedShapes:  # the shape that has the list is refused for it, with a better message
                    continue


@dataclass(frozen=True)
class _Kinds:
    """The nodes that a shapes graph declares as node shapes, as property shapes and as classes."""

    node_shapes: frozenset[Node]
    property_shapes: frozenset[Node]
    classes: frozenset[Node]


def _shape(reader: Reader, kinds: _Kinds, components: Sequence[SparqlComponent]) -> Shape:
    return Shape(
        node=reader.node,
        path=_path(reader, kinds),
        targets=_targets(reader, reader.node in kinds.classes),
        constraints=tuple(_constraints(reader, components)),
        severity=reader.iri("severity", "§2.1.4") or VIOLATION,
        messages=tuple(_messages(reader)),
        deactivated=reader.truth("deactivated", "§2.1.6"),
    )


def _path(reader: Reader, kinds: _Kinds) -> Path | None:
    graph, node = reader.graph, reader.node
    term = reader.one("path", "§2.3")
    if term is None:
        if graph.subjects(PROPERTY, node) or node in kinds.property_shapes:
            raise IllFormedShapes(node, "a property shape must have one sh:path", "§2.3")
        return None
    if node in kinds.node_shapes:
        raise reader.refusal("path", term, "a node shape has no path", "§2.2")
    if graph.subjects(_NODE, node):
        raise reader.refusal("path", term, "a value of sh:node must be a node shape, which has no path", "§4.7.1")
    try:
        return parse_path(graph, term)
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


def _constraints(reader: Reader, components: Sequence[SparqlComponent]) -> Iterator[Constraint]:
    _refuse_unknown_predicates(reader)
    yield from read_constraints(reader)
    yield from sparql_constraints_of(reader.graph, reader.node)
    yield from constraints_of_components(reader.graph, reader.node, components)


def _refuse_unknown_predicates(reader: Reader) -> None:
    """Raises Unsupported for what another engine may do, IllFormedShapes for a predicate that SHACL does not have."""
    for predicate in sorted(reader.graph.predicates(reader.node), key=str):
        if predicate in ADVANCED or predicate in SCRIPTED:
            raise Unsupported(f"{predicate} (at {reader.node})")
        if predicate.value.startswith(SH) and predicate not in _KNOWN:
            raise reader.refusal(predicate.value.removeprefix(SH), None, "SHACL has no such word for a shape", "§2.1")


def _messages(reader: Reader) -> Iterator[Literal]:
    for term in reader.terms("message"):
        if not isinstance(term, Literal) or term.datatype.value.rpartition("#")[2] not in _TEXTS:
            raise reader.refusal("message", term, "must be an xsd:string or an rdf:langString", "§2.1.5")
        yield term


def _refuse_recursion(shapes: Shapes) -> None:
    """Raises IllFormedShapes if a shape with targets refers to itself, directly or through others.

    SHACL §3.4.3 gives recursive shapes no meaning, and any meaning would be a guess.
    """
    done: set[Node] = set()
    for root, shape in shapes.items():
        if not shape.targets:
            continue
        active: set[Node] = set()
        todo: list[tuple[Node, bool]] = [(root, False)]
        while todo:
            node, leaving = todo.pop()
            if leaving:
                active.discard(node)
                done.add(node)
            elif node in active:
                raise IllFormedShapes(node, "it refers to itself, and recursive shapes have no meaning", "§3.4.3")
            elif node not in done:
                active.add(node)
                todo.append((node, True))
                todo += [(each, False) for constraint in shapes[node].constraints for each in constraint.references]
