"""`/s/`: short links to queries as they were asked of a release, for good."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from lq_graph.querying.engine import Query
from lq_graph.web.departure import ClientGone, Departure
from lq_graph.web.incoming import Incoming, decoded
from lq_graph.web.language import language_of, prefix_of
from lq_graph.web.making import Making, answer_key
from lq_graph.web.negotiation import best_media_type
from lq_graph.web.offers import HTML, accept_header, choose_of_query
from lq_graph.web.outgoing import send_kept, send_parts
from lq_graph.web.protocol import read_protocol_request
from lq_graph.web.service import Service
from lq_graph.web.short_links.answers import LinkAnswers
from lq_graph.web.short_links.citation import BIBTEX_TYPE, CSL_TYPE
from lq_graph.web.short_links.link import Link
from lq_graph.web.short_links.page import citation, link_json, link_page
from lq_graph.web.short_links.store import LinkStore
from lq_graph.web.site import CACHE_CONTROL, Site

_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_LANGUAGES = ("", "/en")
_READING = frozenset(("GET", "HEAD"))
_JSON = "application/json"


def link_routes(site: Site, service: Service) -> list[BaseRoute]:
    """Where links are made, and each link as a page, a citation, and files."""
    links = LinkStore(site.settings.links_file, site.settings.link_bytes)
    answers = LinkAnswers(site, service, links)
    maker, endpoint = LinkMaker(answers), LinkEndpoint(site, service, links, answers)
    return [
        *[Route(f"{prefix}/s", maker) for prefix in _LANGUAGES],
        *[Route(f"{prefix}/s/{{name}}", endpoint) for prefix in _LANGUAGES],
    ]


class LinkMaker:
    """Makes links, from a form with a query in it."""

    def __init__(self, answers: LinkAnswers) -> None:
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends on to the link of the query in the form; raises as the protocol and the engine do."""
        if scope["method"] != "POST":
            raise HTTPException(405, "links are made by POST, with the query in a form", {"Allow": "POST"})
        asked = await read_protocol_request(Request(scope, receive))
        if not asked.text:
            raise HTTPException(400, "the parameter query is missing")
        query = Query(asked.text, asked.default_graphs, asked.named_graphs)
        try:
            link = await self._answers.link(query, scope, receive)
        except ClientGone:
            return
        prefix = prefix_of(language_of(scope["path"]))
        await RedirectResponse(f"{prefix}/s/{link.name}", 303)(scope, receive, send)


class LinkEndpoint:
    """Tells of links."""

    def __init__(self, site: Site, service: Service, links: LinkStore, answers: LinkAnswers) -> None:
        self._site = site
        self._service = service
        self._links = links
        self._answers = answers
        self._making = Making(site.engine, site.release.identifier, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request for a link; raises HTTPException 404 for a name that none has."""
        if scope["method"] not in _READING:
            raise HTTPException(405, "a link can only be read", {"Allow": "GET, HEAD"})
        request = Request(scope, receive)
        name, _, extension = request.path_params["name"].partition(".")
        link = await run_in_threadpool(self._links.get, name)
        if link is None:
            raise HTTPException(404, "there is no short link of that name")
        try:
            if extension in ("", "html", "bib", "csl.json"):
                response = await self._told(link, extension, request)
                await response(scope, receive, send)
            else:
                await self._send_answer(link, extension, scope, receive, send)
        except ClientGone:
            return

    async def _told(self, link: Link, extension: str, request: Request) -> Response:
        if extension in ("bib", "csl.json"):
            said = await run_in_threadpool(citation, self._site, request, link, language_of(request.url.path))
            body, media_type = (said.bibtex(), BIBTEX_TYPE) if extension == "bib" else (said.csl(), CSL_TYPE)
            return Response(body, headers=_FOR_GOOD, media_type=media_type)
        today = await self._answers.today(link, request.scope, request.receive)
        is_page = bool(extension) or best_media_type(accept_header(request), (HTML, _JSON)) != _JSON
        if is_page:
            return await run_in_threadpool(link_page, self._site, request, link, today)
        told = await run_in_threadpool(link_json, self._site, request, link, today)
        return JSONResponse(told, headers={"Cache-Control": CACHE_CONTROL, "Vary": "Accept"})

    async def _send_answer(self, link: Link, extension: str, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer now, in a format."""
        try:
            choice = choose_of_query(None, extension)
        except HTTPException as error:
            raise HTTPException(404, error.detail) from error
        incoming, asked = Incoming(scope), link.asked_query
        results, graph = (offer.format if offer else None for offer in (choice.results, choice.graph))
        query = Query(asked.text, asked.default_graphs, asked.named_graphs, results=results, graph=graph)
        key = answer_key(self._site.release.identifier, query, choice, decoded(incoming.codings))
        made = await Departure(receive).during(self._making.answer(key, query, self._service.client(scope)))
        if made.parts is not None:
            await Departure(receive).during(send_parts(send, made.headers, made.parts))
            return
        await send_kept(send, made.complete, incoming)
