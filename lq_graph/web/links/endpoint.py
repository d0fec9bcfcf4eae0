"""`/s/`: makes short links to queries, and responds with their pages, their citations and their answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import FORMATS, JSON, NTRIPLES
from lq_graph.web.http.body import while_connected
from lq_graph.web.http.cache import CACHE_CONTROL, CachedResponse, RequestHeaders, decoded, entity_tag, send_cached
from lq_graph.web.http.language import language_of, prefix_of
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type, choose_of_query
from lq_graph.web.http.service import Service
from lq_graph.web.links.link import Link, LinkStore, canonical_text, difference, fingerprint, link_name
from lq_graph.web.links.page import BIBTEX_TYPE, CSL_TYPE, CurrentAnswer, citation, link_json, link_page
from lq_graph.web.pages.site import Site
from lq_graph.web.sparql.endpoint import ResponseBuilder, read_protocol_request, response_key, send_parts

LINK_SECONDS = 1.0  # charged to the client's budget for a new link, so that no client can fill the file
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
_FORMATS = {each.media_type.encode(): each for each in FORMATS}


class LinkMaker:
    """Makes links, from a form with a query in it."""

    def __init__(self, site: Site, service: Service, links: LinkStore) -> None:
        self._site = site
        self._service = service
        self._links = links
        self._builder = ResponseBuilder(site.engine, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirects to the link of the query in the form.

        Raises HTTPException as the protocol does and as `LinkStore.put`, and LqError as the engine does.
        """
        if scope["method"] != "POST":
            raise HTTPException(405, "links are made by POST, with the query in a form", {"Allow": "POST"})
        posted = await read_protocol_request(Request(scope, receive))
        if not posted.text:
            raise HTTPException(400, "the parameter query is missing")
        query = Query(canonical_text(posted.text), posted.default_graphs, posted.named_graphs)
        name = link_name(query, self._site.release.identifier)
        if await run_in_threadpool(self._links.get, name) is None:
            link = await self._link(name, query, scope, receive)
            await run_in_threadpool(self._links.put, link)
        prefix = prefix_of(language_of(scope["path"]))
        await RedirectResponse(f"{prefix}/s/{name}", 303)(scope, receive, send)

    async def _link(self, name: str, query: Query, scope: Scope, receive: Receive) -> Link:
        client = self._service.clients.of(scope)
        answer = await while_connected(receive, self._builder.answer(_comparable(query), client))
        self._service.budgets.spend(client, LINK_SECONDS)
        found = await run_in_threadpool(fingerprint, answer)
        return Link(
            name=name,
            query=query.text,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            release=self._site.release.identifier,
            asked=datetime.now(UTC).date().isoformat(),
            rows=found.rows,
            answer=found.answer,
            marks=found.marks,
        )


class LinkEndpoint:
    """The page, the JSON and the citations of each link, and the current answer to its query."""

    def __init__(self, site: Site, service: Service, links: LinkStore) -> None:
        self._site = site
        self._service = service
        self._links = links
        self._builder = ResponseBuilder(site.engine, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds to a request for a link; raises HTTPException 404 if there is no link of that name."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, "a link can only be read", {"Allow": "GET, HEAD"})
        request = Request(scope, receive)
        name, _, extension = request.path_params["name"].partition(".")
        link = await run_in_threadpool(self._links.get, name)
        if link is None:
            raise HTTPException(404, "there is no short link of that name")
        if extension in ("bib", "csl.json"):
            response = await run_in_threadpool(self._citation, link, extension, request)
        elif extension in ("", "html"):
            response = await self._page(link, extension, request)
        else:
            await self._send_answer(link, extension, scope, receive, send)
            return
        await response(scope, receive, send)

    def _citation(self, link: Link, extension: str, request: Request) -> Response:
        cited = citation(self._site, request, link, language_of(request.url.path))
        body, media_type = (cited.bibtex(), BIBTEX_TYPE) if extension == "bib" else (cited.csl(), CSL_TYPE)
        return Response(body, headers=_IMMUTABLE, media_type=media_type)

    async def _page(self, link: Link, extension: str, request: Request) -> Response:
        current = await self._current(link, request.scope, request.receive)
        json_type = JSONResponse.media_type
        if extension or best_media_type(accept_header(request), (HTML, json_type)) != json_type:
            return await run_in_threadpool(link_page, self._site, request, link, current)
        members = await run_in_threadpool(link_json, self._site, request, link, current)
        return JSONResponse(members, headers={"Cache-Control": CACHE_CONTROL, "Vary": "Accept"})

    async def _current(self, link: Link, scope: Scope, receive: Receive) -> CurrentAnswer:
        """The answer of the current release, compared with that of the link's; or the problem of a query that fails."""
        tag = entity_tag("link", self._site.release.identifier, link.name)
        client = self._service.clients.of(scope)
        try:
            cached = self._service.cache.get(tag)
            if cached is None:
                built = self._service.cache.once(tag, lambda: self._comparable_answer(link, client))
                cached = await while_connected(receive, built)
        except LqError as error:
            return CurrentAnswer(problem=error)
        answer = Answer(cached.body, _FORMATS[cached.headers[0][1]], cached.seconds)
        found = await run_in_threadpool(fingerprint, answer)
        return CurrentAnswer(answer, found.rows, difference(link.fingerprint, found))

    async def _comparable_answer(self, link: Link, client: str) -> CachedResponse:
        answer = await self._builder.answer(_comparable(link.as_query), client)
        headers = ((b"content-type", answer.format.media_type.encode()),)
        return CachedResponse(200, headers, answer.body, answer.seconds)

    async def _send_answer(self, link: Link, extension: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer of the current release in a format; raises HTTPException 404 for an unknown extension."""
        try:
            choice = choose_of_query(None, extension)
        except HTTPException as error:
            raise HTTPException(404, error.detail) from error
        headers = RequestHeaders(scope)
        results, graph = (offer.format if offer else None for offer in (choice.results, choice.graph))
        query = replace(link.as_query, results=results, graph=graph)
        key = response_key(self._site.release.identifier, query, choice, decoded(headers.codings))
        built = await while_connected(receive, self._builder.build(key, query, self._service.clients.of(scope)))
        if built.parts is not None:
            await while_connected(receive, send_parts(send, built.headers, built.parts))
            return
        await send_cached(send, built.complete, headers)


def _comparable(query: Query) -> Query:
    """The query in the formats that fingerprints are made of."""
    return replace(query, results=JSON, graph=NTRIPLES)
