"""Counts of the whole store, and the queries that are answered from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from lq_graph.names import RDF
from lq_graph.querying.dataset import resolved
from lq_graph.querying.guard import GAP, start_of_form

# How many triples a store's default graph has, by property and by class: asked once, for whoever asks again.

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


# Queries that count the triples of a store, or list its properties and classes, answered from what is counted already.
#
# They are the first that people and monitors ask of an endpoint, and an engine looks through all triples for each. A
# query of such a form is written anew over the counts; what stands behind its WHERE clause stays as it is, so that the
# engine sorts and cuts. Any other query is left alone, however it may look.

_TYPE = f"{RDF}type"
_SPACE = r"(?=[ \t\r\n#])" + GAP
_VAR = r"[?$][A-Za-z0-9_]++"
_TERM = r"(?><[^<>\"{}|^`\\\x00-\x20]*>|[A-Za-z0-9_-]*+:[A-Za-z0-9_-]++)"
_COUNT = rf"""\({GAP}COUNT{GAP}\({GAP}(?:\*|(?:(?P<distinct>DISTINCT){_SPACE})?(?P<counted>{_VAR})){GAP}\){GAP}
    AS{_SPACE}(?P<number>{_VAR}){GAP}\)"""
_QUERY = re.compile(
    rf"""SELECT{GAP}
    (?:DISTINCT{_SPACE}(?P<listed>{_VAR}){GAP}|(?:(?P<key>{_VAR}){GAP})?{_COUNT}{GAP})
    (?:WHERE{GAP})?\{{{GAP}
    (?P<subject>{_VAR}){GAP}(?P<predicate>{_VAR}|(?>{_TERM}|(?-i:a))){GAP}(?P<object>{_VAR}|{_TERM}){GAP}
    (?:\.{GAP})?\}}{GAP}
    (?:GROUP{_SPACE}BY{GAP}(?P<group>{_VAR}){GAP})?
    (?P<rest>(?:ORDER{_SPACE}BY{GAP}(?:(?:(?:ASC|DESC){GAP}\({GAP}{_VAR}{GAP}\)|{_VAR}){GAP})++)?+
    (?:LIMIT{_SPACE}[0-9]++{GAP})?+(?:OFFSET{_SPACE}[0-9]++{GAP})?+)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ORDERED_BY = re.compile(rf"\#[^\r\n]*+|({_VAR})")


def from_counts(text: str, known: Statistics) -> str | None:
    """The query over what is counted; None if it asks for something else.

    It gives the same rows as the query itself, whose default graph must be the counted one.
    """
    start = start_of_form(text)
    found = _QUERY.fullmatch(text, start)
    if found is None:
        return None
    columns = _columns(found)
    rows = None if columns is None else _rows(found, text[:start], known)
    if columns is None or rows is None:
        return None
    values = " ".join(f"({row})" for row in rows)
    return f"{text[:start]}SELECT {columns} {{ VALUES ({columns}) {{ {values} }} }} {found['rest']}"


def _columns(found: re.Match[str]) -> str | None:
    """The variables of the answer; None if the query is none of these after all, or not legal."""
    listed, key, number, group = (_name(found[each]) for each in ("listed", "key", "number", "group"))
    columns = [listed] if listed else [key, number] if key else [number]
    inside = {_name(found[each]) for each in ("subject", "predicate", "object")} - {""}
    is_legal = number not in inside and group == key and _name(found["counted"]) in {*inside, ""}
    ordered = {_name(each[1]) for each in _ORDERED_BY.finditer(found["rest"]) if each[1]}
    return " ".join(f"?{each}" for each in columns) if is_legal and ordered <= set(columns) else None


def _rows(found: re.Match[str], prologue: str, known: Statistics) -> Iterable[str] | None:
    """The rows of the answer, as VALUES takes them."""
    subject, predicate, object_ = (_name(found[each]) for each in ("subject", "predicate", "object"))
    if subject in {predicate, object_}:
        return None
    if predicate:
        is_any = object_ not in {predicate, ""}
        return _tallied(found, known.by_property, known.triples, predicate) if is_any else None
    property_ = _TYPE if found["predicate"] == "a" else _iri(prologue, found["predicate"])
    if property_ == _TYPE and not object_:
        class_ = _iri(prologue, found["object"])
        return _one(found, known.by_class, class_) if _name(found["counted"]) in {subject, ""} else None
    if property_ == _TYPE and known.by_class is not None:
        return _tallied(found, known.by_class, sum(known.by_class.values()), object_, subject)
    return _one(found, known.by_property, property_) if object_ and not found["distinct"] else None


def _tallied(
    found: re.Match[str], counts: Counts | None, total: int, key: str, unique: str = "-"
) -> Iterable[str] | None:
    """Rows from counts by key; `unique` is a variable that has no value twice within a key."""
    counted, is_distinct = _name(found["counted"]), bool(found["distinct"])
    if found["listed"]:
        return None if counts is None or _name(found["listed"]) != key else [f"<{each}>" for each in counts]
    if found["group"]:
        is_known = counts is not None and _name(found["group"]) == key and (not is_distinct or counted == unique)
        return [f"<{each}> {count}" for each, count in counts.items()] if is_known and counts is not None else None
    if is_distinct:
        return [str(len(counts))] if counts is not None and counted == key else None
    return [str(total)]


def _one(found: re.Match[str], counts: Counts | None, key: str | None) -> Iterable[str] | None:
    """The row of a count without groups."""
    if counts is None or key is None or found["group"] or found["listed"]:
        return None
    return [str(counts.get(key, 0))]


def _name(variable: str | None) -> str:
    """The name of a variable, without the sign before it; nothing for a term."""
    return variable[1:] if variable and variable[0] in "?$" else ""


def _iri(prologue: str, term: str) -> str | None:
    """The IRI of a term under a prologue; None if it is none."""
    found = resolved(prologue, [term])
    return found[0].value if found else None
