"""How many triples a store's default graph has, by property and by class: asked once, for whoever asks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

_BY_PROPERTY = "SELECT ?key (COUNT(*) AS ?count) { ?subject ?key ?object } GROUP BY ?key"
_BY_CLASS = "SELECT ?key (COUNT(*) AS ?count) { ?subject a ?key } GROUP BY ?key"
_MOST = 1000

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Statistics:
    """Triples of the default graph, in all and by IRI; None where there are too many IRIs, or others than IRIs."""

    triples: int
    by_property: Counts | None
    by_class: Counts | None


def statistics_of(store: Store) -> Statistics:
    """The statistics of a store that changes no more."""
    by_property = _counts(store, _BY_PROPERTY)
    total = store.query("SELECT (COUNT(*) AS ?key) { ?subject ?predicate ?object }") if by_property is None else None
    triples = sum(by_property.values()) if by_property is not None else _number(total)
    return Statistics(triples, by_property, _counts(store, _BY_CLASS))


def _counts(store: Store, query: str) -> Counts | None:
    found: dict[str, int] = {}
    rows = store.query(query)
    for row in rows if isinstance(rows, QuerySolutions) else ():
        key, count = row["key"], row["count"]
        if not isinstance(count, Literal) or not _can_be_written(key) or len(found) >= _MOST:
            return None
        found[str(key)[1:-1]] = int(count.value)
    return found


def _can_be_written(key: object) -> bool:
    """Whether it is an IRI that a query may hold: a store read leniently can have others."""
    try:
        return isinstance(key, NamedNode) and bool(NamedNode(key.value))
    except ValueError:
        return False


def _number(rows: object) -> int:
    row = next(iter(rows)) if isinstance(rows, QuerySolutions) else None
    count = row["key"] if row is not None else None
    return int(count.value) if isinstance(count, Literal) else 0
