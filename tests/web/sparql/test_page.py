"""`/sparql`: the protocol, the formats, the form and the errors."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat, parse

from lq_graph.web.sparql import endpoint
from lq_graph.web.sparql.endpoint import REQUEST_BYTES
from web.asgi import Client

SELECT = "SELECT ?thing WHERE { ?thing a <https://w3id.org/livskvalitet/ns#Programme> }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/livskvalitet/ns#Programme> ; ?p ?o }"
GRAPH = "https://w3id.org/livskvalitet/graph/city"
ASKED = f"/sparql?{urlencode({'query': SELECT})}"
BUILT = f"/sparql?{urlencode({'query': CONSTRUCT})}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def things(body: bytes) -> list[str]:
    return [row["thing"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_get_and_both_posts_give_the_same(client: Client) -> None:
    replies = [
        client.get(ASKED),
        client.post("/sparql", urlencode({"query": SELECT}).encode(), content_type=FORM),
        client.post("/sparql", SELECT.encode(), content_type=f"{DIRECT}; charset=UTF-8"),
    ]
    assert [reply.status for reply in replies] == [200, 200, 200]
    assert {things(reply.body)[0] for reply in replies} == {"https://w3id.org/livskvalitet/id/programme/prov"}
    assert replies[0].media_type == "application/sparql-results+json"


def test_an_answer_tells_release_time_and_what_it_varies_by(client: Client) -> None:
    headers = client.get(ASKED).headers
    assert headers["lq-release"] == "2026-11-23-abcdef12"
    assert headers["server-timing"].startswith("engine;dur=")
    assert headers["vary"] == "Accept, Accept-Encoding"
    assert headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("target", "accept", "media_type"),
    [
        (ASKED, "*/*", "application/sparql-results+json"),
        (ASKED, "application/json", "application/json"),
        (ASKED, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ASKED, "text/csv", "text/csv"),
        (ASKED, "text/tab-separated-values", "text/tab-separated-values"),
        (ASKED, "text/turtle, application/sparql-results+json;q=0.5", "application/sparql-results+json"),
        (ASKED, "text/html", "text/html"),
        (BUILT, "*/*", "text/turtle"),
        (BUILT, "application/n-triples", "application/n-triples"),
        (BUILT, "application/ld+json", "application/ld+json"),
        (BUILT, "application/rdf+xml", "application/rdf+xml"),
        (BUILT, "text/html", "text/html"),
    ],
)
def test_accept_decides_the_format(client: Client, target: str, accept: str, media_type: str) -> None:
    reply = client.get(target, accept=accept)
    assert (reply.status, reply.media_type) == (200, media_type)


@pytest.mark.parametrize("name", ["csv", "text/csv", "CSV"])
def test_format_beats_accept(client: Client, name: str) -> None:
    assert client.get(f"{ASKED}&format={name}", accept="text/html").media_type == "text/csv"


def test_a_plus_in_a_format_may_come_as_a_space(client: Client) -> None:
    reply = client.get(f"{ASKED}&format=application/sparql-results+xml")
    assert reply.media_type == "application/sparql-results+xml"


def test_unknown_format_is_400_and_names_the_known(client: Client) -> None:
    reply = client.get(f"{ASKED}&format=yaml")
    assert reply.status == 400
    assert "html, json, xml, csv, tsv, ttl, nt, jsonld, rdf" in reply.json["detail"]


@pytest.mark.parametrize(
    ("target", "named", "missing"),
    [
        (f"{ASKED}&format=ttl", "application/sparql-results+json, application/sparql-results+xml, text/csv", "turtle"),
        (f"{BUILT}&format=csv", "text/turtle, application/n-triples, application/ld+json", "csv"),
    ],
)
def test_a_format_of_the_other_kind_is_406_and_names_those_there_are(
    client: Client, target: str, named: str, missing: str
) -> None:
    reply = client.get(target)
    assert reply.status == 406
    assert named in reply.json["detail"]
    assert missing not in reply.json["detail"]


def test_nothing_acceptable_is_406_and_says_what_there_is(client: Client) -> None:
    reply = client.get(ASKED, accept="image/png")
    assert (reply.status, reply.media_type) == (406, "application/problem+json")
    assert "text/csv" in reply.json["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", FORM, 400),
        (b"x=1", FORM, 400),
        (urlencode([("query", SELECT), ("query", SELECT)]).encode(), FORM, 400),
        (b"update=CLEAR+ALL", FORM, 403),
        (urlencode({"query": SELECT, "update": "CLEAR ALL"}).encode(), FORM, 403),
        (b"CLEAR ALL", "application/sparql-update", 403),
        (SELECT.encode(), "text/plain", 415),
        (SELECT.encode(), "multipart/form-data; boundary=x", 415),
        (SELECT.encode(), "", 415),
        (SELECT.encode("utf-16"), f"{DIRECT}; charset=utf-16", 415),
        (b"\xff\xfe", DIRECT, 400),
        (b"query=%FF", FORM, 400),
        (b"&".join(b"a=1" for _ in range(500)), FORM, 400),
        (b"x" * (REQUEST_BYTES + 1), DIRECT, 413),
    ],
)
def test_bad_post_is_refused(client: Client, body: bytes, content_type: str, status: int) -> None:
    reply = client.post("/sparql", body, content_type=content_type)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")
    assert reply.json["status"] == status


def test_a_length_over_the_limit_is_refused_unread(client: Client) -> None:
    assert client.post("/sparql", b"", content_type=DIRECT, content_length="99999999").status == 413


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"/sparql?query=&update={quote('CLEAR ALL')}", 403),
        (f"{ASKED}&query=ASK%20%7B%7D", 400),
        (f"/sparql?default-graph-uri={quote(GRAPH)}", 400),
        (f"{ASKED}&default-graph-uri=relative", 400),
        (f"{ASKED}&named-graph-uri={quote('http://a b')}", 400),
        ("/sparql?query=%FF", 400),
        (f"/sparql?query={'x' * (REQUEST_BYTES + 1)}", 414),
        ("/sparql?example=none", 404),
    ],
)
def test_bad_get_is_refused(client: Client, target: str, status: int) -> None:
    assert client.get(target).status == status


def test_a_slow_body_is_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 5 <= endpoint.BODY_SECONDS <= 30
    monkeypatch.setattr(endpoint, "BODY_SECONDS", 0.1)
    reply = client.post("/sparql", SELECT.encode(), content_type=DIRECT, unfinished=True)
    assert (reply.status, reply.headers["connection"]) == (408, "close")


def test_two_queries_by_post_are_refused(client: Client) -> None:
    assert client.post(ASKED, SELECT.encode(), content_type=DIRECT).status == 400


def test_update_in_a_query_is_refused_by_the_engine(client: Client) -> None:
    assert client.get(f"/sparql?query={quote('CLEAR ALL')}").status in (400, 403)


def test_the_dataset_can_be_chosen(client: Client) -> None:
    count = quote("SELECT (COUNT(*) AS ?thing) WHERE { ?s ?p ?o }")
    chosen = things(client.get(f"/sparql?query={count}&default-graph-uri={quote(GRAPH)}").body)
    other = things(client.get(f"/sparql?query={count}&default-graph-uri=http://a/").body)
    both = quote("SELECT DISTINCT ?thing WHERE { GRAPH ?thing { ?s ?p ?o } }")
    named = client.get(f"/sparql?query={both}&named-graph-uri=http://a/&named-graph-uri={quote(GRAPH)}")
    assert int(chosen[0]) > 200
    assert other == ["0"]
    assert things(named.body) == [GRAPH]


def test_syntax_error_has_line_and_column(client: Client) -> None:
    query = quote("SELECT ?x WHERE {\n oops }")
    reply = client.get(f"/sparql?query={query}")
    assert (reply.status, reply.media_type) == (400, "application/problem+json")
    assert reply.json["type"] == "/problem/query-syntax"
    assert reply.json["title"] == "The query cannot be parsed"


def test_a_browser_gets_its_faulty_query_back(client: Client) -> None:
    reply = client.page(f"/sparql?query={quote('SELECT </textarea><script>')}")
    assert (reply.status, reply.media_type) == (400, "text/html")
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;" in reply.text
    assert "<script" not in reply.text
    assert "Frågan kan inte läsas (400)" in reply.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods_are_405_with_allow(client: Client, method: str) -> None:
    reply = client.request(method, "/sparql")
    assert (reply.status, reply.media_type) == (405, "application/problem+json")
    assert {each.strip() for each in reply.headers["allow"].split(",")} == {"GET", "HEAD", "POST", "OPTIONS"}


def test_head_is_get_without_body(client: Client) -> None:
    get, head = client.get(ASKED), client.request("HEAD", ASKED)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.body))
    assert head.headers["content-type"] == get.headers["content-type"]


def test_options_tells_the_methods(client: Client) -> None:
    reply = client.request("OPTIONS", "/sparql")
    assert (reply.status, reply.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_a_preflight_is_granted(client: Client) -> None:
    asked = {"origin": "https://a.example", "access-control-request-method": "POST"}
    reply = client.request("OPTIONS", "/sparql", asked)
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]


def test_a_held_answer_is_304(client: Client) -> None:
    tag = client.get(ASKED).headers["etag"]
    held = client.get(ASKED, if_none_match=f'"x", W/{tag}')
    assert (held.status, held.body, held.headers["etag"]) == (304, b"", tag)
    assert client.get(ASKED, if_none_match='"x"').status == 200
    assert client.get(ASKED, accept="text/csv").headers["etag"] != tag


def test_an_answer_that_changes_has_no_tag(client: Client) -> None:
    headers = client.get(f"/sparql?query={quote('SELECT (NOW() AS ?now) {}')}").headers
    assert "etag" not in headers
    assert headers["cache-control"] == "no-cache"


def test_the_bare_endpoint_describes_itself(client: Client) -> None:
    reply = client.get("/sparql")
    triples = {
        (each.subject.value, each.predicate.value.rpartition("#")[2], each.object.value)
        for each in parse(reply.body, format=RdfFormat.TURTLE, base_iri="http://host.example/sparql")
    }
    here = "http://host.example/sparql"
    assert reply.media_type == "text/turtle"
    assert (here, "endpoint", here) in triples
    assert (here, "supportedLanguage", "http://www.w3.org/ns/sparql-service-description#SPARQL11Query") in triples
    assert (f"{here}#graph/city", "name", GRAPH) in triples
    assert "evil.example" not in reply.text


@pytest.mark.parametrize("accept", ["application/ld+json", "application/rdf+xml", "text/turtle"])
def test_the_description_comes_in_formats_for_graphs(client: Client, accept: str) -> None:
    assert client.get("/sparql", accept=accept).media_type == accept


def test_a_browser_gets_a_form_with_examples(client: Client) -> None:
    swedish, english = client.page("/sparql"), client.page("/en/sparql")
    assert '<html lang="sv">' in swedish.text
    assert '<html lang="en">' in english.text
    assert "Vilka viljeinriktningar finns?" in swedish.text
    assert "Which directions are there?" in english.text
    assert '<label for="query">' in swedish.text


def test_an_example_fills_the_form_and_answers(client: Client) -> None:
    text = client.page("/sparql?example=cq01-directions").text
    assert "SELECT ?direction WHERE" in text
    assert "#+" not in text
    assert "2 rader" in text
    assert '<a href="/page/direction/varmt">id/direction/varmt</a>' in text
    assert '<th scope="col">direction</th>' in text


def test_a_question_has_an_address_for_each_format(client: Client) -> None:
    page = client.page("/question/cq01-directions")
    assert (page.status, page.headers["location"]) == (303, "/sparql?example=cq01-directions")
    data = client.get("/question/cq01-directions.csv")
    assert data.status == 303
    assert client.get(data.headers["location"]).text.splitlines()[0] == "direction"
    assert client.get("/question/none").status == 404
    assert client.get("/question/cq01-directions.exe").status == 404


def test_things_of_others_with_a_label_lead_to_their_page_here(client: Client) -> None:
    query = quote("SELECT ?goal { ?goal a <https://w3id.org/livskvalitet/ns#Goal> }")
    text = client.page(f"/en/sparql?query={query}").text
    assert 'href="/en/about?iri=http%3A%2F%2Fmetadata.un.org%2Fsdg%2F13"' in text
    assert "1 row," in text


def test_ask_and_construct_have_pages(client: Client) -> None:
    assert '<p class="lead">ja</p>' in client.page(f"/sparql?query={quote('ASK {}')}").text
    assert "<pre>" in client.page(BUILT).text


def test_a_long_answer_says_that_the_page_is_not_all(client: Client) -> None:
    query = quote("SELECT ?a ?c { ?a ?b ?c . ?d ?e ?f } LIMIT 1500")
    text = client.page(f"/sparql?query={query}").text
    assert "1500 rader" in text
    assert "Sidan visar de första 1000" in text
