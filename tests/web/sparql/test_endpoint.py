"""Requests to the endpoint: cached, encoded, shared, charged to budgets, broken off visibly, or cancelled."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import Message

from lq_graph.errors import EngineError, QueryTimeout
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Query
from lq_graph.querying.formats import JSON
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.http.middleware import ResponseBroken
from web.asgi import Client

ASKED = f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}"
LONG = b'{"head":{"vars":[]},"results":{"bindings":[]}}' + b" " * 2000


@dataclass
class Parts:
    """Parts of an answer, of which the last may be an error."""

    parts: list[bytes | Exception]
    is_closed: bool = False

    def __aiter__(self) -> Parts:
        return self

    async def __anext__(self) -> bytes:
        if not self.parts:
            raise StopAsyncIteration
        part = self.parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part

    async def aclose(self) -> None:
        self.is_closed = True


@dataclass
class Scripted:
    """An engine that delivers what it is told to, and counts."""

    say: Callable[[Query], Coroutine[Any, Any, Delivery]]
    asked: list[Query] = field(default_factory=list)
    was_cancelled: bool = False

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        return Answer(b'{"head":{},"boolean":true}', JSON, 0.0)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        self.asked.append(query)
        try:
            return await self.say(query)
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise

    def close(self) -> None:
        """Holds nothing."""


def scripted(delivery: Delivery | Exception) -> Scripted:
    async def say(query: Query) -> Delivery:
        if isinstance(delivery, Exception):
            raise delivery
        return delivery

    return Scripted(say)


@pytest.fixture(name="site")
def _site(city: Release, site_settings: Settings) -> Callable[..., Client]:
    def site(engine: Any, **limits: int) -> Client:
        settings = replace(site_settings, limits=replace(site_settings.limits, **limits))
        return Client(create_app(engine, city, settings))

    return site


Site = Callable[..., Client]


def test_the_same_again_is_not_asked_again(site: Site) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    first, second = client.get(ASKED), client.get(ASKED)
    assert (first.body, second.body) == (LONG, LONG)
    assert len(engine.asked) == 1
    assert first.headers["etag"] == second.headers["etag"]


def test_other_formats_codings_and_graphs_are_other_answers(site: Site) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    tags = {
        client.get(ASKED).headers["etag"],
        client.get(ASKED, accept="application/json").headers["etag"],
        client.get(ASKED, accept_encoding="gzip").headers["etag"],
        client.get(f"{ASKED}&default-graph-uri=urn:x").headers["etag"],
    }
    assert len(tags) == len(engine.asked) == 4


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "StrUUID\n()", "UUID#one\n #two (\n()", "BNODE(?x)"])
def test_a_query_that_changes_by_itself_is_asked_each_time_and_has_no_tag(site: Site, call: str) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    target = f"/sparql?{urlencode({'query': f'SELECT ({call} AS ?t) {{}}'})}"
    replies = [client.get(target) for _ in range(2)]
    assert len(engine.asked) == 2
    assert "etag" not in replies[0].headers
    assert replies[0].headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("text", ["?known ?now {", "(<urn:now> AS ?uuid) {", "?s { # rand, and so on (\n"])
def test_a_query_that_only_mentions_such_a_function_is_kept(site: Site, text: str) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    target = f"/sparql?{urlencode({'query': f'SELECT {text} }}'})}"
    assert [client.get(target).status for _ in range(2)] == [200, 200]
    assert len(engine.asked) == 1


def test_a_client_that_has_the_answer_is_told_so_before_the_engine_is_asked(site: Site) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    tag = client.get(ASKED).headers["etag"]
    fresh = site(engine)
    for each in (client, fresh):
        reply = each.get(ASKED, if_none_match=f'"other", W/{tag}')
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", tag)
    assert len(engine.asked) == 1


def test_a_body_is_encoded_as_the_client_takes_it(site: Site) -> None:
    reply = site(scripted(Delivery(LONG, JSON, 0.5))).get(ASKED, accept_encoding="gzip")
    assert reply.headers["content-encoding"] == "gzip"
    assert gzip.decompress(reply.body) == LONG
    assert int(reply.headers["content-length"]) == len(reply.body)


def test_head_is_answered_like_get_without_the_body(site: Site) -> None:
    client = site(scripted(Delivery(LONG, JSON, 0.5)))
    get, head = client.get(ASKED), client.request("HEAD", ASKED)
    assert head.body == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_an_answer_in_parts_is_sent_whole_and_not_kept(site: Site) -> None:
    async def say(query: Query) -> Delivery:
        return Delivery(b"a" * 2000, JSON, 0.5, Parts([b"b" * 2000, b"c"]))

    engine = Scripted(say)
    client = site(engine)
    replies = [client.get(ASKED), client.get(ASKED, accept_encoding="gzip")]
    assert replies[0].body == b"a" * 2000 + b"b" * 2000 + b"c"
    assert gzip.decompress(replies[1].body) == replies[0].body
    assert "content-length" not in replies[0].headers
    assert len(engine.asked) == 2


def test_an_answer_that_breaks_off_never_looks_complete(city: Release, site_settings: Settings) -> None:
    parts = Parts([b"b", EngineError("the worker died")])

    async def say(query: Query) -> Delivery:
        return Delivery(b"a", JSON, 0.5, parts)

    sent, failure = exchange(create_app(Scripted(say), city, site_settings), ASKED)
    assert isinstance(failure, ResponseBroken)
    assert sent[0]["status"] == 200
    assert all(message["more_body"] for message in sent[1:])
    assert parts.is_closed


def test_many_who_ask_the_same_at_once_ask_the_engine_once(city: Release, site_settings: Settings) -> None:
    async def say(query: Query) -> Delivery:
        await asyncio.sleep(0.05)
        return Delivery(LONG, JSON, 0.05)

    engine = Scripted(say)
    app = create_app(engine, city, site_settings)

    async def all_at_once() -> list[list[Message]]:
        return [sent for sent, _ in await asyncio.gather(*(request(app, ASKED) for _ in range(10)))]

    for sent in asyncio.run(all_at_once()):
        assert sent[1]["body"] == LONG
    assert len(engine.asked) == 1


def test_a_client_that_leaves_ends_its_query(city: Release, site_settings: Settings) -> None:
    async def say(query: Query) -> Delivery:
        await asyncio.sleep(60)
        raise AssertionError("nobody should wait for this")

    engine = Scripted(say)
    sent, failure = exchange(create_app(engine, city, site_settings), ASKED, leaves_after=0.1)
    assert (sent, failure) == ([], None)
    assert engine.was_cancelled


def test_one_who_leaves_does_not_end_the_query_of_another(city: Release, site_settings: Settings) -> None:
    has_left = asyncio.Event()

    async def say(query: Query) -> Delivery:
        await has_left.wait()
        return Delivery(LONG, JSON, 0.4)

    engine = Scripted(say)
    app = create_app(engine, city, site_settings)

    async def both() -> tuple[list[Message], list[Message]]:
        leaving = asyncio.create_task(request(app, ASKED, leaves_after=0.1))
        staying = asyncio.create_task(request(app, ASKED))
        gone, _ = await leaving
        has_left.set()
        kept, _ = await staying
        return gone, kept

    gone, kept = asyncio.run(both())
    assert gone == []
    assert kept[1]["body"] == LONG


def test_who_has_used_its_share_waits_and_others_do_not(site: Site) -> None:
    client = site(scripted(Delivery(LONG, JSON, 30.0)), client_seconds=10)
    assert client.get(ASKED).status == 200
    reply = client.get(f"{ASKED}&default-graph-uri=urn:x")
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) == reply.json["retry_after"] == 60
    assert client.get(ASKED).status == 200


def test_time_that_a_query_used_in_vain_counts(site: Site) -> None:
    async def say(query: Query) -> Delivery:
        await asyncio.sleep(0.06)
        raise QueryTimeout(0.05)

    client = site(Scripted(say), client_seconds=1)
    statuses = [client.get(f"{ASKED}&default-graph-uri=urn:{number}").status for number in range(40)]
    assert statuses[0] == 504
    assert 429 in statuses


def test_what_the_engine_refuses_is_not_kept(site: Site) -> None:
    engine = scripted(QueryTimeout(20))
    client = site(engine)
    assert [client.get(ASKED).status for _ in range(2)] == [504, 504]
    assert len(engine.asked) == 2


def test_a_post_and_a_get_share_the_answer(site: Site) -> None:
    engine = scripted(Delivery(LONG, JSON, 0.5))
    client = site(engine)
    client.get(ASKED)
    reply = client.post("/sparql", b"SELECT * { ?s ?p ?o }", content_type="application/sparql-query")
    assert (reply.status, reply.body) == (200, LONG)
    assert len(engine.asked) == 1


def test_an_embedded_engine_delivers_too(quads: list[Any], site: Site, engine: EmbeddedEngine) -> None:
    assert site(engine).get(ASKED).status == 200


async def request(app: Any, target: str, leaves_after: float | None = None) -> tuple[list[Message], Exception | None]:
    """What is sent for a GET whose client may leave, and what the application raises."""
    path, _, query = target.partition("?")
    sent: list[Message] = []
    received = False

    async def receive() -> Message:
        nonlocal received
        if not received:
            received = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(60 if leaves_after is None else leaves_after)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [],
        "root_path": "",
    }
    try:
        await app({**scope, "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}, receive, send)
    except ResponseBroken as error:
        return sent, error
    return sent, None


def exchange(app: Any, target: str, leaves_after: float | None = None) -> tuple[list[Message], Exception | None]:
    return asyncio.run(request(app, target, leaves_after))
