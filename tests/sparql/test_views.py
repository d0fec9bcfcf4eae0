"""Every view in sparql/views has the content of a page, and is bound to the thing as a term."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.reading.query_file import QueryFile, read_query_folder

ROOT = Path(__file__).resolve().parents[2]
VIEWS = read_query_folder(ROOT / "sparql" / "views")
DEFAULT = next(each for each in VIEWS if each.name == "thing")
ID = "https://w3id.org/livskvalitet/id/"
THINGS = {
    "body": f"{ID}municipality/helsingborg",
    "direction": f"{ID}direction/allas-delaktighet",
    "goal": "http://metadata.un.org/sdg/13",
    "plan": f"{ID}plan/klimat-och-energiplan-2018-2024",
    "programme": f"{ID}programme/livskvalitetsprogrammet",
    "thing": f"{ID}focus-area/barnet",
}
ADDED = {
    "body": ("numericValue", None),
    "direction": ("isPartOf", f"{ID}priority/barnetsrost"),
    "goal": ("followsUp", "http://metadata.un.org/sdg/C130101"),
    "plan": ("numericValue", None),
    "programme": ("isPartOf", f"{ID}priority/barnetsrost"),
}
BY_NAME = pytest.mark.parametrize("page", VIEWS, ids=[each.name for each in VIEWS])


def view(store: ox.Store, page: QueryFile, thing: str) -> set[ox.Triple]:
    """The triples that a view gives about a thing."""
    found = store.query(page.text, substitutions={ox.Variable("thing"): ox.NamedNode(thing)})
    assert isinstance(found, ox.QueryTriples)
    return set(found)


def about(store: ox.Store, thing: str) -> set[ox.Triple]:
    """The triples of the default graph that a thing stands in, on either side."""
    node, graph = ox.NamedNode(thing), ox.DefaultGraph()
    out = store.quads_for_pattern(node, None, None, graph)
    return {quad.triple for quad in (*out, *store.quads_for_pattern(None, None, node, graph))}


def test_each_view_has_a_thing_to_try() -> None:
    assert {each.name for each in VIEWS} == THINGS.keys()


@BY_NAME
def test_view_is_described(page: QueryFile) -> None:
    assert page.header.keys() == {"summary", "parameter"}
    assert page.header["parameter"] == "thing"


@BY_NAME
def test_view_has_every_statement_about_the_thing(store: ox.Store, page: QueryFile) -> None:
    thing = THINGS[page.name]
    assert about(store, thing)
    assert about(store, thing) <= view(store, page, thing)


@BY_NAME
def test_view_has_everything_of_the_default_view(store: ox.Store, page: QueryFile) -> None:
    thing = THINGS[page.name]
    assert view(store, DEFAULT, thing) <= view(store, page, thing)


@BY_NAME
def test_view_names_the_neighbours(store: ox.Store, page: QueryFile) -> None:
    thing = THINGS[page.name]
    named = {triple.subject for triple in view(store, page, thing) if triple.predicate.value.endswith("abel")}
    kinds = {t.object for t in about(store, thing) if t.predicate.value.endswith("#type")}
    assert {kind for kind in kinds if "livskvalitet" in str(kind)} <= named


@BY_NAME
def test_view_of_an_unknown_thing_is_empty(store: ox.Store, page: QueryFile) -> None:
    assert view(store, page, f"{ID}plan/does-not-exist") == set()
