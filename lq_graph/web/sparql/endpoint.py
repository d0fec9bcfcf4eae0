"""`/sparql`: the SPARQL 1.1 Protocol for programs, and for people a form with the response below it.

Plain ASGI, beside the router: a response that is not cached takes one exchange with a worker.
"""

from __future__ import annotations

import re
from asyncio import CancelledError
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import Annotated

from fastapi import Query as QueryParameter
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lq_graph.errors import BudgetSpent, LqError, QueryRefused
from lq_graph.querying.engine import Answer, Delivery, Engine, Parts, Query
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, GRAPH_FORMATS, JSON, JSONLD, RDFXML, RESULT_FORMATS, TURTLE
from lq_graph.text import Texts
from lq_graph.web.http.body import (
    URLENCODED,
    BodyCutOff,
    BodyTooLarge,
    BodyTooSlow,
    parse_parameters,
    read_body,
    while_connected,
)
from lq_graph.web.http.cache import (
    CACHE_CONTROL,
    CachedResponse,
    Header,
    Headers,
    RequestHeaders,
    decoded,
    header,
    send_cached,
    send_not_modified,
)
from lq_graph.web.http.log import record_of
from lq_graph.web.http.middleware import ResponseBroken, options_response
from lq_graph.web.http.negotiation import (
    IDENTITY,
    Choice,
    choose_for_graph,
    choose_of_query,
    coding_for,
    encoded,
    encoder,
    not_acceptable,
    wanted_coding,
)
from lq_graph.web.http.operations import TEXT, AnswerFormat, Operation, Optional, responses, schemas_of
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site, query_of, question_named
from lq_graph.web.sparql.page import form_page, service_description

_CHANGING = re.compile(  # also after a word that the engine accepts without a space; a comment may hide the bracket
    r"(?:\b|by|having|filter|distinct)(?:now|rand|uuid|struuid|bnode)\s{0,50}+[(#\s]", re.IGNORECASE
)
_CHANGING_PARTS = ("now", "rand", "uuid", "bnode")
_CACHED = header("Cache-Control", CACHE_CONTROL)
_NOT_CACHED = header("Cache-Control", "no-cache")
_VARY = header("Vary", "Accept, Accept-Encoding")
_INLINE = 200_000  # bytes that are encoded at once; larger bodies in a thread
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SPARQL_QUERY = "application/sparql-query"
SPARQL_UPDATE = "application/sparql-update"
REQUEST_BYTES = 1_000_000  # the longest query in a test suite that was tried has 40 kB
BODY_SECONDS = 20.0
MAX_FIELDS = 200
_READING = frozenset(("GET", "HEAD"))
_QUERY_ALONE = frozenset(("query",))
_LONGEST_ACCEPT = 1_000  # that is remembered


class Endpoint:
    """The endpoint of one release."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service
        self._builder = ResponseBuilder(site.engine, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers every request to the endpoint; a refusal is a page or JSON, as the client prefers."""
        try:
            await self._answer(scope, receive, send)
        except (HTTPException, LqError) as error:
            response = await run_in_threadpool(self._site.problem, Request(scope), error)
            await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method in _READING:
            parsed = parse_query_string(scope["query_string"])
        elif method == "POST":
            parsed = await read_protocol_request(Request(scope, receive))
        elif method == "OPTIONS":
            await options_response(Request(scope), ", ".join(METHODS))(scope, receive, send)
            return
        else:
            fault = f"{method} is not a method of this address"
            raise HTTPException(405, fault, {"Allow": ", ".join(sorted(METHODS))})
        if parsed.text is None and parsed.example is None:
            response = await run_in_threadpool(self._form_or_description, Request(scope))
            await response(scope, receive, send)
            return
        headers = RequestHeaders(scope)
        choice = _choice(decoded(headers.accept), parsed.format_name)
        text = parsed.text if parsed.text is not None else await run_in_threadpool(self._example, parsed.example)
        query = Query(
            text,
            parsed.default_graphs,
            parsed.named_graphs,
            results=None if choice.results is None else choice.results.format or JSON,
            graph=None if choice.graph is None else choice.graph.format or TURTLE,
        )
        if choice.is_page:
            response = await self._page(Request(scope), receive, query, choice)
            await response(scope, receive, send)
            return
        await self._send_data(query, choice, headers, scope, receive=receive, send=send)

    async def _send_data(
        self, query: Query, choice: Choice, headers: RequestHeaders, scope: Scope, *, receive: Receive, send: Send
    ) -> None:
        """Sends the response in a format for programs, from the cache or from the engine."""
        cache, record = self._service.cache, record_of(scope)
        key = response_key(self._site.release.identifier, query, choice, decoded(headers.codings))
        if key.tag is not None and headers.names_tag(key.tag):
            await send_not_modified(send, key.headers)
            return
        response = cache.get(key.tag) if key.tag is not None else None
        record.is_cached = response is not None
        if response is None:
            built = await while_connected(receive, self._builder.build(key, query, self._service.clients.of(scope)))
            response = built.complete
            record.engine_seconds = response.seconds
            if built.parts is not None:
                await while_connected(receive, send_parts(send, built.headers, built.parts))
                return
        if key.tag is not None:
            cache.remember(scope, key.tag)
        await send_cached(send, response, headers)

    async def _page(self, request: Request, receive: Receive, query: Query, choice: Choice) -> Response:
        """The form with the answer below it, or with the reason for the failure, so that the query can be corrected."""
        try:
            client = self._service.clients.of(request.scope)
            answer = await while_connected(receive, self._builder.answer(query, client))
            response = await run_in_threadpool(form_page, self._site, request, query.text, answer)
            response.headers["Server-Timing"] = f"engine;dur={answer.seconds * 1000:.1f}"
        except LqError as error:
            if choice.results is None or not choice.results.is_page:
                raise
            problem = problem_of(error)
            response = await run_in_threadpool(form_page, self._site, request, query.text, None, problem)
            response.headers.update(problem.headers)
        return response

    def _form_or_description(self, request: Request) -> Response:
        """The empty form for people, or the service description for programs."""
        offer = choose_for_graph(request, (TURTLE, JSONLD, RDFXML), page_first=False)
        if offer.format is None:
            return form_page(self._site, request)
        content = service_description(self._site, offer.format)
        return Response(content, headers={"Vary": "Accept"}, media_type=offer.media_type)

    def _example(self, name: str | None) -> str:
        question = question_named(self._site, name or "")
        if question is None:
            raise HTTPException(404, "there is no example question of that name")
        return query_of(question)


def _choice(accept: str | None, format_name: str | None) -> Choice:
    """The formats that a client takes; remembered, as most clients send the same header."""
    is_short = len(accept or "") + len(format_name or "") <= _LONGEST_ACCEPT
    return (_known_choice if is_short else choose_of_query)(accept, format_name)


_known_choice = lru_cache(1000)(choose_of_query)


@dataclass(frozen=True)
class ProtocolRequest:
    """What a request asks: the query, its dataset, a format and an example by name; no query for the bare endpoint."""

    text: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format_name: str | None = None
    example: str | None = None


def parse_query_string(query_string: bytes) -> ProtocolRequest:
    """What a GET or HEAD asks; raises as read_protocol_request."""
    return _from_fields(_fields_of_address(query_string))


async def read_protocol_request(request: Request) -> ProtocolRequest:
    """What a POST asks.

    Raises QueryRefused for an update, and HTTPException: 400 for what the protocol does not allow, 408 for a body
    that is too slow, 411 for one without a length, 413 for one that is too large, 414 for an address that is too long,
    415 for a content type that is not the protocol's.
    """
    fields = _fields_of_address(request.scope["query_string"])
    media_type = _media_type(request)
    body = await _body(request)
    if media_type == SPARQL_QUERY:
        if "query" in fields:
            raise HTTPException(400, "there is a query in the address and another in the body; send one")
        return _from_fields({**fields, "query": [_text(body)]})
    sent = _fields(body)
    parsed = _from_fields({name: [*fields.get(name, ()), *sent.get(name, ())] for name in {**fields, **sent}})
    return _required(parsed)


def _fields_of_address(query_string: bytes) -> Mapping[str, list[str]]:
    if len(query_string) > REQUEST_BYTES:
        raise HTTPException(414, f"the address is longer than {REQUEST_BYTES:,} bytes; send the query by POST")
    return _fields(query_string)


def _fields(octets: bytes) -> Mapping[str, list[str]]:
    if not octets.isascii():
        _text(octets)
    return parse_parameters(octets, MAX_FIELDS)


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the request is not utf-8, at byte {error.start + 1}") from error


def _media_type(request: Request) -> str:
    header = request.headers.get("content-type", "")
    media_type, _, parameters = header.partition(";")
    media_type = media_type.strip().lower()
    if media_type == SPARQL_UPDATE:
        raise _update_refused()
    if media_type not in (URLENCODED, SPARQL_QUERY):
        raise HTTPException(415, f"the content type is {header or 'missing'!r}; send {SPARQL_QUERY} or {URLENCODED}")
    name, _, value = parameters.partition("=")
    if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
        raise HTTPException(415, "the charset of a query is utf-8")
    return media_type


async def _body(request: Request) -> bytes:
    if not request.headers.get("content-length") and "transfer-encoding" not in request.headers:
        raise HTTPException(411, "the length of the body is missing; send Content-Length")
    body, close = bytearray(), {"Connection": "close"}
    try:
        await read_body(request, REQUEST_BYTES, BODY_SECONDS, body.extend)
    except BodyTooLarge as error:
        raise HTTPException(413, f"the body is larger than {REQUEST_BYTES:,} bytes", close) from error
    except BodyTooSlow as error:
        raise HTTPException(408, f"the body did not come within {BODY_SECONDS:g} s", close) from error
    except BodyCutOff as error:
        raise HTTPException(400, "the body was cut off") from error
    return bytes(body)


def _from_fields(fields: Mapping[str, list[str]]) -> ProtocolRequest:
    if fields.keys() == _QUERY_ALONE:
        return ProtocolRequest(_single(fields, "query"))
    if "update" in fields:
        raise _update_refused()
    parsed = ProtocolRequest(
        text=_single(fields, "query"),
        default_graphs=_graphs(fields, "default-graph-uri"),
        named_graphs=_graphs(fields, "named-graph-uri"),
        format_name=_single(fields, "format"),
        example=_single(fields, "example"),
    )
    return _required(parsed) if parsed.default_graphs or parsed.named_graphs else parsed


def _required(parsed: ProtocolRequest) -> ProtocolRequest:
    if parsed.text is None and parsed.example is None:
        raise HTTPException(400, "the parameter query is missing")
    return parsed


def _single(fields: Mapping[str, list[str]], name: str) -> str | None:
    values = fields.get(name, [])
    if len(values) > 1:
        raise HTTPException(400, f"the parameter {name} is given {len(values)} times; give it once")
    return values[0] if values else None


def _graphs(fields: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    try:
        return tuple(NamedNode(value).value for value in fields.get(name, []))
    except ValueError as error:
        raise HTTPException(400, f"{name} must be an absolute IRI: {error}") from error


def _update_refused() -> QueryRefused:
    return QueryRefused("this service only reads; updates are not taken, send a query")


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


@dataclass(frozen=True, slots=True)
class Built:
    """A response: complete, or its headers and parts."""

    complete: CachedResponse
    headers: Headers
    parts: AsyncGenerator[bytes, None] | None = None


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


class _Streamed(Exception):
    """A response too long to be cached: the first waiter takes it, the others send queries of their own."""

    def __init__(self, built: Built) -> None:
        self._built: Built | None = built

    def take(self) -> Built | None:
        built, self._built = self._built, None
        return built


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


def _parameters(
    query: Annotated[
        str | Optional, QueryParameter(description="The query; without one, the service description.")
    ] = None,
    default_graph: Annotated[
        list[str] | Optional,
        QueryParameter(alias="default-graph-uri", description="Graphs that make the default graph."),
    ] = None,
    named_graph: Annotated[
        list[str] | Optional, QueryParameter(alias="named-graph-uri", description="Named graphs that the query sees.")
    ] = None,
    format: AnswerFormat = None,
) -> None: ...


_TITLE = Texts("Ställ en fråga i SPARQL 1.1", "Send a query in SPARQL 1.1")
_RESPONSES = responses("The complete answer.", schemas_of((*RESULT_FORMATS, *ANSWER_GRAPH_FORMATS)))
_FORM = {"type": "object", "required": ["query"], "properties": {"query": TEXT, "format": TEXT}}
OPERATIONS = (
    Operation("/sparql", _TITLE, _RESPONSES, _parameters),
    Operation("/sparql", _TITLE, _RESPONSES, method="POST", body={URLENCODED: _FORM, SPARQL_QUERY: TEXT}),
)
