"""`/q/`: named questions, each with its page and its answer in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from lq_graph.web.questions.formats import Unsatisfiable, asked_range, content_range, holds_for
from lq_graph.web.questions.page import list_page, named_page, refused_page
from lq_graph.web.questions.questions import (
    FIRST,
    NamedForm,
    NamedQueries,
    NamedRequest,
    given_in,
    read_named_request,
    written,
)
from lq_graph.web.sparql.response import ResponseBuilder

# Answers of named questions: made once, kept with those of the endpoint, given whole or in ranges of bytes.

_PARTIAL, _UNSATISFIABLE = 206, 416
_REPLACED = frozenset((b"content-length", b"content-range"))


@dataclass(frozen=True, slots=True)
class NamedKey:
    """What decides the bytes of an answer."""

    release: str
    question: str
    terms: tuple[tuple[str, str], ...]
    form: NamedForm
    coding: str

    @property
    def tag(self) -> str:
        """The strong entity tag of the answer."""
        said = [f"{name}={term}" for name, term in self.terms]
        return entity_tag(self.release, self.question, self.form.name, self.form.made, self.coding, *said)


class NamedAnswers:
    """Answers the named questions of one release."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service
        self._builder = ResponseBuilder(site.engine, service)

    async def send(self, asked: NamedRequest, form: NamedForm, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer in a format, or the part of it that is asked for. Raises as the engine does."""
        headers = RequestHeaders(scope)
        range_asked = _header(scope, b"range") if scope["method"] == "GET" else None
        key = self._key(
            asked, form, IDENTITY if range_asked or form.is_packed else wanted_coding(decoded(headers.codings))
        )
        if headers.names_tag(key.tag.encode()):
            await send_not_modified(send, _validators(key))
            return
        answer = await self._answer(key, asked, scope, receive)
        self._service.cache.remember(scope, key)
        if range_asked is None or not holds_for(_header(scope, b"if-range"), key.tag):
            await send_cached(send, answer, headers)
            return
        await _send_range(send, answer, range_asked)

    async def rows(self, asked: NamedRequest, scope: Scope, receive: Receive) -> Answer:
        """The answer as SPARQL 1.1 JSON, for the page."""
        kept = await self._answer(self._key(asked, FIRST, IDENTITY), asked, scope, receive)
        return Answer(kept.body, FIRST.base, kept.seconds)

    def _key(self, asked: NamedRequest, form: NamedForm, coding: str) -> NamedKey:
        terms = tuple(sorted((name, str(term)) for name, term in asked.terms.items()))
        return NamedKey(self._site.release.identifier, asked.query.name, terms, form, coding)

    async def _answer(self, key: NamedKey, asked: NamedRequest, scope: Scope, receive: Receive) -> CachedResponse:
        cache, record = self._service.cache, record_of(scope)
        response = cache.get(key)
        record.is_cached = response is not None
        if response is None:
            client = self._service.clients.of(scope)
            response = await while_connected(receive, cache.once(key, lambda: self._build(key, asked, client)))
            record.engine_seconds = response.seconds
        return response

    async def _build(self, key: NamedKey, asked: NamedRequest, client: str) -> CachedResponse:
        query = Query(asked.query.file.text, bindings=asked.terms, results=key.form.base, graph=None)
        answer = await self._builder.answer(query, client)
        body = await run_in_threadpool(written, key.form, answer.body, self._said(asked))
        coding = coding_for(key.coding, len(body))
        body = await run_in_threadpool(encoded, body, coding)
        headers = [*_headers(key, asked, answer.seconds), (b"content-length", b"%d" % len(body))]
        if coding != IDENTITY:
            headers.append(header("Content-Encoding", coding))
        return CachedResponse(200, tuple(headers), body, answer.seconds)

    def _said(self, asked: NamedRequest) -> Mapping[str, str]:
        release, settings = self._site.release, self._site.settings
        return {
            "title": asked.query.title("en"),
            "question": self._site.names.question(asked.query.name),
            "release": self._site.names.release(release.identifier),
            "publisher": settings.publisher,
            "licence": settings.licence,
            "parameters": asked.parameters,
        }


def _header(scope: Scope, wanted: bytes) -> str | None:
    found = [value for name, value in scope["headers"] if name == wanted]
    return decoded(found[0]) if len(found) == 1 else None


def _validators(key: NamedKey) -> list[Header]:
    return [
        header("ETag", key.tag),
        header("Cache-Control", CACHE_CONTROL),
        header("Vary", "Accept, Accept-Encoding"),
        header("Accept-Ranges", "bytes"),
    ]


def _headers(key: NamedKey, asked: NamedRequest, seconds: float) -> list[Header]:
    name, query = asked.query.name, f"?{asked.parameters}" if asked.parameters else ""
    links = f'</q/{name}.{key.form.name}{query}>; rel="canonical", </q/{name}{query}>; rel="describedby"'
    disposition = "attachment" if key.form.is_saved else "inline"
    return [
        header("Content-Type", key.form.content_type),
        header("Content-Disposition", f'{disposition}; filename="{name}.{key.form.name}"'),
        header("Link", links),
        header("Server-Timing", f"engine;dur={seconds * 1000:.1f}"),
        *_validators(key),
    ]


async def _send_range(send: Send, answer: CachedResponse, asked: str) -> None:
    size = len(answer.body)
    try:
        part = asked_range(asked, size)
    except Unsatisfiable:
        headers = [each for each in answer.headers if each[0] not in _REPLACED]
        headers += [header("Content-Range", f"bytes */{size}"), header("Content-Length", "0")]
        await send({"type": "http.response.start", "status": _UNSATISFIABLE, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = answer.body if part is None else answer.body[part.start : part.stop]
    headers = [each for each in answer.headers if each[0] not in _REPLACED]
    headers.append(header("Content-Length", str(len(body))))
    if part is not None:
        headers.append(header("Content-Range", content_range(part, size)))
    await send({"type": "http.response.start", "status": 200 if part is None else _PARTIAL, "headers": headers})
    await send({"type": "http.response.body", "body": body})


# `/q/`: named questions, each with its own page and its answer in files.

_READING = frozenset(("GET", "HEAD"))


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
        whole = request.path_params["name"]
        name, _, extension = whole.rpartition(".") if "." in whole else (whole, "", "")
        is_known = question_named(self._site, name) is not None
        if not is_known or (extension and extension not in [each.name for each in FORMATS]):
            raise HTTPException(404, "there is no question of that name")
        if extension:
            return RedirectResponse(f"/sparql?{urlencode({'example': name, 'format': extension})}", 303)
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        headers = {"Vary": "Accept-Language"}
        return RedirectResponse(f"{prefix}/sparql?{urlencode({'example': name})}", 303, headers)


class NamedEndpoint:
    """Answers requests to one named question or another; an application, so that a range or a 304 goes out as it is."""

    def __init__(self, site: Site, service: Service, queries: NamedQueries) -> None:
        self._queries = queries
        self._answers = NamedAnswers(site, service)
        self._cache = service.cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; raises HTTPException or LqError for one that gets a problem."""
        if scope["method"] not in _READING:
            fault = f"{scope['method']} is not a method of this address"
            raise HTTPException(405, fault, {"Allow": "GET, HEAD"})
        request = Request(scope)
        try:
            asked = await run_in_threadpool(read_named_request, self._queries, request)
        except ParameterRefused as error:
            await (await run_in_threadpool(self._refused, request, error))(scope, receive, send)
            return
        await self._send(asked, request, receive, send)

    async def _send(self, asked: NamedRequest, request: Request, receive: Receive, send: Send) -> None:
        if asked.form is not None:
            await self._answers.send(asked, asked.form, request.scope, receive, send)
            return
        answer = await self._answers.rows(asked, request.scope, receive)
        page = await run_in_threadpool(named_page, self._queries, request, asked, answer)
        self._keep(page, request)
        await page(request.scope, receive, send)

    def _keep(self, page: Response, request: Request) -> None:
        """Keeps a page that lacks nothing: for the same address, and the same host, as it may name that."""
        if page.headers.get("cache-control") != CACHE_CONTROL:
            return
        release, host = self._queries.site.release.identifier, request.headers.get("host", "")
        key = entity_tag("page", release, str(request.url.path), request.url.query, host)
        self._cache.put(key, CachedResponse(200, tuple(page.raw_headers), bytes(page.body)))
        self._cache.remember(request.scope, key)

    def _refused(self, request: Request, error: ParameterRefused) -> Response:
        """For people, the form with what was given; for programs, and for files, the problem."""
        name, dot, extension = request.path_params["name"].rpartition(".")
        if not prefers_page(request) or (dot and extension != "html"):
            raise error
        record_of(request.scope).problem = "parameter-refused"
        query = self._queries.find(name if dot else extension)
        try:
            given = given_in(request)
        except ParameterRefused:
            given = {}
        return refused_page(self._queries, request, query, given, error)
