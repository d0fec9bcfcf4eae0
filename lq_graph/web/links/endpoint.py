"""`/s/`: short links to queries, for good; their pages and citations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.text import Language
from lq_graph.web.http.body import while_connected
from lq_graph.web.http.cache import CACHE_CONTROL, RequestHeaders, decoded, send_cached
from lq_graph.web.http.language import language_of, number, prefix_of
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type, choose_of_query
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.service import Service
from lq_graph.web.links.answers import LinkAnswers, Today
from lq_graph.web.links.link import Link, LinkStore
from lq_graph.web.pages.labels import look_up
from lq_graph.web.pages.site import Site, origin_of
from lq_graph.web.pages.table import result_table
from lq_graph.web.sparql.endpoint import read_protocol_request
from lq_graph.web.sparql.response import ResponseBuilder, response_key, send_parts

# How to cite an answer: as text, as BibTeX and as CSL-JSON.

CSL_TYPE = "application/vnd.citationstyles.csl+json"
BIBTEX_TYPE = "application/x-bibtex"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}


@dataclass(frozen=True)
class Citation:
    """What a citation says: days as ISO dates; `issued` is empty if the release does not tell its day."""

    name: str
    title: str
    publisher: str
    release: str
    address: str
    accessed: str

    @property
    def issued(self) -> str:
        """The day of the release."""
        found = _DAY.match(self.release)
        return found[0] if found else ""

    def text(self, language: Language) -> str:
        """The citation in words."""
        year = self.issued[:4] or self.accessed[:4]
        if language == "en":
            return (
                f"{self.publisher} ({year}). {self.title} [Data set, release {self.release}]. "
                f"Retrieved {self.accessed}, from {self.address}"
            )
        return (
            f"{self.publisher} ({year}). {self.title} [Datamängd, utgåva {self.release}]. "
            f"Hämtad {self.accessed} från {self.address}"
        )

    def bibtex(self) -> bytes:
        """The citation as an entry of BibTeX, in UTF-8."""
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "author": f"{{{_latex(self.publisher)}}}",
            "year": self.issued[:4] or self.accessed[:4],
            "version": _latex(self.release),
            "url": self.address,
            "urldate": self.accessed,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{lq-{self.name},\n{lines}}}\n".encode()

    def csl(self) -> bytes:
        """The citation as CSL-JSON 1.0.2."""
        item = {
            "id": f"lq-{self.name}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "publisher": self.publisher,
            "version": self.release,
            "URL": self.address,
            "accessed": _date(self.accessed),
        }
        if self.issued:
            item["issued"] = _date(self.issued)
        return json.dumps([item], ensure_ascii=False, indent=2).encode() + b"\n"


def _date(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


# The page of a short link: the query, its answer then and now, and how to cite it; and the same as JSON.

_ROWS = 50
_CHARACTERS = 20_000
_LONGEST_ADDRESS = 6_000


def citation(site: Site, request: Request, link: Link, language: Language = "sv") -> Citation:
    """How to cite the answer that a link was made for."""
    title = site.settings.title.en if language == "en" else site.settings.title.sv
    word = "query" if language == "en" else "fråga"
    return Citation(
        name=link.name,
        title=f"{title}, {word} {link.name}",
        publisher=_publisher(site, language),
        release=link.release,
        address=f"{origin_of(site, request)}s/{link.name}",
        accessed=link.asked,
    )


def link_page(site: Site, request: Request, link: Link, today: Today) -> Response:
    """The page, in the language of its address."""
    language = language_of(request.url.path)
    answer, is_graph = today.answer, today.answer is not None and today.answer.format.kind == "graph"
    table = result_table(site, language, answer.body, _ROWS) if answer and not is_graph else None
    edit = f"/sparql?{urlencode({'query': link.query})}"
    return site.page(
        request,
        "link.html",
        link=link,
        rows=number(str(link.rows), language),
        rows_now=number(str(today.rows), language),
        today=today,
        is_current=link.release == site.release.identifier,
        problem=problem_of(today.problem) if today.problem else None,
        table=table if table and table.columns else None,
        truth=_truth(answer) if answer and table and not table.columns else None,
        triples=answer.body[:_CHARACTERS].decode("utf-8", "ignore") if answer and is_graph else "",
        downloads=_downloads(link, is_graph) if answer else [],
        edit=edit if len(edit) < _LONGEST_ADDRESS else "",
        cite=citation(site, request, link, language).text(language),
    )


def link_json(site: Site, request: Request, link: Link, today: Today) -> Mapping[str, object]:
    """The link as JSON."""
    return {
        "name": link.name,
        "query": link.query,
        "default_graphs": link.default_graphs,
        "named_graphs": link.named_graphs,
        "release": link.release,
        "asked": link.asked,
        "rows": link.rows,
        "answer": f"sha256:{link.answer}",
        "today": today.told(site.release.identifier),
        "citation": citation(site, request, link, "en").text("en"),
    }


def _downloads(link: Link, is_graph: bool) -> list[tuple[str, str]]:
    formats = ANSWER_GRAPH_FORMATS if is_graph else RESULT_FORMATS
    return [(each.name, f"/s/{link.name}.{each.name}") for each in formats]


def _truth(answer: Answer) -> bool | None:
    found = parse_query_results(answer.body, QueryResultsFormat.JSON)
    return bool(found) if isinstance(found, QueryBoolean) else None


def _publisher(site: Site, language: Language) -> str:
    """What the publisher is called; its IRI if the engine does not tell."""
    iri = NamedNode(site.settings.publisher)
    try:
        return look_up(site, [iri]).name(iri.value, site.links(language)).text
    except LqError:
        return iri.value


# `/s/`: short links to queries as they were asked of a release, for good.

_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_READING = frozenset(("GET", "HEAD"))
_JSON = "application/json"


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
        link = await self._answers.link(query, scope, receive)
        prefix = prefix_of(language_of(scope["path"]))
        await RedirectResponse(f"{prefix}/s/{link.name}", 303)(scope, receive, send)


class LinkEndpoint:
    """Tells of links."""

    def __init__(self, site: Site, service: Service, links: LinkStore, answers: LinkAnswers) -> None:
        self._site = site
        self._service = service
        self._links = links
        self._answers = answers
        self._builder = ResponseBuilder(site.engine, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request for a link; raises HTTPException 404 for a name that none has."""
        if scope["method"] not in _READING:
            raise HTTPException(405, "a link can only be read", {"Allow": "GET, HEAD"})
        request = Request(scope, receive)
        name, _, extension = request.path_params["name"].partition(".")
        link = await run_in_threadpool(self._links.get, name)
        if link is None:
            raise HTTPException(404, "there is no short link of that name")
        if extension in ("", "html", "bib", "csl.json"):
            response = await self._told(link, extension, request)
            await response(scope, receive, send)
        else:
            await self._send_answer(link, extension, scope, receive, send)

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
        headers, asked = RequestHeaders(scope), link.asked_query
        results, graph = (offer.format if offer else None for offer in (choice.results, choice.graph))
        query = Query(asked.text, asked.default_graphs, asked.named_graphs, results=results, graph=graph)
        key = response_key(self._site.release.identifier, query, choice, decoded(headers.codings))
        built = await while_connected(receive, self._builder.build(key, query, self._service.clients.of(scope)))
        if built.parts is not None:
            await while_connected(receive, send_parts(send, built.headers, built.parts))
            return
        await send_cached(send, built.complete, headers)
