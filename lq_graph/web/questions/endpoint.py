"""`/q/`: named questions, each with its page and its answer in files, whole or in ranges of bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import FORMATS
from lq_graph.querying.parameters import ParameterRefused
from lq_graph.web.http.body import while_connected
from lq_graph.web.http.cache import (
    CACHE_CONTROL,
    CachedResponse,
    Header,
    RequestHeaders,
    decoded,
    entity_tag,
    header,
    send_cached,
    send_not_modified,
)
from lq_graph.web.http.language import preferred_language, prefix_of
from lq_graph.web.http.log import record_of
from lq_graph.web.http.negotiation import IDENTITY, coding_for, encoded, prefers_page, wanted_coding
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site, question_named
from lq_graph.web.questions.formats import RESULTS_JSON, NamedFormat, converted
from lq_graph.web.questions.page import list_page, named_page, refused_page
from lq_graph.web.questions.questions import NamedQueries, NamedRequest, parameters_given, read_named_request
from lq_graph.web.sparql.endpoint import ResponseBuilder

_READ_METHODS = frozenset(("GET", "HEAD"))
_PARTIAL_CONTENT, _RANGE_NOT_SATISFIABLE = 206, 416


class Questions:
    """The list of named questions, and redirects from the IRIs of example questions."""

    def __init__(self, site: Site, queries: NamedQueries) -> None:
        self._site = site
        self._queries = queries

    def index(self, request: Request) -> Response:
        """Every named question."""
        return list_page(self._queries, request)

    def example(self, request: Request) -> Response:
        """Redirects from an example question to the form with its query in it, or to its answer in a format."""
        name, dot, extension = request.path_params["name"].rpartition(".")
        if not dot:
            name, extension = extension, ""
        is_known = question_named(self._site, name) is not None
        if not is_known or (extension and extension not in [each.name for each in FORMATS]):
            raise HTTPException(404, "there is no question of that name")
        if extension:
            return RedirectResponse(f"/sparql?{urlencode({'example': name, 'format': extension})}", 303)
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        headers = {"Vary": "Accept-Language"}
        return RedirectResponse(f"{prefix}/sparql?{urlencode({'example': name})}", 303, headers)


class NamedEndpoint:
    """The page and the answer of each named question.

    An ASGI application, so that ranges, 304 and cached responses are sent without a response object.
    """

    def __init__(self, site: Site, service: Service, queries: NamedQueries) -> None:
        self._queries = queries
        self._answers = NamedAnswers(site, service)
        self._cache = service.cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds to a request; raises HTTPException or LqError for a request that gets a problem."""
        if scope["method"] not in _READ_METHODS:
            fault = f"{scope['method']} is not a method of this address"
            raise HTTPException(405, fault, {"Allow": "GET, HEAD"})
        request = Request(scope)
        try:
            named = await run_in_threadpool(read_named_request, self._queries, request)
        except ParameterRefused as error:
            page = await run_in_threadpool(self._refused, request, error)
            await page(scope, receive, send)
            return
        if named.form is not None:
            await self._answers.send(named, named.form, scope, receive, send)
            return
        answer = await self._answers.rows(named, scope, receive)
        page = await run_in_threadpool(named_page, self._queries, request, named, answer)
        if not named.is_of_today:
            self._store(page, request)
        await page(scope, receive, send)

    def _refused(self, request: Request, error: ParameterRefused) -> Response:
        """For people, the form with what was given; raises the error for programs and for the addresses of files."""
        name, dot, extension = request.path_params["name"].rpartition(".")
        if not prefers_page(request) or (dot and extension != "html"):
            raise error
        record_of(request.scope).problem = "parameter-refused"
        query = self._queries.find(name if dot else extension)
        try:
            given = parameters_given(request)
        except ParameterRefused:
            given = {}
        return refused_page(self._queries, request, query, given, error)

    def _store(self, page: Response, request: Request) -> None:
        """Caches a page that lacks nothing, by its address and its host, which its code snippets may name."""
        if page.headers.get("cache-control") != CACHE_CONTROL:
            return
        release, host = self._queries.site.release.identifier, request.headers.get("host", "")
        key = entity_tag("page", release, str(request.url.path), request.url.query, host)
        self._cache.put(key, CachedResponse(200, tuple(page.raw_headers), bytes(page.body)))
        self._cache.remember(request.scope, key)


@dataclass(frozen=True, slots=True)
class NamedKey:
    """The cache key of an answer: everything that decides its bytes."""

    release: str
    question: str
    terms: tuple[tuple[str, str], ...]
    form: NamedFormat
    coding: str

    @property
    def tag(self) -> str:
        """The strong entity tag of the answer."""
        terms = [f"{name}={term}" for name, term in self.terms]
        return entity_tag(self.release, self.question, self.form.name, self.form.conversion, self.coding, *terms)


class NamedAnswers:
    """The answers to the named questions of one release, cached with those of the SPARQL endpoint."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service
        self._builder = ResponseBuilder(site.engine, service)

    async def send(self, named: NamedRequest, form: NamedFormat, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer in a format, or the requested range of it. Raises as the engine does."""
        headers = RequestHeaders(scope)
        range_header = _single_header(scope, b"range") if scope["method"] == "GET" else None
        is_plain = bool(range_header) or form.is_compressed
        key = self._key(named, form, IDENTITY if is_plain else wanted_coding(decoded(headers.codings)))
        if headers.names_tag(key.tag.encode()):
            await send_not_modified(send, _validators(key))
            return
        answer = await self._answer(key, named, scope, receive)
        if not named.is_of_today:
            self._service.cache.remember(scope, key)
        if_range = _single_header(scope, b"if-range")
        if range_header is None or (if_range is not None and if_range.strip() != key.tag):  # RFC 9110 §13.1.5
            await send_cached(send, answer, headers)
            return
        await _send_range(send, answer, range_header)

    async def rows(self, named: NamedRequest, scope: Scope, receive: Receive) -> Answer:
        """The answer as SPARQL 1.1 JSON, for the page."""
        cached = await self._answer(self._key(named, RESULTS_JSON, IDENTITY), named, scope, receive)
        return Answer(cached.body, RESULTS_JSON.source, cached.seconds)

    def _key(self, named: NamedRequest, form: NamedFormat, coding: str) -> NamedKey:
        terms = tuple(sorted((name, str(term)) for name, term in named.terms.items()))
        return NamedKey(self._site.release.identifier, named.query.name, terms, form, coding)

    async def _answer(self, key: NamedKey, named: NamedRequest, scope: Scope, receive: Receive) -> CachedResponse:
        cache, record = self._service.cache, record_of(scope)
        response = cache.get(key)
        record.is_cached = response is not None
        if response is None:
            client = self._service.clients.of(scope)
            response = await while_connected(receive, cache.once(key, lambda: self._build(key, named, client)))
            record.engine_seconds = response.seconds
        return response

    async def _build(self, key: NamedKey, named: NamedRequest, client: str) -> CachedResponse:
        query = Query(named.query.file.text, bindings=named.terms, results=key.form.source, graph=None)
        answer = await self._builder.answer(query, client)
        heading = partial(named.query.file.heading, language="sv")
        body = await run_in_threadpool(converted, key.form, answer.body, self._metadata(named), heading)
        coding = coding_for(key.coding, len(body))
        body = await run_in_threadpool(encoded, body, coding)
        headers = [*_headers(key, named, answer.seconds), (b"content-length", b"%d" % len(body))]
        if coding != IDENTITY:
            headers.append(header("Content-Encoding", coding))
        return CachedResponse(200, tuple(headers), body, answer.seconds)

    def _metadata(self, named: NamedRequest) -> Mapping[str, str]:
        release, settings = self._site.release, self._site.settings
        return {
            "title": named.query.title("en"),
            "question": self._site.names.question(named.query.name),
            "release": self._site.names.release(release.identifier),
            "publisher": settings.publisher,
            "licence": settings.licence,
            "parameters": named.parameters,
        }


def _single_header(scope: Scope, name: bytes) -> str | None:
    """The value of a header; None unless the request has it once."""
    values = [value for each, value in scope["headers"] if each == name]
    return decoded(values[0]) if len(values) == 1 else None


def _headers(key: NamedKey, named: NamedRequest, seconds: float) -> list[Header]:
    name, parameters = named.query.name, f"?{named.parameters}" if named.parameters else ""
    canonical, page = named.address(key.form.name), f"/q/{name}{parameters}"
    disposition = "attachment" if key.form.is_saved else "inline"
    return [
        header("Content-Type", key.form.content_type),
        header("Content-Disposition", f'{disposition}; filename="{name}.{key.form.name}"'),
        header("Link", f'<{canonical}>; rel="canonical", <{page}>; rel="describedby"'),
        header("Server-Timing", f"engine;dur={seconds * 1000:.1f}"),
        *_validators(key),
    ]


def _validators(key: NamedKey) -> list[Header]:
    return [
        header("ETag", key.tag),
        header("Cache-Control", CACHE_CONTROL),
        header("Vary", "Accept, Accept-Encoding"),
        header("Accept-Ranges", "bytes"),
    ]


async def _send_range(send: Send, answer: CachedResponse, range_header: str) -> None:
    """Sends the requested bytes of an answer (206), all of it (200), or that it has no such bytes (416)."""
    status, body, size = 200, answer.body, len(answer.body)
    headers = [each for each in answer.headers if each[0] not in (b"content-length", b"content-range")]
    try:
        part = parse_range(range_header, size)
    except RangeNotSatisfiable:
        status, body = _RANGE_NOT_SATISFIABLE, b""
        headers.append(header("Content-Range", f"bytes */{size}"))
    else:
        if part is not None:
            status, body = _PARTIAL_CONTENT, body[part.start : part.stop]
            headers.append(header("Content-Range", content_range(part, size)))
    headers.append(header("Content-Length", str(len(body))))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_SINGLE_RANGE = re.compile(r"bytes=[ \t]*(?P<first>\d{0,19})-(?P<last>\d{0,19})[ \t]*", re.IGNORECASE | re.ASCII)


class RangeNotSatisfiable(Exception):
    """A range that begins beyond the end of the answer."""


def parse_range(header: str | None, size: int) -> range | None:
    """The bytes of a Range header, in an answer of so many bytes; None for all of them. RFC 9110 §14.1.2.

    A header that is malformed, or has several ranges, is ignored, as §14.2 allows. Raises RangeNotSatisfiable if the
    answer has none of the bytes.
    """
    found = _SINGLE_RANGE.fullmatch(header) if header else None
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        part = range(max(0, size - int(found["last"])), size)
    else:
        first, last = int(found["first"]), int(found["last"]) if found["last"] else size - 1
        if first > last and found["last"]:
            return None
        part = range(first, min(last + 1, size))
    if not part:
        raise RangeNotSatisfiable
    return part


def content_range(part: range, size: int) -> str:
    """The Content-Range header of a part. RFC 9110 §14.4."""
    return f"bytes {part.start}-{part.stop - 1}/{size}"
