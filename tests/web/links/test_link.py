"""Short links: permanent, compared with the current answer, and stored safely."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store
from starlette.exceptions import HTTPException

from lq_graph.names import SKOS
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Engine, Query
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.links.link import (
    MAX_MARKS,
    Fingerprint,
    Link,
    LinkStore,
    difference,
    fingerprint,
    link_name,
    parse_link,
)
from lq_graph.web.links.page import Citation
from web.asgi import Client, Reply

QUERY = f"SELECT ?label WHERE {{ ?direction <{SKOS}prefLabel> ?label }} ORDER BY ?label"
FORM = "application/x-www-form-urlencoded"
LATER = "2027-01-01-00000000"


@pytest.fixture(name="own")
def _own(site_settings: Settings, tmp_path: Path) -> Settings:
    return replace(site_settings, releases=tmp_path)


@pytest.fixture(name="linked")
def _linked(city: Release, engine: Engine, own: Settings) -> Client:
    return Client(create_app(engine, city, own))


def made(client: Client, query: str = QUERY, **fields: str) -> Reply:
    return client.post("/s", urlencode({"query": query, **fields}).encode(), content_type=FORM)


def link(name: str = "abcdefghijklmnop", query: str = "ASK {}") -> Link:
    return Link(name, query, (), (), "r", "2026-11-25", 1, "0")


def test_a_link_is_made_once_and_is_the_same_each_time(linked: Client, own: Settings) -> None:
    first, again = made(linked), made(linked, QUERY + "\r\n")
    assert (first.status, again.status) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    assert len(first.headers["location"].removeprefix("/s/")) == 16
    assert own.links_file.read_bytes().count(b"\n") == 1


def test_a_link_tells_what_was_asked_and_that_it_is_the_same_today(linked: Client) -> None:
    members = linked.get(made(linked).headers["location"], accept="application/json").json
    assert members["query"] == QUERY
    assert members["release"] == "2026-11-23-abcdef12"
    assert members["today"] == {
        "release": "2026-11-23-abcdef12",
        "rows": members["rows"],
        "is_same": True,
        "added": 0,
        "removed": 0,
    }


def test_a_later_release_is_compared_row_by_row(
    linked: Client, city: Release, own: Settings, quads: list[Quad]
) -> None:
    address = made(linked).headers["location"]
    store = Store()
    store.extend(quads)
    label = NamedNode(f"{SKOS}prefLabel")
    gone = next(store.quads_for_pattern(None, label, None, None))
    for quad in list(store.quads_for_pattern(None, label, gone.object, None)):
        store.remove(quad)
    store.add(Quad(NamedNode("https://a.example/x"), label, Literal("new")))
    store.add(Quad(NamedNode("https://a.example/y"), label, Literal("newer")))
    later = Client(create_app(EmbeddedEngine(store), replace(city, identifier=LATER), own))
    today = later.get(address, accept="application/json").json["today"]
    assert (today["release"], today["is_same"], today["added"], today["removed"]) == (LATER, False, 2, 1)
    assert "2 nya, 1 borta" in later.page(address).text
    assert made(later).headers["location"] != address


def test_the_answer_comes_in_every_format(linked: Client) -> None:
    address = made(linked).headers["location"]
    assert linked.get(f"{address}.csv").text.startswith("label\r\n")
    assert linked.get(f"{address}.json").json["head"]["vars"] == ["label"]
    assert linked.get(f"{address}.ttl").status == 406
    assert linked.get(f"{address}.exe").status == 404


def test_a_built_graph_and_a_yes_have_links_too(linked: Client) -> None:
    graph = made(linked, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3").headers["location"]
    assert linked.get(graph, accept="application/json").json["rows"] == 3
    assert "<pre>" in linked.page(graph).text
    yes = made(linked, "ASK {}").headers["location"]
    assert '<p class="lead">ja</p>' in linked.page(yes).text


def test_the_dataset_belongs_to_the_link(linked: Client) -> None:
    fields = {"default-graph-uri": "https://a.example/none"}
    address = made(linked, **fields).headers["location"]
    assert address != made(linked).headers["location"]
    assert linked.get(address, accept="application/json").json["rows"] == 0


def test_a_link_is_cited(linked: Client) -> None:
    address = made(linked).headers["location"]
    bib, csl = linked.get(f"{address}.bib"), linked.get(f"{address}.csl.json")
    name = address.removeprefix("/s/")
    assert bib.text.startswith(f"@misc{{lq-{name},")
    assert f"url = {{https://w3id.org/livskvalitet/s/{name}}}" in bib.text
    assert csl.json[0]["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert csl.media_type == "application/vnd.citationstyles.csl+json"
    assert "immutable" in bib.headers["cache-control"]
    assert name in linked.page(address).text


def test_bibtex_takes_any_title() -> None:
    entry = Citation("x", "50 % & {more}_\\", "P#1", "2026-11-23-a", "https://a.example/s/x", "2026-11-25").bibtex()
    assert rb"title = {{50 \% \& \{more\}\_\textbackslash{}}}" in entry
    assert rb"author = {{P\#1}}" in entry


@pytest.mark.parametrize(("query", "status"), [("nonsense", 400), ("DROP ALL", 403), ("", 400)])
def test_what_gets_no_answer_gets_no_link(linked: Client, own: Settings, query: str, status: int) -> None:
    assert made(linked, query).status == status
    assert not own.links_file.exists()


def test_links_are_made_by_post_and_read_by_get(linked: Client) -> None:
    assert linked.get("/s").status == 405
    address = made(linked).headers["location"]
    assert linked.request("DELETE", address).status == 405
    assert linked.get("/s/none").status == 404
    assert linked.get("/s/..%2fx").status == 404


def test_a_full_or_unwritable_file_ends_no_service(city: Release, engine: Engine, own: Settings) -> None:
    full = Client(create_app(engine, city, replace(own, link_bytes=10)))
    assert made(full).status == 507
    nowhere = Client(create_app(engine, city, replace(own, links=own.releases / "none" / "links.jsonl")))
    assert made(nowhere).status == 503
    assert nowhere.get("/sparql?query=ASK%7B%7D").status == 200


def test_links_last_over_a_restart_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    first, second = link(), link("bbbbbbbbbbbbbbbb")
    LinkStore(path, 10_000).put(first)
    with path.open("ab") as file:
        file.write(second.line()[:40])
    store = LinkStore(path, 10_000)
    assert store.get(first.name) == first
    assert store.get(second.name) is None
    store.put(second)
    assert LinkStore(path, 10_000).get(second.name) == second


@pytest.mark.parametrize("line", [b"null", b"[]", b"{}", b'{"name": 1}', b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_link_is_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "links.jsonl"
    path.write_bytes(line + b"\n" + link().line())
    assert LinkStore(path, 10_000).get(link().name) == link()


@pytest.mark.parametrize("changed", [b'"rows": "1"', b'"query": 1', b'"default_graphs": 1', b'"release": null'])
def test_a_link_with_a_value_of_another_kind_is_none(changed: bytes) -> None:
    name = changed.partition(b":")[0]
    whole = link().line()
    start = whole.index(name)
    end = min(place for place in (whole.find(b', "', start), whole.find(b"}", start)) if place > 0)
    assert parse_link(whole) == link()
    assert parse_link(whole[:start] + changed + whole[end:]) is None


def test_what_another_process_adds_is_found(tmp_path: Path) -> None:
    one, other = (LinkStore(tmp_path / "links.jsonl", 10_000) for _ in range(2))
    assert one.get(link().name) is None
    other.put(link())
    assert one.get(link().name) == link()


def test_many_at_once_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    names = [f"{number:016d}" for number in range(40)]
    threads = [threading.Thread(target=LinkStore(path, 1_000_000).put, args=(link(each),)) for each in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = LinkStore(path, 1_000_000)
    assert all(store.get(each) == link(each) for each in names)


def test_a_link_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HTTPException, match="413"):
        LinkStore(tmp_path / "links.jsonl", 10_000_000).put(link(query="x" * 500_000))
    assert os.listdir(tmp_path) == []


@given(st.text(), st.text(), st.text(max_size=5))
def test_names_differ_as_texts_and_releases_do(first: str, second: str, release: str) -> None:
    same = link_name(Query(first), release) == link_name(Query(second), release)
    assert same == (plain(first) == plain(second))
    assert link_name(Query(first), release) != link_name(Query(first), release + "x")


@given(st.lists(st.integers(0, 9), max_size=20), st.lists(st.integers(0, 9), max_size=20))
def test_differences_are_those_of_the_rows(before: list[int], after: list[int]) -> None:
    found = difference(shown(before), shown(after))
    removed, added = list(before), []
    for each in after:
        if each in removed:
            removed.remove(each)
        else:
            added.append(each)
    assert (found.is_same, found.added, found.removed) == (not added and not removed, len(added), len(removed))


def test_of_very_many_rows_only_that_they_differ_is_known() -> None:
    many = shown(list(range(MAX_MARKS + 1)))
    assert many.marks == ""
    assert difference(many, many).is_same
    assert difference(many, shown([1])).added is None


def shown(numbers: list[int]) -> Fingerprint:
    """The fingerprint of an answer of so many rows."""
    values = " ".join(map(str, numbers))
    return fingerprint(EmbeddedEngine(Store()).answer(Query(f"SELECT ?n {{ VALUES ?n {{ {values} }} }}")))


def plain(text: str) -> str:
    """A text without what copying changes."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
