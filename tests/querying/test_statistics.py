"""Answers from statistics have the same rows as answers from the triples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from lq_graph.names import RDF
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.statistics import Statistics, query_over_counts, statistics_of
from querying.things import node

TYPE = NamedNode(f"{RDF}type")
PREFIXES = f"PREFIX : <https://example.org/> PREFIX rdf: <{RDF}>\n"


def store_of(*more: Quad) -> Store:
    store = Store()
    store.extend(Quad(node(f"a{n}"), TYPE, node("A")) for n in range(5))
    store.extend(Quad(node(f"a{n}"), TYPE, node("B")) for n in range(2))
    store.extend(Quad(node(f"a{n}"), node("p"), Literal(n % 2)) for n in range(5))
    store.add(Quad(node("elsewhere"), TYPE, node("C"), node("graph")))
    store.extend(more)
    return store


STORE = store_of()
KNOWN = statistics_of(STORE)

COUNTED = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "select(count(?o)as ?n){?s?p?o.}",
    "SELECT (COUNT($s) AS ?n) { $s ?p ?o } LIMIT 1",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 0",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } OFFSET 1",
    "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "SELECT (COUNT(?s) AS ?n) { ?s a :A }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s rdf:type <https://example.org/B> }",
    "SELECT (COUNT(*) AS ?n) { ?s a :None }",
    "SELECT (COUNT(*) AS ?n) # how many { }\n{ ?s :p ?o # all\n }",
    "SELECT (COUNT(?o) AS ?n) { ?s :none ?o }",
    "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)",
    "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ASC(?n) DESC(?c) LIMIT 1 OFFSET 1",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY $p ORDER BY ?p",
    "SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?p",
    "SELECT DISTINCT ?class WHERE { ?any a ?class }",
]

NOT_COUNTED = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
    "SELECT (COUNT(*) AS ?n) { ?s ?s ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?p }",
    "SELECT (COUNT(*) AS ?n) { :a1 ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :p 1 }",
    "SELECT (COUNT(*) AS ?n) { ?s :p :A }",
    "SELECT (COUNT(*) AS ?n) { ?s a 'A' }",
    "SELECT (COUNT(*) AS ?n) { ?s a ?s }",
    "SELECT (COUNT(?x) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(?x) AS ?n) { ?s a :A }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c }",
    "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s :p ?o }",
    "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?o (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?o",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING(COUNT(*) > 100)",
    "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(COUNT(*))",
    "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 2)",
    "SELECT (COUNT(*) AS ?n) FROM <https://example.org/graph> { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o ; :p ?x }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o = 1) }",
    "SELECT (COUNT(*) AS ?n) (COUNT(?s) AS ?m) { ?s ?p ?o }",
    "SELECT DISTINCT ?s { ?s ?p ?o }",
    "SELECT DISTINCT ?o { ?s :p ?o }",
    "SELECT DISTINCT ?p ?o { ?s ?p ?o }",
    "SELECT ?p { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } VALUES ?p { :p }",
    "SELECT (COUNT(*) AS ?n) { ?s A ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s a:b }",
    "SELECT (COUNT(*) AS ?p) { ?s ?p ?o }",
    "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c }",
    "SELECT (COUNT(*) AS ?n) { ?s unknown:p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s <relative> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o",
]


def rows(store: Store, text: str) -> tuple[list[str], list[str]]:
    result = store.query(text)
    assert isinstance(result, QuerySolutions)
    table = result.serialize(format=QueryResultsFormat.TSV)
    assert table is not None
    head, *lines = table.decode().splitlines()
    return head.split("\t"), lines if "ORDER" in text else sorted(lines)


@pytest.mark.parametrize("text", COUNTED)
def test_counts_are_the_same_as_from_the_triples(text: str) -> None:
    counted = query_over_counts(PREFIXES + text, KNOWN)
    assert counted is not None
    assert "VALUES" in counted
    assert rows(STORE, counted) == rows(STORE, PREFIXES + text)


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_what_the_counts_do_not_tell_is_left_to_the_engine(text: str) -> None:
    assert query_over_counts(PREFIXES + text, KNOWN) is None


PIECES = sorted({piece for text in COUNTED + NOT_COUNTED for piece in re.findall(r"[?$:]?\w+|\S", text)})


@given(st.sampled_from(COUNTED), st.integers(0, 60), st.integers(0, 3), st.lists(st.sampled_from(PIECES), max_size=2))
def test_queries_nearly_like_these_are_not_taken_for_them(text: str, place: int, gone: int, new: list[str]) -> None:
    pieces = re.findall(r"[?$:]?\w+|<[^>]*>|#.*\n|\S", text)
    asked = PREFIXES + " ".join([*pieces[:place], *new, *pieces[place + gone :]])
    counted = query_over_counts(asked, KNOWN)
    if counted is not None and "LIMIT" not in asked and "OFFSET" not in asked:
        assert rows(STORE, counted) == rows(STORE, asked)


def test_a_store_with_other_classes_than_iris_is_not_counted_by_class() -> None:
    store = store_of(Quad(node("a9"), TYPE, BlankNode()))
    known = statistics_of(store)
    assert known.by_class is None
    assert query_over_counts(COUNTED[12], known) is None
    assert query_over_counts(COUNTED[0], known) is not None


def test_an_empty_store_has_no_groups_and_a_count_of_nothing() -> None:
    known = statistics_of(Store())
    assert known == Statistics(0, {}, {})
    for text in COUNTED:
        counted = query_over_counts(PREFIXES + text, known)
        assert counted is not None
        assert rows(Store(), counted) == rows(Store(), PREFIXES + text)


def test_an_engine_asks_its_statistics_for_the_whole_store_only() -> None:
    engine = EmbeddedEngine(STORE, statistics=Statistics(77, {}, {}))
    text = COUNTED[0]
    assert engine.answer(Query(text, results=CSV)).body == b"n\r\n77\r\n"
    assert engine.answer(Query(text, default_graphs=(node("graph").value,), results=CSV)).body == b"n\r\n1\r\n"
    assert engine.answer(Query(text, bindings={"p": TYPE}, results=CSV)).body == b"n\r\n7\r\n"
