"""Builds the response to a query: one engine call per cache key, charged to the client."""

from __future__ import annotations

import re
from asyncio import CancelledError
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from time import monotonic

from starlette.concurrency import run_in_threadpool

from lq_graph.errors import BudgetSpent, LqError
from lq_graph.querying.engine import Answer, Delivery, Engine, Parts, Query
from lq_graph.querying.formats import GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.web.http.cache import Header, Headers, KeptAnswer
from lq_graph.web.http.negotiation import IDENTITY, Choice, coding_for, encoded, encoder, not_acceptable, wanted_coding
from lq_graph.web.http.responses import CACHE_CONTROL, header
from lq_graph.web.http.service import Service

_CHANGING = re.compile(  # also after a word that the engine takes without a gap; a comment may hide the bracket
    r"(?:\b|by|having|filter|distinct)(?:now|rand|uuid|struuid|bnode)\s{0,50}+[(#\s]", re.IGNORECASE
)
_CHANGING_PARTS = ("now", "rand", "uuid", "bnode")
_KEPT = header("Cache-Control", CACHE_CONTROL)
_NOT_KEPT = header("Cache-Control", "no-cache")
_VARY = header("Vary", "Accept, Accept-Encoding")
_INLINE = 200_000  # bytes that are encoded at once; larger bodies in a thread


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What decides an answer; `tag` is None if it differs from time to time. `headers` are those of a 304."""

    release: str
    text: str
    graphs: tuple[str, ...]
    results: str | None
    graph: str | None
    coding: str
    tag: bytes | None

    @property
    def headers(self) -> Headers:
        """The headers that tell whether a copy is still right."""
        return ((b"etag", self.tag), _KEPT, _VARY) if self.tag else (_NOT_KEPT, _VARY)


@dataclass(frozen=True, slots=True)
class Made:
    """An answer that was made: complete, or its headers and parts."""

    complete: KeptAnswer
    headers: Headers
    parts: AsyncGenerator[bytes, None] | None = None


class _Streamed(Exception):
    """An answer that is too long to be kept: the first who waits for it has it, the others ask for themselves."""

    def __init__(self, made: Made) -> None:
        self._made: Made | None = made

    def take(self) -> Made | None:
        made, self._made = self._made, None
        return made


class Making:
    """Makes the answers of one release."""

    def __init__(self, engine: Engine, release: str, service: Service) -> None:
        self._engine = engine
        self._release = release
        self._service = service

    async def answer(self, key: AnswerKey, query: Query, client: str) -> Made:
        """The answer to a query, made once however many ask at once; raises as the engine does, or BudgetSpent."""
        if key.tag is None:
            return await self._made(key, query, client)
        try:
            kept = await self._service.answers.once(key.tag, lambda: self._kept(key, query, client))
        except _Streamed as streamed:
            return streamed.take() or await self._made(key, query, client)
        return Made(kept, kept.headers)

    async def whole(self, query: Query, client: str) -> Answer:
        """The complete answer to a query, however long it is within the limit."""
        delivery = await self._paid_for(client, query)
        body = delivery.body
        if delivery.rest is not None:
            async with aclosing(delivery.rest) as rest:
                body += b"".join([part async for part in rest])
        return Answer(body, delivery.format, delivery.seconds)

    async def _kept(self, key: AnswerKey, query: Query, client: str) -> KeptAnswer:
        made = await self._made(key, query, client)
        if made.parts is not None:
            raise _Streamed(made)
        return made.complete

    async def _made(self, key: AnswerKey, query: Query, client: str) -> Made:
        delivery = await self._paid_for(client, query)
        media_type = key.results if delivery.format.kind == "results" else key.graph
        if media_type is None:
            raise not_acceptable(RESULT_FORMATS if delivery.format.kind == "results" else GRAPH_FORMATS)
        timing = (b"server-timing", b"engine;dur=%.1f" % (delivery.seconds * 1000))
        if delivery.rest is not None:
            headers = (*_headers(key, media_type, key.coding), timing)
            broken = KeptAnswer(200, (), b"", delivery.seconds)
            return Made(broken, headers, _encoded(delivery, delivery.rest, key.coding))
        coding = coding_for(key.coding, len(delivery.body))
        body = delivery.body if coding == IDENTITY else await _body(delivery.body, coding)
        headers = (*_headers(key, media_type, coding), (b"content-length", b"%d" % len(body)), timing)
        return Made(KeptAnswer(200, headers, body, delivery.seconds), headers)

    def _paid_for(self, client: str, query: Query) -> Awaitable[Delivery]:
        """What the engine delivers, its seconds taken from the client's budget."""
        wait = self._service.budgets.wait(client)
        if wait:
            raise BudgetSpent(wait)
        return self._delivered(client, query)

    async def _delivered(self, client: str, query: Query) -> Delivery:
        begun = monotonic()
        try:
            delivery = await self._engine.deliver(query, client)
        except (LqError, CancelledError):
            self._service.spend(client, monotonic() - begun)
            raise
        self._service.spend(client, delivery.seconds)
        if delivery.rest is None:
            return delivery
        return replace(delivery, rest=_PaidParts(delivery.rest, lambda seconds: self._service.spend(client, seconds)))


class _PaidParts:
    """The parts of an answer, which hold a worker, and are paid for, until they are closed."""

    def __init__(self, parts: Parts, pay: Callable[[float], None]) -> None:
        self._parts = parts
        self._pay = pay
        self._paid_to = monotonic()

    def __aiter__(self) -> _PaidParts:
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._parts)

    async def aclose(self) -> None:
        now = monotonic()
        self._pay(now - self._paid_to)
        self._paid_to = now
        await self._parts.aclose()


def answer_key(release: str, query: Query, choice: Choice, codings: str | None) -> AnswerKey:
    """The key of the answer that a client takes."""
    results, graph = (offer.media_type if offer else None for offer in (choice.results, choice.graph))
    graphs = (*query.default_graphs, "", *query.named_graphs)
    coding = wanted_coding(codings)
    if _is_changing(query.text):
        return AnswerKey(release, query.text, graphs, results, graph, coding, None)
    numbers = f"{len(query.default_graphs)} {len(query.named_graphs)}"
    parts = (release, results or "", graph or "", coding, numbers, *graphs, query.text)  # a NUL in the text alone
    said = "\0".join(parts)
    digest = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return AnswerKey(release, query.text, graphs, results, graph, coding, b'"%b"' % digest[:32].encode("ascii"))


def _is_changing(text: str) -> bool:
    """Whether the answer may differ from time to time: by a function that gives another value at each call."""
    lower = text.lower()  # the pattern takes ten times as long to find nothing
    return any(part in lower for part in _CHANGING_PARTS) and _CHANGING.search(text) is not None


def _headers(key: AnswerKey, media_type: str, coding: str) -> Headers:
    return (*_content_headers(media_type, coding), *key.headers)


@lru_cache(200)
def _content_headers(media_type: str, coding: str) -> tuple[Header, ...]:
    content_type = header("Content-Type", _with_charset(media_type))
    return (content_type,) if coding == IDENTITY else (content_type, header("Content-Encoding", coding))


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


async def _body(body: bytes, coding: str) -> bytes:
    if coding == IDENTITY or len(body) <= _INLINE:
        return encoded(body, coding)
    return await run_in_threadpool(encoded, body, coding)


async def _encoded(delivery: Delivery, rest: Parts, coding: str) -> AsyncGenerator[bytes, None]:
    encode = encoder(coding)
    try:
        yield encode(delivery.body)
        async for part in rest:
            yield encode(part)
        yield encode(None)
    finally:
        await rest.aclose()
