"""The other pages, the files, and rules for every response."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import RdfFormat, parse

from lq_graph.releasing.release import Release
from lq_graph.text import number
from lq_graph.web.http.middleware import SECURITY_HEADERS
from web.asgi import Client

PAGES = ["/", "/sparql", "/ns", "/data/", "/page/direction/varmt", "/about?iri=http%3A%2F%2Fmetadata.un.org%2Fsdg%2F13"]


@pytest.mark.parametrize("path", [*PAGES, *[f"/en{path}" for path in PAGES]])
def test_every_page_stands_on_its_own(client: Client, path: str) -> None:
    reply = client.page(path)
    language = "en" if path.startswith("/en") else "sv"
    assert (reply.status, reply.media_type) == (200, "text/html")
    assert f'<html lang="{language}">' in reply.text
    assert reply.headers["content-language"] == language
    assert reply.text.count("<h1>") == 1
    assert "<main " in reply.text
    assert 'class="skip" href="#main"' in reply.text
    assert "<script" not in reply.text
    assert "style=" not in reply.text
    assert not re.search(r'(?:src|action)="(?:https?:)?//', reply.text)
    assert not re.search(r'<link rel="(?:stylesheet|icon)" href="(?!/static/)', reply.text)
    identifiers = re.findall(r' id="([^"]+)"', reply.text)
    assert len(identifiers) == len(set(identifiers))
    for asset in re.findall(r'href="(/static/[^"]+)"', reply.text):
        assert client.get(asset).status == 200


@pytest.mark.parametrize(
    "path", [*PAGES, "/none", "/static/lq.css", "/data/dump.ttl", "/health", "/favicon.ico", "/en"]
)
def test_every_answer_has_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS:
        assert headers[name.lower()] == value
    assert headers["lq-release"] == "2026-11-23-abcdef12"
    assert "set-cookie" not in headers
    assert "server" not in headers
    assert "evil.example" not in str(headers)


@pytest.mark.parametrize("path", [*PAGES, "/ns.ttl", "/data/dump.ttl", "/health", "/static/lq.css"])
def test_head_has_the_length_and_no_body(client: Client, path: str) -> None:
    get, head = client.get(path), client.request("HEAD", path)
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers["content-length"] == str(len(get.body))


def test_the_host_is_never_reflected(client: Client) -> None:
    for path in [*PAGES, "/data", "/en", "/none", "/sparql?query=x"]:
        assert "evil.example" not in client.page(path).text


def test_the_start_page_tells_what_this_is(client: Client) -> None:
    swedish, english = client.page("/").text, client.page("/en/").text
    assert "Ett fristående prov." in swedish
    assert "A test." in english
    assert "innehåller 40 påståenden i 1 datamängd, och 1\u00a0234\u00a0567 med det som följer av dem" in swedish
    assert "holds 40 statements in 1 dataset, and 1,234,567 with what follows from them" in english
    assert '<a href="/q/cq01-directions">Vilka viljeinriktningar finns?</a>' in swedish
    assert '<a href="/en/page/programme/prov">The test programme</a>' in english
    for path in ("/sparql", "/ns", "/data/"):
        assert f'href="{path}"' in swedish
        assert f'href="/en{path}"' in english
    assert "2026-11-23-abcdef12" in swedish


@pytest.mark.parametrize("path", ["/en", "/data", "/en/data"])
def test_a_missing_slash_is_put_right(client: Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status, reply.headers["location"]) == (308, f"{path}/")


@pytest.mark.parametrize("path", ["/ns", "/en/ns", "/sparql", "/en/sparql"])
def test_a_slash_too_many_is_taken_away(client: Client, path: str) -> None:
    reply = client.get(f"{path}/?query=ASK%7B%7D")
    assert (reply.status, reply.headers["location"]) == (308, f"{path}?query=ASK%7B%7D")


def test_the_ontology_lists_its_terms(client: Client) -> None:
    swedish, english = client.page("/ns").text, client.page("/en/ns").text
    assert 'id="Direction"' in swedish
    assert 'id="Direction"' in english
    assert "viljeinriktning" in swedish
    assert "A political direction in a programme" in english


@pytest.mark.parametrize(
    ("extension", "accept", "form"),
    [
        ("ttl", "text/turtle", RdfFormat.TURTLE),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_the_ontology_comes_as_rdf(client: Client, extension: str, accept: str, form: RdfFormat) -> None:
    negotiated, named = client.get("/ns", accept=accept), client.get(f"/ns.{extension}")
    assert negotiated.media_type == named.media_type == accept
    assert negotiated.headers["vary"] == "Accept"
    subjects = {str(quad.subject) for quad in parse(named.body, format=form)}
    assert "<https://w3id.org/livskvalitet/ns#Direction>" in subjects
    assert client.get(f"/ns.{extension}", if_none_match=named.headers["etag"]).status == 304


def test_a_version_of_the_ontology_has_its_address(client: Client, city: Release) -> None:
    version = re.search(r'versionInfo "([^"]+)"', city.ontology.read_text(encoding="utf-8"))
    assert version is not None
    assert client.get(f"/ns/{version[1]}", accept="text/turtle").body == city.ontology.read_bytes()
    assert client.get("/ns/99.0.0").status == 404
    assert client.get("/ns/Direction").headers["location"] == "/ns#Direction"


def test_files_are_listed_with_their_sizes(client: Client) -> None:
    text = client.page("/data/").text
    for name in ("dump.ttl", "ontology.ttl", "city.ttl", "SHA256SUMS"):
        assert f'<a href="/data/{name}">{name}</a>' in text
    assert "kB" in text
    assert "creativecommons.org" in text


def test_a_file_is_served_whole_in_part_and_not_again(client: Client, city: Release) -> None:
    whole = client.get("/data/dump.ttl")
    assert whole.body == city.dump.read_bytes()
    assert whole.headers["content-type"] == "text/turtle; charset=utf-8"
    assert whole.headers["accept-ranges"] == "bytes"
    part = client.get("/data/dump.ttl", range="bytes=0-6")
    assert (part.status, part.body) == (206, b"@prefix")
    assert client.get("/data/dump.ttl", range="bytes=99999999-").status == 416
    assert client.get("/data/dump.ttl", if_none_match=whole.headers["etag"]).status == 304
    assert client.get("/data/city.ttl").body == city.dataset_file("city").read_bytes()


def test_the_list_as_turtle_is_the_dump(client: Client, city: Release) -> None:
    reply = client.get("/data/", accept="text/turtle")
    assert reply.body == city.dump.read_bytes()
    assert reply.headers["content-location"] == "/data/dump.ttl"


@pytest.mark.parametrize(
    "path",
    [
        "/data/manifest.json",
        "/data/..%2fmanifest.json",
        "/data/../manifest.json",
        "/data/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/data/store",
        "/data/datasets%2fcity.ttl",
        "/data/dump.ttl%00",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/",
    ],
)
def test_only_known_files_are_served(client: Client, path: str) -> None:
    assert client.get(path).status == 404


def test_small_addresses(client: Client) -> None:
    assert client.get("/health").json == {"status": "ok", "release": "2026-11-23-abcdef12"}
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/favicon.ico").status == 204
    for path in ("/docs", "/redoc"):
        assert client.get(path).status == 404


def test_two_lengths_are_refused(client: Client) -> None:
    reply = client.post("/sparql", b"x", content_length="1", transfer_encoding="chunked")
    assert (reply.status, reply.headers["connection"]) == (400, "close")


@pytest.mark.parametrize(
    ("lexical", "swedish", "english"),
    [
        ("2035", "2035", "2035"),
        ("-12.50", "−12,50", "−12.50"),
        ("123456", "123\u00a0456", "123,456"),
        ("1E3", "1E3", "1E3"),
    ],
)
def test_numbers_follow_the_language(lexical: str, swedish: str, english: str) -> None:
    assert (number(lexical, "sv"), number(lexical, "en")) == (swedish, english)
