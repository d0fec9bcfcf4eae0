"""The graphs that a query sees, by the SPARQL 1.1 Protocol §2.1.4 or by its own FROM clauses."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from lq_graph.errors import QuerySyntaxError
from lq_graph.querying.engine import Query
from lq_graph.querying.guard import start_of_form
from lq_graph.reading.sparql_tokens import Token, tokens_of

_SEVERAL = 2


@dataclass(frozen=True)
class Dataset:
    """A store, and which of its graphs the query sees; None leaves the choice to the query and the engine."""

    store: Store
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named: list[NamedNode | BlankNode] | None = None


def dataset_of(query: Query, store: Store) -> Dataset:
    """The dataset of a query: the protocol's graphs if it names any, else those of FROM, else the whole store.

    Several default graphs are merged as a set, which Oxigraph does not do: it would give a triple once for each graph.
    Raises QuerySyntaxError if a graph is not named by an absolute IRI.
    """
    if query.default_graphs or query.named_graphs:
        return _dataset(store, _nodes(query.default_graphs), _nodes(query.named_graphs))
    clauses = _clauses(query.text)
    default = [source for source, is_named in clauses if not is_named]
    if len(default) < _SEVERAL:
        return Dataset(store)
    named = [source for source, is_named in clauses if is_named]
    return _dataset(store, resolved(query.text, default), resolved(query.text, named))


def _dataset(store: Store, default: list[NamedNode], named: list[NamedNode]) -> Dataset:
    if len(default) < _SEVERAL:
        return Dataset(store, [*default], [*named])
    merged = Store()
    for graph in default:
        merged.extend(Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
    for graph in named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return Dataset(merged, [DefaultGraph()], [*named])


def _nodes(iris: tuple[str, ...]) -> list[NamedNode]:
    nodes = []
    for iri in dict.fromkeys(iris):
        try:
            nodes.append(NamedNode(iri))
        except ValueError as error:
            raise QuerySyntaxError(f"{iri!r} cannot name a graph: it is not an absolute IRI ({error})") from error
    return nodes


def _clauses(text: str) -> list[tuple[str, bool]]:
    """The term of each FROM clause, and whether it is NAMED; none if there is no more than one."""
    if text.lower().count("from") < _SEVERAL:
        return []
    start = start_of_form(text)
    outside = _outside_braces([token for token in tokens_of(text) if token.start() >= start])
    found = []
    for place, token in enumerate(outside[:-1]):
        if token[0].lower() == "from" and token.lastgroup == "word":
            is_named = outside[place + 1][0].lower() == "named"
            found.append((outside[min(place + 1 + is_named, len(outside) - 1)][0], is_named))
    return found


def _outside_braces(tokens: list[Token]) -> list[Token]:
    depth, outside = 0, []
    for token in tokens:
        depth += (token[0] in {"{", "{|"}) - (token[0] in {"}", "|}"})
        if depth == 0:
            outside.append(token)
    return outside


def resolved(text: str, sources: list[str]) -> list[NamedNode]:
    """The IRIs of terms, resolved by the engine itself under a query's prefixes and base; none if one is not legal."""
    columns = " ".join(f"({source} AS ?s{index})" for index, source in enumerate(sources))
    try:
        rows = Store().query(f"{text[: start_of_form(text)]} SELECT {columns or '*'} {{}}")
    except SyntaxError:
        return []
    solution = next(iter(rows)) if isinstance(rows, QuerySolutions) else []
    return [node for node in dict.fromkeys(solution) if isinstance(node, NamedNode)]
