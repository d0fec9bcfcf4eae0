"""Shapes compiled from a shapes graph, or refused. SHACL §2 and §4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.cardinality import read_cardinality
from lq_graph.checking.shacl.constraint import Constraint
from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.known_words import refuse_unknown_words
from lq_graph.checking.shacl.languages import read_languages
from lq_graph.checking.shacl.logic import read_logic
from lq_graph.checking.shacl.membership import read_membership
from lq_graph.checking.shacl.model import Shape, Shapes, Targets
from lq_graph.checking.shacl.path import Path
from lq_graph.checking.shacl.path_parse import parse_path
from lq_graph.checking.shacl.property_pairs import read_property_pairs
from lq_graph.checking.shacl.qualified import read_qualified
from lq_graph.checking.shacl.query_constraints import read_queries
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.recursion import refuse_recursion
from lq_graph.checking.shacl.shape_nodes import shape_nodes
from lq_graph.checking.shacl.sparql_component import SparqlComponent, components_of
from lq_graph.checking.shacl.strings import read_strings
from lq_graph.checking.shacl.value_range import read_value_range
from lq_graph.checking.shacl.value_type import read_value_type
from lq_graph.checking.shacl.vocabulary import PROPERTY, RDFS_CLASS, VIOLATION, sh

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
