"""Things: their IRIs, documents and pages."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from pyoxigraph import RdfFormat, parse

from web.asgi import Client

GOAL = quote("http://metadata.un.org/sdg/13", safe="")
INFERRED = quote_plus(
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <https://w3id.org/livskvalitet/graph/inferred> { ?s ?p ?o } }"
)


@pytest.mark.parametrize(
    ("accept", "language", "location"),
    [
        ("text/html", "sv", "/page/direction/varmt"),
        ("text/html", "en-GB,en;q=0.9", "/en/page/direction/varmt"),
        ("*/*", "", "/page/direction/varmt"),
        ("text/turtle", "en", "/doc/direction/varmt.ttl"),
        ("application/n-triples", "", "/doc/direction/varmt.nt"),
        ("application/ld+json", "", "/doc/direction/varmt.jsonld"),
        ("application/rdf+xml", "", "/doc/direction/varmt.rdf"),
        ("application/json", "", "/doc/direction/varmt.jsonld"),
    ],
)
def test_a_thing_sends_on(client: Client, accept: str, language: str, location: str) -> None:
    reply = client.get("/id/direction/varmt", accept=accept, accept_language=language)
    assert (reply.status, reply.headers["location"]) == (303, location)
    assert reply.headers["vary"] == "Accept, Accept-Language"
    assert client.get(location).status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/id/direction/none",
        "/page/direction/none",
        "/doc/direction/none.ttl",
        "/doc/direction/varmt.exe",
        "/doc/direction/varmt",
        "/doc/direction/.ttl",
        "/id/Direction/varmt",
        "/id/direction/a%20b",
        "/id/direction/x%0d%0aSet-Cookie:%20a=b",
        "/id/direction/%3Cscript%3E",
        "/page/direction/x%22y",
        "/id/direction/..%2f..%2fetc%2fpasswd",
        "/about?iri=http%3A%2F%2Fnone.example%2F",
        "/about?iri=relative",
        "/about?iri=javascript%3Aalert(1)",
        "/graph/none",
        "/release/none",
    ],
)
def test_unknown_things_are_404(client: Client, target: str) -> None:
    for reply in (client.get(target), client.page(target)):
        assert reply.status == 404
        assert "set-cookie" not in reply.headers
        assert "<script>" not in reply.text


@pytest.mark.parametrize(
    ("extension", "media_type", "form"),
    [
        ("ttl", "text/turtle", RdfFormat.TURTLE),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_documents_hold_the_view(client: Client, extension: str, media_type: str, form: RdfFormat) -> None:
    reply = client.get(f"/doc/direction/varmt.{extension}")
    assert reply.media_type == media_type
    triples = {quad.triple for quad in parse(reply.body, format=form)}
    assert any(str(triple.subject) == "<https://w3id.org/livskvalitet/id/direction/varmt>" for triple in triples)
    assert len(triples) > 60
    assert client.get(f"/doc/direction/varmt.{extension}", if_none_match=reply.headers["etag"]).status == 304


def test_links_tell_programs_the_way(client: Client) -> None:
    page = client.get("/en/page/direction/varmt").headers["link"]
    assert '</en/page/direction/varmt>; rel="canonical"' in page
    assert '</doc/direction/varmt.ttl>; rel="describedby"; type="text/turtle"' in page
    assert '<https://w3id.org/livskvalitet/id/direction/varmt>; rel="cite-as"' in page
    document = client.get("/doc/direction/varmt.ttl").headers["link"]
    assert '</page/direction/varmt>; rel="alternate"; type="text/html"' in document


def test_a_page_tells_a_thing_in_its_language(client: Client) -> None:
    swedish, english = client.get("/page/direction/varmt").text, client.get("/en/page/direction/varmt").text
    assert '<html lang="sv">' in swedish
    assert '<html lang="en">' in english
    assert "<h1><span>Ett varmt prov</span></h1>" in swedish
    assert '<span lang="en">A warm test</span>' in swedish
    assert '<span lang="sv">Ett varmt prov</span>' in english
    assert "En påhittad riktning." in swedish
    assert "A made-up direction." in english
    assert "viljeinriktning" in swedish
    assert "direction" in english
    assert 'lang="pt">Só na nota.' in swedish
    assert '<a href="/en/page/direction/varmt" lang="en" hreflang="en">In English</a>' in swedish
    assert '<link rel="alternate" hreflang="sv" href="/page/direction/varmt">' in english


def test_values_are_written_as_the_language_writes_them(client: Client) -> None:
    swedish, english = client.get("/page/direction/varmt").text, client.get("/en/page/direction/varmt").text
    assert "12\u00a0345,5" in swedish
    assert "12,345.5" in english
    assert ">ja<" in swedish
    assert ">yes<" in english


def test_links_stay_here_where_there_is_a_page(client: Client) -> None:
    text = client.get("/en/page/direction/varmt").text
    assert '<a href="/en/page/programme/prov">The test programme</a>' in text
    assert 'href="/en/ns#isPartOf"' in text
    assert text.count("The test programme") == 1, "two properties with the same words are one group"


def test_long_lists_are_folded_and_sorted_by_number(client: Client) -> None:
    text = client.get("/page/direction/varmt").text
    assert "<summary>Visa alla (60)</summary>" in text
    assert text.index("Prioritering 9<") < text.index("Prioritering 10<")


def test_sources_come_after_what_they_state_with_the_day_they_were_read(client: Client) -> None:
    text = client.get("/page/direction/varmt").text
    source = "<span>https://source.example/a</span></a> (läst <time datetime"
    assert text.index("Enligt källor") < text.index("har delen") < text.index(source)
    assert "vilar på" not in client.get("/page/direction/farlig").text


def test_hostile_labels_are_text(client: Client) -> None:
    for path in ("/page/direction/farlig", "/en/page/direction/farlig", "/", "/en/"):
        text = client.page(path).text
        assert "<script" not in text
        assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.page("/page/direction/farlig").text
    assert "{{ 7 * 7 }}" in client.page("/page/direction/farlig").text


def test_only_web_addresses_are_links(client: Client) -> None:
    text = client.page("/page/direction/farlig").text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text
    assert 'href="data:' not in text


def test_things_of_others_have_pages_and_documents(client: Client) -> None:
    page = client.page(f"/en/about?iri={GOAL}")
    assert "<h1><span>Climate action</span></h1>" in page.text
    assert f'href="/about?iri={GOAL}"' in page.text, "the language switch keeps the thing"
    assert client.get(f"/about?iri={GOAL}", accept="text/turtle").media_type == "text/turtle"
    assert client.get(f"/about?iri={GOAL}&format=nt").media_type == "application/n-triples"
    assert client.get(f"/about?iri={GOAL}&format=nt", accept="text/html").status == 200
    assert client.get("/about").status == 400


def test_our_own_things_have_one_page(client: Client) -> None:
    iri = quote("https://w3id.org/livskvalitet/id/direction/varmt", safe="")
    assert client.page(f"/about?iri={iri}").headers["location"] == "/page/direction/varmt"


@pytest.mark.parametrize(
    ("target", "accept", "location"),
    [
        ("/graph/city", "text/turtle", "/data/city.ttl"),
        ("/graph/city", "text/html", "/about?iri=https%3A%2F%2Fw3id.org%2Flivskvalitet%2Fgraph%2Fcity"),
        ("/graph/inferred", "text/html", f"/sparql?query={INFERRED}"),
        ("/graph/inferred", "text/turtle", f"/sparql?query={INFERRED}&format=ttl"),
        ("/graph/ontology", "text/html", "/ns"),
        ("/graph/ontology", "application/ld+json", "/ns.jsonld"),
        ("/release/2026-11-23-abcdef12", "text/html", "/release/2026-11-23-abcdef12/"),
        ("/catalogue", "text/html", "/data/"),
    ],
)
def test_other_iris_send_on(client: Client, target: str, accept: str, location: str) -> None:
    reply = client.get(target, accept=accept)
    assert (reply.status, reply.headers["location"]) == (303, location)
    assert client.get(location, accept=accept).status == 200


def test_a_graph_comes_in_every_format(client: Client) -> None:
    location = client.get("/graph/city", accept="application/n-triples").headers["location"]
    reply = client.get(location)
    assert (reply.status, reply.media_type) == (200, "application/n-triples")
    assert len(reply.text.splitlines()) > 200
