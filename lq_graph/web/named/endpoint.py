"""`/q/`: named questions, each with its own page and its answer in files."""

from __future__ import annotations

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from lq_graph.querying.parameters import ParameterRefused
from lq_graph.web.answers import KeptAnswer
from lq_graph.web.conditional import entity_tag
from lq_graph.web.departure import ClientGone
from lq_graph.web.language import language_of, prefix_of
from lq_graph.web.named.answer import NamedAnswers
from lq_graph.web.named.page import list_page, named_page, refused_page
from lq_graph.web.named.questions import NamedQueries
from lq_graph.web.named.request import NamedRequest, given_in, read_named_request
from lq_graph.web.note import note_of
from lq_graph.web.offers import prefers_page
from lq_graph.web.service import Service
from lq_graph.web.shortcuts import Shortcuts
from lq_graph.web.site import CACHE_CONTROL, Site

_READING = frozenset(("GET", "HEAD"))
_LANGUAGES = ("", "/en")


def named_routes(site: Site, service: Service, queries: NamedQueries, shortcuts: Shortcuts) -> list[BaseRoute]:
    """The list, and each question as a page and as files."""
    endpoint, index = NamedEndpoint(site, service, queries, shortcuts), partial(list_page, queries)
    return [
        *[Route(f"{prefix}/q", _to_index, methods=["GET"]) for prefix in _LANGUAGES],
        *[Route(f"{prefix}/q/", index, methods=["GET"]) for prefix in _LANGUAGES],
        *[Route(f"{prefix}/q/{{name}}", endpoint) for prefix in _LANGUAGES],
    ]


class NamedEndpoint:
    """Answers requests to one named question or another; an application, so that a range or a 304 goes out as it is."""

    def __init__(self, site: Site, service: Service, queries: NamedQueries, shortcuts: Shortcuts) -> None:
        self._queries = queries
        self._answers = NamedAnswers(site, service, shortcuts)
        self._kept = service.answers
        self._shortcuts = shortcuts

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
        try:
            await self._send(asked, request, receive, send)
        except ClientGone:
            return

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
        self._kept.put(key, KeptAnswer(200, tuple(page.raw_headers), bytes(page.body)))
        self._shortcuts.remember(request.scope, key)

    def _refused(self, request: Request, error: ParameterRefused) -> Response:
        """For people, the form with what was given; for programs, and for files, the problem."""
        name, dot, extension = request.path_params["name"].rpartition(".")
        if not prefers_page(request) or (dot and extension != "html"):
            raise error
        note_of(request.scope).problem = "parameter-refused"
        query = self._queries.find(name if dot else extension)
        try:
            given = given_in(request)
        except ParameterRefused:
            given = {}
        return refused_page(self._queries, request, query, given, error)


def _to_index(request: Request) -> Response:
    return RedirectResponse(f"{prefix_of(language_of(request.url.path))}/q/", 308)
