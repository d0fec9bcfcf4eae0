"""Statistics of a store, and the queries that are answered from them.

Queries that count triples, or list properties or classes, are the first that people and monitors send to an endpoint,
and an engine scans all triples for each. A query of such a form is rewritten over the counts; what follows its WHERE
clause stays as it is, so that the engine sorts and cuts. No other query is rewritten, however similar it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from lq_graph.names import RDF
from lq_graph.querying.dataset import resolved
from lq_graph.querying.guard import GAP, start_of_form

_MOST_IRIS = 1000
_BY_PROPERTY = "SELECT ?key (COUNT(*) AS ?count) { ?subject ?key ?object } GROUP BY ?key"
_BY_CLASS = "SELECT ?key (COUNT(*) AS ?count) { ?subject a ?key } GROUP BY ?key"
_ALL = "SELECT (COUNT(*) AS ?count) { ?subject ?predicate ?object }"

_TYPE = f"{RDF}type"
_SPACE = r"(?=[ \t\r\n#])" + GAP
_VAR = r"[?$][A-Za-z0-9_]++"
_TERM = r"(?><[^<>\"{}|^`\\\x00-\x20]*>|[A-Za-z0-9_-]*+:[A-Za-z0-9_-]++)"
_COUNT = rf"""\({GAP}COUNT{GAP}\({GAP}(?:\*|(?:(?P<distinct>DISTINCT){_SPACE})?(?P<counted>{_VAR})){GAP}\){GAP}
    AS{_SPACE}(?P<number>{_VAR}){GAP}\)"""
# `(?!)`, which never matches, ends the choices of a possessive group: Python before 3.11.5 goes on behind what the
# last, failed turn of one has read, unless another choice is tried. https://github.com/python/cpython/issues/106052
_QUERY = re.compile(
    rf"""SELECT{GAP}
    (?:DISTINCT{_SPACE}(?P<listed>{_VAR}){GAP}|(?:(?P<key>{_VAR}){GAP})?{_COUNT}{GAP})
    (?:WHERE{GAP})?\{{{GAP}
    (?P<subject>{_VAR}){GAP}(?P<predicate>{_VAR}|(?>{_TERM}|(?-i:a))){GAP}(?P<object>{_VAR}|{_TERM}){GAP}
    (?:\.{GAP})?\}}{GAP}
    (?:GROUP{_SPACE}BY{GAP}(?P<group>{_VAR}){GAP})?
    (?P<rest>(?:ORDER{_SPACE}BY{GAP}(?:(?:(?:ASC|DESC){GAP}\({GAP}{_VAR}{GAP}\)|{_VAR}){GAP}|(?!))++|(?!))?+
    (?:LIMIT{_SPACE}[0-9]++{GAP}|(?!))?+(?:OFFSET{_SPACE}[0-9]++{GAP}|(?!))?+)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ORDERED_BY = re.compile(rf"\#[^\r\n]*+|({_VAR})")

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
    triples = _count_all(store) if by_property is None else sum(by_property.values())
    return Statistics(triples, by_property, _counts(store, _BY_CLASS))


def _counts(store: Store, query: str) -> Counts | None:
    counts: dict[str, int] = {}
    rows = store.query(query)
    for row in rows if isinstance(rows, QuerySolutions) else ():
        key, count = row["key"], row["count"]
        if not isinstance(count, Literal) or not _is_legal_iri(key) or len(counts) >= _MOST_IRIS:
            return None
        counts[str(key)[1:-1]] = int(count.value)
    return counts


def _is_legal_iri(key: object) -> bool:
    """Whether it is an IRI that a query may hold: a store read leniently can have others."""
    try:
        return isinstance(key, NamedNode) and bool(NamedNode(key.value))
    except ValueError:
        return False


def _count_all(store: Store) -> int:
    rows = store.query(_ALL)
    row = next(iter(rows)) if isinstance(rows, QuerySolutions) else None
    count = row["count"] if row is not None else None
    return int(count.value) if isinstance(count, Literal) else 0


def query_over_counts(text: str, statistics: Statistics) -> str | None:
    """A query with the same rows over the counts alone; None if they do not answer it.

    The query's default graph must be the one that was counted.
    """
    start = start_of_form(text)
    match = _QUERY.fullmatch(text, start)
    if match is None:
        return None
    columns = _columns(match)
    rows = None if columns is None else _rows(match, text[:start], statistics)
    if columns is None or rows is None:
        return None
    values = " ".join(f"({row})" for row in rows)
    return f"{text[:start]}SELECT {columns} {{ VALUES ({columns}) {{ {values} }} }} {match['rest']}"


def _columns(match: re.Match[str]) -> str | None:
    """The variables of the answer; None if the query is of none of the forms after all, or not legal."""
    listed, key, number, group = (_name(match[each]) for each in ("listed", "key", "number", "group"))
    columns = [listed] if listed else [key, number] if key else [number]
    in_pattern = {_name(match[each]) for each in ("subject", "predicate", "object")} - {""}
    is_legal = number not in in_pattern and group == key and _name(match["counted"]) in {*in_pattern, ""}
    ordered_by = {_name(each[1]) for each in _ORDERED_BY.finditer(match["rest"]) if each[1]}
    return " ".join(f"?{each}" for each in columns) if is_legal and ordered_by <= set(columns) else None


def _rows(match: re.Match[str], prologue: str, statistics: Statistics) -> Iterable[str] | None:
    """The rows of the answer, as VALUES takes them; None if they do not follow from the counts."""
    subject, predicate, object_ = (_name(match[each]) for each in ("subject", "predicate", "object"))
    if subject in {predicate, object_}:
        return None
    if predicate:
        is_any = object_ not in {predicate, ""}
        return _rows_by_key(match, statistics.by_property, statistics.triples, predicate) if is_any else None
    property_ = _TYPE if match["predicate"] == "a" else _iri(prologue, match["predicate"])
    if property_ == _TYPE and not object_:
        class_ = _iri(prologue, match["object"])
        return _single_row(match, statistics.by_class, class_) if _name(match["counted"]) in {subject, ""} else None
    if property_ == _TYPE and statistics.by_class is not None:
        return _rows_by_key(match, statistics.by_class, sum(statistics.by_class.values()), object_, subject)
    return _single_row(match, statistics.by_property, property_) if object_ and not match["distinct"] else None


def _rows_by_key(
    match: re.Match[str], counts: Counts | None, total: int, key: str, unique: str = "-"
) -> Iterable[str] | None:
    """Rows of a list, a count by key or a total; `unique` is a variable that has no value twice within a key."""
    counted, is_distinct = _name(match["counted"]), bool(match["distinct"])
    if match["listed"]:
        return None if counts is None or _name(match["listed"]) != key else [f"<{each}>" for each in counts]
    if match["group"]:
        is_known = counts is not None and _name(match["group"]) == key and (not is_distinct or counted == unique)
        return [f"<{each}> {count}" for each, count in counts.items()] if is_known and counts is not None else None
    if is_distinct:
        return [str(len(counts))] if counts is not None and counted == key else None
    return [str(total)]


def _single_row(match: re.Match[str], counts: Counts | None, key: str | None) -> Iterable[str] | None:
    """The row of a count of one property or class, without groups."""
    if counts is None or key is None or match["group"] or match["listed"]:
        return None
    return [str(counts.get(key, 0))]


def _name(variable: str | None) -> str:
    """The name of a variable, without the sign before it; empty for a term."""
    return variable[1:] if variable and variable[0] in "?$" else ""


def _iri(prologue: str, term: str) -> str | None:
    """The IRI of a term under a prologue; None if the term is not legal there."""
    iris = resolved(prologue, [term])
    return iris[0].value if iris else None
