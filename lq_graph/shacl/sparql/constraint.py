"""SPARQL-based constraints: sh:sparql. SHACL §5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.shacl.core.model import Failures, Scope, WithoutReferences
from lq_graph.shacl.core.paths import Path, sparql_text
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.shacl.core.sparql_data import SHAPES_GRAPH, SparqlData
from lq_graph.shacl.core.vocabulary import PATH, TRUE, component, sh
from lq_graph.shacl.sparql.evaluation import QueryEvaluation, SparqlResult, failures_of, messages_of
from lq_graph.shacl.sparql.query import Names
from lq_graph.shacl.sparql.restrictions import QueryText, names_path
from lq_graph.triples.vocabulary import OWL_IMPORTS

_SECTION = "§5.2.1"
_PREBOUND = frozenset({"this", "shapesGraph", "currentShape"})


@dataclass(frozen=True)
class SparqlConstraint(WithoutReferences):
    """A SPARQL-based constraint: a SELECT whose every solution is a violation."""

    node: Node
    select: QueryText
    messages: tuple[Literal, ...]
    deactivated: bool
    component = component("SPARQL")

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.select.query(None if path is None else sparql_text(path)).predicates

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The solutions for all focus nodes."""
        terms, path = scope.data.terms, scope.path
        found = self.results(
            scope.data.sparql, scope.shape, None if path is None else sparql_text(path), terms.terms(scope.focus)
        )
        return failures_of(found, terms, self.node)

    def results(self, data: SparqlData, shape: Node, path: str | None, focus: Sequence[Term]) -> list[SparqlResult]:
        """The violations on focus nodes; `path` is the shape's in SPARQL, None for a node shape.

        Raises EngineError if the query reports a failure or cannot be evaluated. SHACL §5.3.
        """
        if self.deactivated or not focus:
            return []
        constants = {"shapesGraph": SHAPES_GRAPH, "currentShape": shape}
        return QueryEvaluation(self.select.query(path), data, constants, self.messages, path is None).selected(focus)


def sparql_constraints_of(graph: ShapesGraph, shape: Node) -> list[SparqlConstraint]:
    """The SPARQL-based constraints of a shape.

    Raises IllFormedShapes for what SHACL §5.2 and §A forbid, with line and column for what is not SPARQL, and
    Unsupported for SPARQL 1.2.
    """
    found = []
    for node in graph.objects(shape, sh("sparql")):
        if isinstance(node, Literal):
            raise IllFormedShapes(shape, f"sh:sparql is a literal: {node}", _SECTION)
        text = query_text(graph, node, "select", _SECTION)
        text.check(_PREBOUND, ask=False)
        if names_path(text.text) and not graph.objects(shape, PATH):
            raise IllFormedShapes(node, "$PATH in a node shape", "§5.3.1")
        deactivated = TRUE in graph.objects(node, sh("deactivated"))
        found.append(SparqlConstraint(node, text, messages_of(graph, node), deactivated))
    return found


def query_text(graph: ShapesGraph, node: Node, predicate: str, section: str) -> QueryText:
    """The query of a node at sh:select or sh:ask; raises IllFormedShapes unless it has exactly one."""
    found = graph.objects(node, sh(predicate))
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise IllFormedShapes(node, f"needs exactly one sh:{predicate}", section)
    return QueryText(node, found[0].value, prefixes_of(graph, node), section)


def prefixes_of(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """The namespaces by prefix at `sh:prefixes/owl:imports*/sh:declare` of a node. SHACL §5.2.1.

    Raises IllFormedShapes for a declaration without exactly one prefix and one namespace, and for two namespaces of
    one prefix.
    """
    ontologies = list(dict.fromkeys(graph.objects(node, sh("prefixes"))))
    for each in ontologies:
        ontologies.extend(other for other in graph.objects(each, OWL_IMPORTS) if other not in ontologies)
    found: dict[str, str] = {}
    for declaration in dict.fromkeys(each for node in ontologies for each in graph.objects(node, sh("declare"))):
        prefix = _one(graph, declaration, sh("prefix"))
        namespace = _one(graph, declaration, sh("namespace"))
        if found.setdefault(prefix, namespace) != namespace:
            raise IllFormedShapes(declaration, f"the prefix {prefix}: has two namespaces", _SECTION)
    return found


def _one(graph: ShapesGraph, declaration: Term, predicate: NamedNode) -> str:
    values = graph.objects(declaration, predicate)
    if len(values) != 1 or not isinstance(values[0], Literal):
        raise IllFormedShapes(declaration, f"needs exactly one literal at {predicate}", _SECTION)
    return values[0].value


def footprint(predicates: Iterable[Names | None]) -> Names | None:
    """All predicates that some queries can touch, None if one of them can touch any."""
    found: Names = frozenset()
    for each in predicates:
        if each is None:
            return None
        found |= each
    return found
