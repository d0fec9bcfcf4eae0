"""Constraints with sh:sparql. SHACL §5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.sparql_data import SparqlData
from lq_graph.checking.shacl.sparql_evaluation import Evaluation
from lq_graph.checking.shacl.sparql_message import messages_of
from lq_graph.checking.shacl.sparql_prefixes import prefixes_of
from lq_graph.checking.shacl.sparql_query import Names
from lq_graph.checking.shacl.sparql_result import SparqlResult
from lq_graph.checking.shacl.sparql_rules import Text, names_path
from lq_graph.checking.shacl.sparql_tables import SHAPES_GRAPH
from lq_graph.checking.shacl.vocabulary import PATH, TRUE, sh

_PREBOUND = frozenset({"this", "shapesGraph", "currentShape"})
_SECTION = "§5.2.1"


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
