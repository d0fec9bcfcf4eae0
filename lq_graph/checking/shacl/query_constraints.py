"""Constraints that are queries: those of sh:sparql and those of custom components. SHACL §5 and §6."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.graph import Node, Term
from lq_graph.checking.shacl.path import Path, Predicate, sparql_text
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.sparql_component import SparqlComponent, applications, evaluate_component
from lq_graph.checking.shacl.sparql_constraint import SparqlConstraint, evaluate_constraint, sparql_constraints_of
from lq_graph.checking.shacl.sparql_query import Names
from lq_graph.checking.shacl.sparql_result import SparqlResult
from lq_graph.checking.shacl.vocabulary import component
from lq_graph.triples.terms import Terms

_Alike = tuple[NamedNode | None, tuple[Literal, ...], bool]


@dataclass(frozen=True)
class Select(Plain):
    """The SELECT of sh:sparql, which has a solution for whatever is wrong with a focus node."""

    constraint: SparqlConstraint
    component = component("SPARQL")

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.constraint.predicates(_text(path))

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The solutions for all focus nodes."""
        terms, data = scope.facts.terms, scope.facts.queried
        found = evaluate_constraint(self.constraint, data, scope.shape, _text(scope.path), terms.terms(scope.focus))
        return _failures(found, terms, self.constraint.node)


@dataclass(frozen=True)
class Custom(Plain):
    """One use of a custom constraint component: its parameters have the values of `bindings`."""

    declared: SparqlComponent
    bindings: Mapping[str, Term]

    @property
    def component(self) -> NamedNode:
        """The custom component."""
        return self.declared.node

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.declared.predicates(_text(path))

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """What its validator rejects of all focus nodes and value nodes."""
        terms, path = scope.facts.terms, _text(scope.path)
        pairs: Sequence[tuple[Term, Term]] = ()
        if self.declared.needs_values(path):
            pairs = list(zip(terms.terms(scope.owners), terms.terms(scope.values), strict=True))
        focus = terms.terms(scope.focus)
        data = scope.facts.queried
        found = evaluate_component(self.declared, self.bindings, data, scope.shape, path, focus=focus, pairs=pairs)
        return _failures(found, terms, None)


def read_queries(reader: Reader, components: Sequence[SparqlComponent]) -> Iterator[Constraint]:
    """The constraints of a shape that are queries.

    Raises IllFormedShapes and Unsupported as `sparql_constraints_of` and `applications` do.
    """
    yield from map(Select, sparql_constraints_of(reader.graph, reader.node))
    for declared in components:
        for bindings in applications(declared, reader.graph, reader.node):
            yield Custom(declared, bindings)


def _failures(results: Iterable[SparqlResult], terms: Terms, constraint: Node | None) -> Iterator[Failures]:
    """The results, together where they differ in their nodes alone."""
    alike: dict[_Alike, list[SparqlResult]] = defaultdict(list)
    for result in results:
        alike[result.path, result.messages, result.value is None].append(result)
    for (path, messages, _), rows in alike.items():
        values = [row.value for row in rows if row.value is not None]
        yield Failures(
            focus=terms.ids(row.focus for row in rows),
            values=terms.ids(values) if values else None,
            path=None if path is None else Predicate(path),
            messages=messages,
            constraint=constraint,
        )


def _text(path: Path | None) -> str | None:
    return None if path is None else sparql_text(path)
