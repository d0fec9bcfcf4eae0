"""The dataset that a query sees at another endpoint: the graphs of one release, whatever else lies there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lq_graph.names import Names
from lq_graph.querying.engine import Query
from lq_graph.querying.guard import start_of_form
from lq_graph.reading.sparql_tokens import words


@dataclass(frozen=True)
class RemoteGraphs:
    """The graph that holds the default graph of a release, and its named graphs; empty means whatever lies there."""

    default: str = ""
    named: tuple[str, ...] = ()


NO_GRAPHS = RemoteGraphs()
_OURS = ("catalogue", "inferred", "ontology", "questions", "shapes")


def graphs_of_release(names: Names, release: str, datasets: Iterable[str]) -> RemoteGraphs:
    """The graphs of a published release, by its identifier and the names of its datasets."""
    return RemoteGraphs(names.release(release), tuple(map(names.graph, (*datasets, *_OURS))))


def dataset_fields(query: Query, graphs: RemoteGraphs) -> list[tuple[str, str]]:
    """The fields of the SPARQL 1.1 Protocol §2.1.4 for a query.

    Those that it names; else none if it has FROM clauses, which they would overrule; else those of the release.
    """
    if query.default_graphs or query.named_graphs:
        return _fields(query.default_graphs, query.named_graphs)
    if not graphs.default or has_dataset_clause(query.text):
        return []
    return _fields((graphs.default,), graphs.named)


def has_dataset_clause(text: str) -> bool:
    """Whether a query has a FROM clause before its first group."""
    for token in words(text):
        if token.start() < start_of_form(text):
            continue
        if token[0] == "{":
            return False
        if token[0].lower() == "from":
            return True
    return False


def _fields(default: tuple[str, ...], named: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]
