"""Every view in sparql/views selects statements with their graphs, and is bound to the thing as a term."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.querying.parameters import bind
from lq_graph.reading.query_file import QueryFile, read_query_folder

ROOT = Path(__file__).resolve().parents[2]
VIEWS = read_query_folder(ROOT / "sparql" / "views")
DEFAULT = next(each for each in VIEWS if each.name == "thing")
BASE = "https://w3id.org/livskvalitet/"
ID = f"{BASE}id/"
THINGS = {
    "body": f"{ID}municipality/helsingborg",
    "direction": f"{ID}direction/allas-delaktighet",
    "goal": "http://metadata.un.org/sdg/13",
    "plan": f"{ID}plan/klimat-och-energiplan-2018-2024",
    "programme": f"{ID}programme/livskvalitetsprogrammet",
    "thing": f"{ID}priority/barnetsrost",
}
SELECTED = {
    "body": ("isOwnershipOf", None),
    "direction": ("isPartOf", f"{ID}priority/barnetsrost"),
    "goal": ("followsUp", "http://metadata.un.org/sdg/C130201"),
    "plan": ("numericValue", None),
    "programme": ("isPartOf", f"{ID}priority/barnetsrost"),
    "thing": ("rationale", None),
}
BY_NAME = pytest.mark.parametrize("page", VIEWS, ids=[each.name for each in VIEWS])


def selected(store: ox.Store, page: QueryFile, thing: str) -> set[ox.Quad]:
    """The statements that a view selects for a thing."""
    found = store.query(bind(page.text, {"thing": ox.NamedNode(thing)}).text)
    assert isinstance(found, ox.QuerySolutions)
    assert [each.value for each in found.variables] == ["graph", "subject", "predicate", "object"]
    return {ox.Quad(row["subject"], row["predicate"], row["object"], row["graph"]) for row in found}


def about(store: ox.Store, thing: str) -> set[ox.Quad]:
    """The statements of named graphs that a thing stands in, on either side."""
    node = ox.NamedNode(thing)
    found = (*store.quads_for_pattern(node, None, None), *store.quads_for_pattern(None, None, node))
    return {quad for quad in found if isinstance(quad.graph_name, ox.NamedNode)}


def test_each_view_has_a_thing_to_try() -> None:
    assert {each.name for each in VIEWS} == THINGS.keys() == SELECTED.keys()


@BY_NAME
def test_view_is_described(page: QueryFile) -> None:
    assert page.header.keys() == {"summary", "parameter"}
    assert page.header["parameter"] == "thing"


@BY_NAME
def test_view_selects_statements_of_the_store(store: ox.Store, page: QueryFile) -> None:
    quads = selected(store, page, THINGS[page.name])
    assert quads
    assert all(quad in store for quad in quads)


@BY_NAME
def test_view_selects_what_it_is_for(store: ox.Store, page: QueryFile) -> None:
    name, subject = SELECTED[page.name]
    quads = selected(store, page, THINGS[page.name])
    subjects = {quad.subject for quad in quads if quad.predicate.value.endswith(f"#{name}")}
    assert subjects
    assert subject is None or ox.NamedNode(subject) in subjects


def test_every_statement_with_a_thing_is_in_the_view_of_any_thing(store: ox.Store) -> None:
    for thing in THINGS.values():
        assert about(store, thing) <= selected(store, DEFAULT, thing)


def test_the_view_of_any_thing_has_the_names_of_what_the_statements_link_to(store: ox.Store) -> None:
    thing = THINGS["thing"]
    inferred = ox.NamedNode(f"{BASE}graph/inferred")
    near = {quad.object for quad in about(store, thing) if quad.graph_name != inferred}
    named = {quad.subject for quad in selected(store, DEFAULT, thing) if quad.predicate.value.endswith("abel")}
    assert {each for each in near if str(each).startswith(f"<{ID}") or "ns#" in str(each)} <= named


@BY_NAME
def test_view_of_an_unknown_thing_is_empty(store: ox.Store, page: QueryFile) -> None:
    assert selected(store, page, f"{ID}plan/does-not-exist") == set()
