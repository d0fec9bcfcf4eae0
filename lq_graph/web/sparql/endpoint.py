"""`/sparql`: the SPARQL 1.1 Protocol for programs, and for people a form with the response below it.

Plain ASGI, beside the router: a response that is not cached takes one exchange with a worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import Query as QueryParameter
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lq_graph.errors import LqError, QueryRefused
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, JSON, JSONLD, RDFXML, RESULT_FORMATS, TURTLE
from lq_graph.text import Texts
from lq_graph.web.http.body import (
    URLENCODED,
    BodyCutOff,
    BodyTooLarge,
    BodyTooSlow,
    TooManyFields,
    parse_fields,
    read_body,
    while_connected,
)
from lq_graph.web.http.cache import RequestHeaders, decoded, send_cached, send_not_modified
from lq_graph.web.http.log import record_of
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.negotiation import Choice, choose_for_graph, choose_of_query
from lq_graph.web.http.operations import TEXT, AnswerFormat, Operation, Optional, responses, schemas_of
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site, query_of, question_named
from lq_graph.web.sparql.description import service_description
from lq_graph.web.sparql.page import form_page
from lq_graph.web.sparql.response import ResponseBuilder, response_key, send_parts

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


# The SPARQL 1.1 Protocol, §2.1: what a request asks.


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
    try:
        return parse_fields(octets, MAX_FIELDS)
    except TooManyFields as error:
        raise HTTPException(400, f"there are more than {MAX_FIELDS} parameters") from error
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error


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
