"""The page of a short link: the query, its answer then and now, and how to cite it; and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.web.labels import look_up
from lq_graph.web.language import Language, language_of, number
from lq_graph.web.named.result_table import result_table
from lq_graph.web.origin import origin_of
from lq_graph.web.problem import problem_of
from lq_graph.web.short_links.answers import Today
from lq_graph.web.short_links.citation import Citation
from lq_graph.web.short_links.link import Link
from lq_graph.web.site import Site

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
