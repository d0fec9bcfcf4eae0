"""If-None-Match on every kind of response that has an entity tag. RFC 9110 §13.1.2."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from web.asgi import Client

TAGGED = (
    f"/sparql?query={quote('ASK { ?s ?p ?o }')}",
    "/q/cq01-directions.csv",
    "/ns.ttl",
    "/data/dump.ttl",
    "/doc/direction/varmt.ttl",
    "/sparql/graph?default",
    "/.well-known/void",
    "/openapi.json",
)


@pytest.mark.parametrize("target", TAGGED)
@pytest.mark.parametrize("codings", ["", "gzip"])
def test_the_tag_that_was_sent_gives_304(client: Client, target: str, codings: str) -> None:
    headers = {"accept_encoding": codings} if codings else {}
    tag = client.get(target, **headers).headers["etag"]
    for value in (tag, f"W/{tag}", f'"other", {tag}'):
        reply = client.get(target, if_none_match=value, **headers)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", tag)
    assert client.get(target, if_none_match='"other"', **headers).status == 200


@pytest.mark.parametrize("target", TAGGED)
def test_a_star_gives_304_for_whatever_exists(client: Client, target: str) -> None:
    assert client.get(target).status == 200
    for _ in range(2):
        reply = client.get(target, if_none_match=" * ")
        assert (reply.status, reply.body) == (304, b"")
        assert "etag" in reply.headers


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/sparql?query=nonsense", 400),
        ("/q/unknown.csv", 404),
        ("/data/unknown.ttl", 404),
        ("/doc/direction/unknown.ttl", 404),
        ("/sparql/graph?graph=https://unknown.example/", 404),
    ],
)
def test_a_star_does_not_hide_that_there_is_nothing(client: Client, target: str, status: int) -> None:
    assert client.get(target, if_none_match="*").status == status


def test_a_query_that_was_never_answered_is_answered_before_a_star_gives_304(client: Client) -> None:
    target = f"/sparql?query={quote('ASK { <https://never.example/asked> ?p ?o }')}"
    assert client.get(target, if_none_match="*").status == 304
    post = client.post("/sparql", b"ASK {}", content_type="application/sparql-query", content_length="6")
    assert post.status == 200
