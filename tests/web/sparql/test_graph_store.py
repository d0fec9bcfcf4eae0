"""Complete graphs by the Graph Store Protocol; updates are refused by every route."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse

from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client
from web.conftest import BASE, CITY

FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
GRAPH = f"{BASE}graph/city"
ONE = f"/sparql/graph?graph={quote(GRAPH, safe='')}"


def own() -> set[Triple]:
    return {quad.triple for quad in parse(path=CITY, format=RdfFormat.TURTLE)}


@pytest.mark.parametrize("target", [ONE, "/sparql/graph?default", "/sparql/graph?graph=default"])
@pytest.mark.parametrize("media_type", [each for each in FORMATS if each != "application/rdf+xml"])
def test_a_graph_comes_whole_in_every_format(client: Client, target: str, media_type: str) -> None:
    reply = client.get(target, accept=media_type)
    assert (reply.status, reply.media_type) == (200, media_type)
    quads = list(parse(reply.body, format=FORMATS[media_type]))
    assert {quad.triple for quad in quads} == own()
    is_named = target == ONE and media_type in ("application/trig", "application/n-quads")
    assert {quad.graph_name for quad in quads} == {NamedNode(GRAPH) if is_named else DefaultGraph()}


def test_a_graph_that_no_file_holds_is_told_by_the_engine(client: Client) -> None:
    reply = client.get(f"/sparql/graph?graph={quote(BASE + 'graph/inferred', safe='')}", accept="application/n-triples")
    assert (reply.status, reply.body.count(b"\n")) == (200, 1)


def test_the_format_can_be_named(client: Client) -> None:
    assert client.get(f"{ONE}&format=nq").media_type == "application/n-quads"
    assert client.get(f"{ONE}&format=csv").status == 406
    assert client.get(ONE, accept="image/png").status == 406


def test_a_graph_is_kept_and_headed(client: Client) -> None:
    get, head = client.get(ONE), client.request("HEAD", ONE)
    assert (head.body, head.headers["content-length"]) == (b"", str(len(get.body)))
    assert client.get(ONE, if_none_match=get.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?graph=", 400),
        ("?graph=relative", 400),
        ("?default&graph=https%3A%2F%2Fa.example", 400),
        ("?graph=https%3A%2F%2Fa.example", 404),
        ("?graph=file%3A%2F%2F%2Fetc%2Fpasswd", 404),
    ],
)
def test_what_names_no_graph_is_refused(client: Client, query: str, status: int) -> None:
    reply = client.get(f"/sparql/graph{query}")
    assert (reply.status, reply.media_type) == (status, "application/problem+json")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_no_graph_is_changed(client: Client, method: str) -> None:
    reply = client.request(method, ONE, {"content-type": "text/turtle"}, b"<a:a> <a:b> <a:c> .")
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert {quad.triple for quad in parse(client.get(ONE).body, format=RdfFormat.TURTLE)} == own()


def test_a_person_is_led_to_what_the_graph_is(client: Client) -> None:
    assert client.page(ONE).headers["location"] == "/graph/city"
    assert client.page("/sparql/graph?default").headers["location"] == "/data/"


def test_literals_are_as_their_sources_wrote_them(release: Release, settings: Settings) -> None:
    client = Client(create_app(EmbeddedEngine(release.store), release, settings))
    graph = settings.names.graph("catalogue")
    reply = client.get(f"/sparql/graph?graph={quote(graph, safe='')}", accept="application/n-quads")
    lines = (release.path / "dump.nq").read_bytes().splitlines()
    assert set(reply.body.splitlines()) == {line for line in lines if line.endswith(f"<{graph}> .".encode())}


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads"])
def test_a_built_answer_comes_as_quads(client: Client, media_type: str) -> None:
    query = quote("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    reply = client.get(f"/sparql?query={query}", accept=media_type)
    assert reply.media_type == media_type
    assert {quad.graph_name for quad in parse(reply.body, format=FORMATS[media_type])} == {DefaultGraph()}


def test_a_thing_has_a_document_of_quads(client: Client) -> None:
    reply = client.get("/id/direction/varmt", accept="application/trig")
    assert (reply.status, reply.headers["location"]) == (303, "/doc/direction/varmt.trig")
