"""What a source states, what is read into it and what follows are told apart by one pattern, over a real release."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Store

from lq_graph.names import LQ, Names
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import JSON
from lq_graph.releasing.release import Release

PREFIX = f"PREFIX lq: <{LQ}>\n"
PATTERN = "GRAPH ?g { ?a ?p ?b } ?g lq:holdsStatements ?kind"


@pytest.fixture(scope="module", name="engine")
def _engine(store: Store) -> EmbeddedEngine:
    return EmbeddedEngine(store)


def rows(engine: EmbeddedEngine, text: str) -> list[dict[str, str]]:
    answer = json.loads(engine.answer(Query(PREFIX + text, results=JSON)).body)
    return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]


def test_each_kind_has_its_graphs(engine: EmbeddedEngine, release: Release) -> None:
    names = Names(release.base)
    found = {row["g"]: row["kind"] for row in rows(engine, "SELECT * { ?g lq:holdsStatements ?kind }")}
    assert found[names.graph("inferred")] == f"{LQ}Derived"
    assert found[names.graph("lq-interpretations")] == f"{LQ}ReadIntoSource"
    assert set(found) == {names.graph("inferred"), *(entry.graph for entry in release.datasets)}
    assert [graph for graph, kind in found.items() if kind == f"{LQ}Derived"] == [names.graph("inferred")]


@pytest.mark.parametrize("kind", ["StatedBySource", "ReadIntoSource", "Derived"])
def test_one_pattern_asks_for_each_kind(engine: EmbeddedEngine, kind: str) -> None:
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b } ?g lq:holdsStatements lq:%s }"
    assert int(rows(engine, text % kind)[0]["n"]) > 100


def test_no_derived_property_is_written_in_a_dataset(engine: EmbeddedEngine) -> None:
    text = f"SELECT DISTINCT ?p ?kind {{ ?p a lq:DerivedProperty . {PATTERN} FILTER(?kind != lq:Derived) }}"
    assert rows(engine, text) == []


def test_a_contribution_is_stated_or_read_and_its_short_form_is_derived(engine: EmbeddedEngine) -> None:
    text = f"SELECT DISTINCT ?p ?kind {{ VALUES ?p {{ %s }} {PATTERN} }} ORDER BY ?kind"
    link = rows(engine, text % "lq:statesContributionTo lq:interpretsContributionTo")
    assert {(row["p"].removeprefix(LQ), row["kind"].removeprefix(LQ)) for row in link} == {
        ("statesContributionTo", "StatedBySource"),
        ("interpretsContributionTo", "ReadIntoSource"),
    }
    short = rows(engine, text % "lq:isStatedToContributeTo lq:isReadAsContributingTo lq:contributesTo")
    assert {(row["p"].removeprefix(LQ), row["kind"].removeprefix(LQ)) for row in short} == {
        ("isStatedToContributeTo", "Derived"),
        ("isReadAsContributingTo", "Derived"),
    }
