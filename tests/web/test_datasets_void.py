"""The VoID description of the release, and the service description."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from lq_graph.names import VOID
from web.asgi import Client
from web.conftest import BASE

DATASET = NamedNode(f"{BASE}.well-known/void#dataset")


def number(store: Store, subject: NamedNode, name: str) -> int:
    """The one number that a description tells."""
    (quad,) = store.quads_for_pattern(subject, NamedNode(VOID + name), None, None)
    assert isinstance(quad.object, Literal)
    return int(quad.object.value)


def described(client: Client) -> Store:
    """The description as a store."""
    reply = client.get("/.well-known/void")
    assert (reply.status, reply.media_type) == (200, "text/turtle")
    store = Store()
    store.load(reply.body, format=RdfFormat.TURTLE)
    return store


def test_the_numbers_are_those_of_the_graph(client: Client, quads: list[Quad]) -> None:
    store = described(client)
    default = {quad.triple for quad in quads if str(quad.graph_name) == "DEFAULT"}
    assert number(store, DATASET, "triples") == len(default)
    assert number(store, DATASET, "distinctSubjects") == len({each.subject for each in default})
    assert number(store, DATASET, "distinctObjects") == len({each.object for each in default})
    assert number(store, DATASET, "properties") == len({each.predicate for each in default})
    named = {quad.triple for quad in quads if str(quad.graph_name) == f"<{BASE}graph/city>"}
    assert number(store, NamedNode(f"{BASE}graph/city"), "triples") == len(named)


def test_partitions_add_up(client: Client) -> None:
    store = described(client)
    parts = [quad.object for quad in store.quads_for_pattern(DATASET, NamedNode(f"{VOID}propertyPartition"), None)]
    counts = [next(store.quads_for_pattern(part, NamedNode(f"{VOID}triples"), None)).object for part in parts]  # type: ignore[arg-type]
    assert len(parts) == number(store, DATASET, "properties")
    assert sum(int(each.value) for each in counts if isinstance(each, Literal)) == number(store, DATASET, "triples")
    classes = list(store.quads_for_pattern(DATASET, NamedNode(f"{VOID}classPartition"), None))
    assert len(classes) == number(store, DATASET, "classes")


def test_the_description_can_be_kept(client: Client) -> None:
    tag = client.get("/.well-known/void").headers["etag"]
    assert client.get("/.well-known/void", if_none_match=tag).status == 304
    assert client.page("/.well-known/void").media_type == "text/turtle"
    assert client.get("/.well-known/void", accept="application/ld+json").media_type == "application/ld+json"


def test_the_service_tells_its_formats_and_the_sizes_of_its_graphs(client: Client, quads: list[Quad]) -> None:
    triples = list(parse(client.get("/sparql").body, format=RdfFormat.TURTLE, base_iri="http://host.example/sparql"))
    said = {quad.object.value for quad in triples if isinstance(quad.object, NamedNode)}
    assert {f"http://www.w3.org/ns/formats/{name}" for name in ("TriG", "N-Quads", "Turtle")} <= said
    here = NamedNode("http://host.example/sparql#graph/city/content")
    count = len({quad.triple for quad in quads if str(quad.graph_name) == f"<{BASE}graph/city>"})
    sizes = [quad.object for quad in triples if quad.subject == here and quad.predicate.value == f"{VOID}triples"]
    assert [int(each.value) for each in sizes if isinstance(each, Literal)] == [count]
    assert not any("feature" in quad.predicate.value for quad in triples)
