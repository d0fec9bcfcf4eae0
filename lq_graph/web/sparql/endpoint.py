"""`/sparql`: the endpoint for programs, and for people a form with the answer below it.

Plain ASGI, beside the router: a kept answer goes out after two look-ups, another one after one exchange with a worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import JSON, JSONLD, RDFXML, TURTLE, Format
from lq_graph.web.http.cache import WrittenRequests
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.negotiation import Choice, Offer, choose_for_graph, choose_of_query
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.requests import ClientGone, Departure, Incoming, decoded, note_of
from lq_graph.web.http.responses import send_kept, send_not_modified, send_parts
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site, query_of, question_named
from lq_graph.web.sparql.description import service_description
from lq_graph.web.sparql.page import form_page
from lq_graph.web.sparql.protocol import ProtocolRequest, asked_in_address, read_protocol_request
from lq_graph.web.sparql.response import Making, answer_key

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_READING = frozenset(("GET", "HEAD"))
_LONGEST_ACCEPT = 1_000  # that is remembered

_known_choice = lru_cache(1000)(choose_of_query)


class Endpoint:
    """The endpoint of one release."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service
        self._making = Making(site.engine, site.release.identifier, service)
        self._known = WrittenRequests()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request to the endpoint, whatever it is."""
        incoming = Incoming(scope)
        if scope["method"] in _READING:
            tag = self._known.get((scope["query_string"], incoming.accept, incoming.codings))
            kept = None if tag is None else self._service.answers.get(tag)
            if kept is not None:
                note_of(scope).is_kept = True
                await send_kept(send, kept, incoming)
                return
        try:
            await self._answer(incoming, scope, receive, send)
        except (HTTPException, LqError) as error:
            response = await run_in_threadpool(self._site.problem, Request(scope), error)
            await response(scope, receive, send)
        except ClientGone:
            return

    async def _answer(self, incoming: Incoming, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await self._asked(scope, receive)
        if asked is None:
            await options_response(Request(scope), ", ".join(METHODS))(scope, receive, send)
            return
        if asked.text is None and asked.example is None:
            await (await run_in_threadpool(self._bare, Request(scope)))(scope, receive, send)
            return
        choice = choice_of(decoded(incoming.accept), asked.format_name)
        text = asked.text if asked.text is not None else await run_in_threadpool(self._example, asked.example)
        query = _query(asked, choice, text)
        if choice.is_page:
            page = _Page(self._site, Request(scope), query, choice, self._making)
            await (await page.response(Departure(receive), self._service.client(scope)))(scope, receive, send)
            return
        await self._send_data(query, choice, incoming, scope, receive=receive, send=send)

    async def _asked(self, scope: Scope, receive: Receive) -> ProtocolRequest | None:
        """What is asked; None if that is what may be asked."""
        method = scope["method"]
        if method in _READING:
            return asked_in_address(scope["query_string"])
        if method == "POST":
            return await read_protocol_request(Request(scope, receive))
        if method == "OPTIONS":
            return None
        raise HTTPException(405, f"{method} is not a method of this address", {"Allow": ", ".join(sorted(METHODS))})

    async def _send_data(
        self, query: Query, choice: Choice, incoming: Incoming, scope: Scope, *, receive: Receive, send: Send
    ) -> None:
        """The answer in a format for programs: from those that are kept, or from the engine."""
        key = answer_key(self._site.release.identifier, query, choice, decoded(incoming.codings))
        if key.tag is not None and incoming.held is not None and incoming.holds(key.tag):
            await send_not_modified(send, key.headers)
            return
        kept = self._service.answers.get(key.tag) if key.tag is not None else None
        note = note_of(scope)
        note.is_kept = kept is not None
        if kept is None:
            made = await Departure(receive).during(self._making.answer(key, query, self._service.client(scope)))
            note.engine_seconds = made.complete.seconds
            if made.parts is not None:
                await Departure(receive).during(send_parts(send, made.headers, made.parts))
                return
            kept = made.complete
        if key.tag is not None and scope["method"] in _READING:
            self._remember(scope, incoming, key.tag)
        await send_kept(send, kept, incoming)

    def _remember(self, scope: Scope, incoming: Incoming, tag: bytes) -> None:
        """Notes which answer a request as it is written has, so that it need not be read again."""
        self._known.remember((scope["query_string"], incoming.accept, incoming.codings), tag)

    def _bare(self, request: Request) -> Response:
        """The form, or the service description."""
        offer = choose_for_graph(request, (TURTLE, JSONLD, RDFXML), page_first=False)
        if offer.format is None:
            return form_page(self._site, request)
        headers = {"Vary": "Accept"}
        return Response(service_description(self._site, offer.format), headers=headers, media_type=offer.media_type)

    def _example(self, name: str | None) -> str:
        question = question_named(self._site, name or "")
        if question is None:
            raise HTTPException(404, "there is no example question of that name")
        return query_of(question)


def choice_of(accept: str | None, format_name: str | None) -> Choice:
    """The formats that a client takes; remembered, as most clients ask alike."""
    is_short = len(accept or "") + len(format_name or "") <= _LONGEST_ACCEPT
    return (_known_choice if is_short else choose_of_query)(accept, format_name)


@dataclass(frozen=True)
class _Page:
    """A query that a person asks in a browser, and the page with its answer."""

    site: Site
    request: Request
    query: Query
    choice: Choice
    making: Making

    async def response(self, departure: Departure, client: str) -> Response:
        """The page; for a query that fails, with the query in the form above the reason, so that it can be mended."""
        try:
            answer = await departure.during(self.making.whole(self.query, client))
            return await run_in_threadpool(self._page, answer)
        except LqError as error:
            return await run_in_threadpool(self._failure, error)

    def _page(self, answer: Answer) -> Response:
        response = form_page(self.site, self.request, self.query.text, answer)
        response.headers["Server-Timing"] = f"engine;dur={answer.seconds * 1000:.1f}"
        return response

    def _failure(self, error: LqError) -> Response:
        if self.choice.results is None or not self.choice.results.is_page:
            return self.site.problem(self.request, error)
        problem = problem_of(error)
        response = form_page(self.site, self.request, self.query.text, problem=problem)
        response.headers.update(problem.headers)
        return response


def _query(asked: ProtocolRequest, choice: Choice, text: str) -> Query:
    results, graph = _format(choice.results, JSON), _format(choice.graph, TURTLE)
    return Query(text, asked.default_graphs, asked.named_graphs, results=results, graph=graph)


def _format(offer: Offer | None, behind_page: Format) -> Format | None:
    return None if offer is None else offer.format or behind_page
