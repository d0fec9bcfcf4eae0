"""SPARQL-based constraints: sh:sparql. SHACL §5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.shacl.core.sparql_data import SHAPES_GRAPH, SparqlData
from lq_graph.shacl.core.vocabulary import PATH, TRUE, sh
from lq_graph.shacl.sparql.evaluation import Evaluation, SparqlResult, messages_of
from lq_graph.shacl.sparql.query import Names
from lq_graph.shacl.sparql.restrictions import Text, names_path
from lq_graph.triples.vocabulary import OWL_IMPORTS

# The prefixes that a query of a shape may use. SHACL §5.2.1.

_SECTION = "§5.2.1"


def prefixes_of(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """The namespaces by prefix that `sh:prefixes/owl:imports*/sh:declare` of a node gives.

    Raises IllFormedShapes for a declaration without exactly one prefix and one namespace, and for two namespaces of
    one prefix.
    """
    found: dict[str, str] = {}
    for declaration in _declarations(graph, graph.objects(node, sh("prefixes"))):
        prefix = _one(graph, declaration, sh("prefix"))
        namespace = _one(graph, declaration, sh("namespace"))
        if found.setdefault(prefix, namespace) != namespace:
            raise IllFormedShapes(declaration, f"the prefix {prefix}: has two namespaces", _SECTION)
    return found


def _declarations(graph: ShapesGraph, starts: list[Term]) -> list[Term]:
    seen = list(dict.fromkeys(starts))
    for each in seen:
        seen.extend(other for other in graph.objects(each, OWL_IMPORTS) if other not in seen)
    return list(dict.fromkeys(found for each in seen for found in graph.objects(each, sh("declare"))))


def _one(graph: ShapesGraph, declaration: Term, predicate: NamedNode) -> str:
    values = graph.objects(declaration, predicate)
    if len(values) != 1 or not isinstance(values[0], Literal):
        raise IllFormedShapes(declaration, f"needs exactly one literal at {predicate}", _SECTION)
    return values[0].value


# Constraints with sh:sparql. SHACL §5.

_PREBOUND = frozenset({"this", "shapesGraph", "currentShape"})


@dataclass(frozen=True)
class SparqlConstraint:
    """A SPARQL-based constraint: a SELECT whose every solution is a violation."""

    node: Node
    select: Text
    messages: tuple[Literal, ...]
    deactivated: bool

    def predicates(self, path: str | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.select.query(path).predicates


def sparql_constraints_of(graph: ShapesGraph, shape: Node) -> list[SparqlConstraint]:
    """The SPARQL-based constraints of a shape.

    Raises IllFormedShapes for what SHACL §5.2 and §A forbid, with line and column for what is not SPARQL, and
    Unsupported for SPARQL 1.2.
    """
    return [_constraint(graph, shape, node) for node in graph.objects(shape, sh("sparql"))]


def footprint(predicates: Iterable[Names | None]) -> Names | None:
    """All predicates that some queries can touch, None if one of them can touch any."""
    found: Names = frozenset()
    for each in predicates:
        if each is None:
            return None
        found |= each
    return found


def evaluate_constraint(
    constraint: SparqlConstraint, data: SparqlData, shape: Node, path: str | None, focus: list[Term]
) -> list[SparqlResult]:
    """The violations of a constraint on focus nodes; `path` is the shape's in SPARQL, None for a node shape.

    Raises EngineError if the query reports a failure or cannot be evaluated. SHACL §5.3.
    """
    if constraint.deactivated or not focus:
        return []
    constants = {"shapesGraph": SHAPES_GRAPH, "currentShape": shape}
    query = constraint.select.query(path)
    return Evaluation(query, data, constants, constraint.messages, path is None).selected(focus)


def select_of(graph: ShapesGraph, node: Node, predicate: str, section: str) -> Text:
    """The one text of a query of a node; raises IllFormedShapes if it has none or more."""
    found = graph.objects(node, sh(predicate))
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise IllFormedShapes(node, f"needs exactly one sh:{predicate}", section)
    return Text(node, found[0].value, prefixes_of(graph, node), section)


def _constraint(graph: ShapesGraph, shape: Node, node: Term) -> SparqlConstraint:
    if isinstance(node, Literal):
        raise IllFormedShapes(shape, f"sh:sparql is a literal: {node}", _SECTION)
    text = select_of(graph, node, "select", _SECTION)
    text.checked(_PREBOUND, ask=False)
    if names_path(text.text) and not graph.objects(shape, PATH):
        raise IllFormedShapes(node, "$PATH in a node shape", "§5.3.1")
    return SparqlConstraint(node, text, messages_of(graph, node), TRUE in graph.objects(node, sh("deactivated")))
