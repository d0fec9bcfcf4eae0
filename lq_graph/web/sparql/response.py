"""Builds the response to a query: one engine call per cache key, charged to the client."""

from __future__ import annotations

import re
from asyncio import CancelledError
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.types import Send

from lq_graph.errors import BudgetSpent, LqError
from lq_graph.querying.engine import Answer, Delivery, Engine, Parts, Query
from lq_graph.querying.formats import GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.web.http.cache import CACHE_CONTROL, CachedResponse, Header, Headers, header
from lq_graph.web.http.middleware import ResponseBroken
from lq_graph.web.http.negotiation import IDENTITY, Choice, coding_for, encoded, encoder, not_acceptable, wanted_coding
from lq_graph.web.http.service import Service

_CHANGING = re.compile(  # also after a word that the engine accepts without a space; a comment may hide the bracket
    r"(?:\b|by|having|filter|distinct)(?:now|rand|uuid|struuid|bnode)\s{0,50}+[(#\s]", re.IGNORECASE
)
_CHANGING_PARTS = ("now", "rand", "uuid", "bnode")
_CACHED = header("Cache-Control", CACHE_CONTROL)
_NOT_CACHED = header("Cache-Control", "no-cache")
_VARY = header("Vary", "Accept, Accept-Encoding")
_INLINE = 200_000  # bytes that are encoded at once; larger bodies in a thread


@dataclass(frozen=True, slots=True)
class ResponseKey:
    """What determines a response; `tag`, its entity tag, is None if the response differs from time to time."""

    release: str
    text: str
    graphs: tuple[str, ...]
    results: str | None
    graph: str | None
    coding: str
    tag: bytes | None

    @property
    def headers(self) -> Headers:
        """The headers that a cache needs, which are also those of a 304."""
        return ((b"etag", self.tag), _CACHED, _VARY) if self.tag else (_NOT_CACHED, _VARY)


@dataclass(frozen=True, slots=True)
class Built:
    """A response: complete, or its headers and parts."""

    complete: CachedResponse
    headers: Headers
    parts: AsyncGenerator[bytes, None] | None = None


class _Streamed(Exception):
    """A response too long to be cached: the first waiter takes it, the others send queries of their own."""

    def __init__(self, built: Built) -> None:
        self._built: Built | None = built

    def take(self) -> Built | None:
        built, self._built = self._built, None
        return built


class ResponseBuilder:
    """Builds the responses of one release."""

    def __init__(self, engine: Engine, service: Service) -> None:
        self._engine = engine
        self._service = service

    async def build(self, key: ResponseKey, query: Query, client: str) -> Built:
        """The response to a query, by one engine call for all that wait; raises as the engine does, or BudgetSpent."""
        if key.tag is None:
            return await self._build(key, query, client)
        try:
            response = await self._service.cache.once(key.tag, lambda: self._complete(key, query, client))
        except _Streamed as streamed:
            return streamed.take() or await self._build(key, query, client)
        return Built(response, response.headers)

    async def answer(self, query: Query, client: str) -> Answer:
        """The engine's complete answer to a query, however long it is within the limit; not cached."""
        delivery = await self._deliver(client, query)
        body = delivery.body
        if delivery.rest is not None:
            async with aclosing(delivery.rest) as rest:
                body += b"".join([part async for part in rest])
        return Answer(body, delivery.format, delivery.seconds)

    async def _complete(self, key: ResponseKey, query: Query, client: str) -> CachedResponse:
        built = await self._build(key, query, client)
        if built.parts is not None:
            raise _Streamed(built)
        return built.complete

    async def _build(self, key: ResponseKey, query: Query, client: str) -> Built:
        delivery = await self._deliver(client, query)
        media_type = key.results if delivery.format.kind == "results" else key.graph
        if media_type is None:
            raise not_acceptable(RESULT_FORMATS if delivery.format.kind == "results" else GRAPH_FORMATS)
        timing = (b"server-timing", b"engine;dur=%.1f" % (delivery.seconds * 1000))
        if delivery.rest is not None:
            headers = (*_content_headers(media_type, key.coding), *key.headers, timing)
            unfinished = CachedResponse(200, (), b"", delivery.seconds)
            return Built(unfinished, headers, _encoded(delivery, delivery.rest, key.coding))
        body, coding = delivery.body, coding_for(key.coding, len(delivery.body))
        if len(body) > _INLINE and coding != IDENTITY:
            body = await run_in_threadpool(encoded, body, coding)
        else:
            body = encoded(body, coding)
        length = (b"content-length", b"%d" % len(body))
        headers = (*_content_headers(media_type, coding), *key.headers, length, timing)
        return Built(CachedResponse(200, headers, body, delivery.seconds), headers)

    async def _deliver(self, client: str, query: Query) -> Delivery:
        """What the engine delivers, its seconds charged to the client, whatever comes of it."""
        budgets, started = self._service.budgets, monotonic()
        wait = budgets.wait(client)
        if wait:
            raise BudgetSpent(wait)
        try:
            delivery = await self._engine.deliver(query, client)
        except (LqError, CancelledError):
            budgets.spend(client, monotonic() - started)
            raise
        budgets.spend(client, delivery.seconds)
        if delivery.rest is None:
            return delivery
        return replace(delivery, rest=_ChargedParts(delivery.rest, lambda seconds: budgets.spend(client, seconds)))


class _ChargedParts:
    """The parts of a response, charged to the client until they are closed, as they occupy a worker."""

    def __init__(self, parts: Parts, charge: Callable[[float], None]) -> None:
        self._parts = parts
        self._charge = charge
        self._charged_to = monotonic()

    def __aiter__(self) -> _ChargedParts:
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._parts)

    async def aclose(self) -> None:
        now = monotonic()
        self._charge(now - self._charged_to)
        self._charged_to = now
        await self._parts.aclose()


def response_key(release: str, query: Query, choice: Choice, codings: str | None) -> ResponseKey:
    """The key of the response to a query in the formats and codings that a client takes."""
    results, graph = (offer.media_type if offer else None for offer in (choice.results, choice.graph))
    graphs = (*query.default_graphs, "", *query.named_graphs)
    coding = wanted_coding(codings)
    if _is_changing(query.text):
        return ResponseKey(release, query.text, graphs, results, graph, coding, None)
    numbers = f"{len(query.default_graphs)} {len(query.named_graphs)}"
    parts = (release, results or "", graph or "", coding, numbers, *graphs, query.text)  # a NUL in the text alone
    digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return ResponseKey(release, query.text, graphs, results, graph, coding, b'"%b"' % digest[:32].encode("ascii"))


def _is_changing(text: str) -> bool:
    """Whether the response may differ from time to time: by a function that returns another value at each call."""
    lower = text.lower()  # the pattern takes ten times as long where there is no match
    return any(part in lower for part in _CHANGING_PARTS) and _CHANGING.search(text) is not None


@lru_cache(200)
def _content_headers(media_type: str, coding: str) -> tuple[Header, ...]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    content_type = header("Content-Type", media_type + charset)
    return (content_type,) if coding == IDENTITY else (content_type, header("Content-Encoding", coding))


async def _encoded(delivery: Delivery, rest: Parts, coding: str) -> AsyncGenerator[bytes, None]:
    encode = encoder(coding)
    try:
        yield encode(delivery.body)
        async for part in rest:
            yield encode(part)
        yield encode(None)
    finally:
        await rest.aclose()


async def send_parts(send: Send, headers: Headers, parts: AsyncGenerator[bytes, None]) -> None:
    """Sends a response part by part; raises ResponseBroken if it breaks off, so that it never looks complete."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    try:
        async with aclosing(parts):
            async for part in parts:
                await send({"type": "http.response.body", "body": part, "more_body": True})
    except LqError as error:
        raise ResponseBroken(str(error)) from error
    await send({"type": "http.response.body", "body": b""})
