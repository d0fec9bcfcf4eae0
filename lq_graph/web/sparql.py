"""`/sparql`: the endpoint for programs, and for people a form with the answer below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

import anyio
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lq_graph.errors import EngineBusy, LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import GRAPH_FORMATS, JSON, JSONLD, RDFXML, RESULT_FORMATS, TURTLE, Format
from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.departure import cancelled_when_gone
from lq_graph.web.description import service_description
from lq_graph.web.gateway import options_response
from lq_graph.web.offers import Choice, Offer, choose_for_graph, choose_for_query, not_acceptable
from lq_graph.web.problem import problem_of, problem_response
from lq_graph.web.protocol import ProtocolRequest, read_protocol_request
from lq_graph.web.questions import query_of, question_named
from lq_graph.web.redirects import without_slash
from lq_graph.web.site import Site
from lq_graph.web.sparql_page import form_page

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
QUERY_THREADS = 64  # threads that wait for the answers to strangers; pages wait for theirs in other threads
BUSY_SECONDS = 5
_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


def routes(site: Site) -> list[Route]:
    """The endpoint, in both languages."""
    endpoint = partial(_endpoint, site, anyio.CapacityLimiter(QUERY_THREADS))
    return [
        *[Route(path, endpoint, methods=METHODS) for path in ("/sparql", "/en/sparql")],
        *[Route(path, without_slash, methods=METHODS) for path in ("/sparql/", "/en/sparql/")],
    ]


async def _endpoint(site: Site, threads: anyio.CapacityLimiter, request: Request) -> Response:
    if request.method == "OPTIONS":
        return options_response(request, ", ".join(METHODS))
    asked = await read_protocol_request(request)
    if asked.text is None and asked.example is None:
        return await run_sync(_bare, site, request)
    return await _asked(site, threads, request, asked)


def _bare(site: Site, request: Request) -> Response:
    """The form, or the service description."""
    offer = choose_for_graph(request, (TURTLE, JSONLD, RDFXML), page_first=False)
    if offer.format is None:
        return form_page(site, request)
    headers = {"Vary": "Accept"}
    return Response(service_description(site, offer.format), headers=headers, media_type=offer.media_type)


async def _asked(site: Site, threads: anyio.CapacityLimiter, request: Request, asked: ProtocolRequest) -> Response:
    choice = choose_for_query(request, asked.format_name)
    exchange = _Exchange(site, request, await run_sync(_query, site, asked, choice), choice)
    tag = exchange.tag
    if tag and is_held(request, tag):
        return not_modified(tag)
    try:
        return await run_sync(exchange.response, await _answer(site, threads, request, exchange.query))
    except LqError as error:
        return await run_sync(exchange.failure, error)


async def _answer(site: Site, threads: anyio.CapacityLimiter, request: Request, query: Query) -> Answer:
    """The engine's answer, waited for as long as the client does."""
    if threads.available_tokens < 1:
        raise EngineBusy(BUSY_SECONDS)
    async with cancelled_when_gone(request) as cancel:
        return await run_sync(site.engine.answer, query, cancel, limiter=threads)


def _query(site: Site, asked: ProtocolRequest, choice: Choice) -> Query:
    return Query(
        asked.text if asked.text is not None else _example(site, asked.example or ""),
        asked.default_graphs,
        asked.named_graphs,
        results=_format(choice.results, JSON),
        graph=_format(choice.graph, TURTLE),
    )


def _example(site: Site, name: str) -> str:
    question = question_named(site, name)
    if question is None:
        raise HTTPException(404, "there is no example question of that name")
    return query_of(question)


def _format(offer: Offer | None, behind_page: Format) -> Format | None:
    return None if offer is None else offer.format or behind_page


@dataclass(frozen=True)
class _Exchange:
    """One query, what the client takes for an answer, and how the answer is given."""

    site: Site
    request: Request
    query: Query
    choice: Choice

    @property
    def tag(self) -> str | None:
        """The entity tag, known before the engine is asked.

        There is none for a page, whose words may change, nor for a query whose answer differs from time to time.
        """
        offers = (self.choice.results, self.choice.graph)
        if any(offer is not None and offer.is_page for offer in offers) or _CHANGING.search(self.query.text):
            return None
        types = [offer.media_type if offer else "" for offer in offers]
        graphs = [*self.query.default_graphs, "", *self.query.named_graphs]
        return entity_tag(self.site.release.identifier, self.query.text, *types, *graphs)

    def response(self, answer: Answer) -> Response:
        """The answer as the client takes it; raises NotAcceptable if it takes none of this kind."""
        offer = self.choice.results if answer.format.kind == "results" else self.choice.graph
        if offer is None:
            raise not_acceptable(RESULT_FORMATS if answer.format.kind == "results" else GRAPH_FORMATS)
        response = self._page(answer) if offer.is_page else self._data(answer, offer)
        response.headers["Server-Timing"] = f"engine;dur={answer.seconds * 1000:.1f}"
        return response

    def failure(self, error: LqError) -> Response:
        """The problem; for people, with the query in the form above it, so that they can mend it."""
        if self.choice.results is None or not self.choice.results.is_page:
            return problem_response(self.site, self.request, error)
        problem = problem_of(error)
        response = form_page(self.site, self.request, self.query.text, problem=problem)
        response.headers.update(problem.headers)
        return response

    def _page(self, answer: Answer) -> Response:
        return form_page(self.site, self.request, self.query.text, answer)

    def _data(self, answer: Answer, offer: Offer) -> Response:
        tag = self.tag
        headers = cache_headers(tag) if tag else {"Vary": "Accept", "Cache-Control": "no-cache"}
        return Response(answer.body, headers=headers, media_type=offer.media_type)
