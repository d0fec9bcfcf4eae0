"""The start page, and the small addresses that a site has."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lq_graph.errors import LqError
from lq_graph.labels import sort_key
from lq_graph.names import LQ, RDFS, SKOS
from lq_graph.text import Language
from lq_graph.web.http.language import language_of, number
from lq_graph.web.http.problem import KINDS
from lq_graph.web.pages.site import Site, examples

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /en/sparql\n"
FIRST_QUESTIONS = 3
FIRST_THINGS = 7
_log = logging.getLogger(__name__)
_FIRST = f"""
PREFIX lq: <{LQ}>
PREFIX rdfs: <{RDFS}>
PREFIX skos: <{SKOS}>

SELECT ?order ?heading ?thing ?label
WHERE {{
  VALUES (?order ?class) {{ (1 lq:Vision) (2 lq:Programme) (3 lq:Direction) (4 lq:Goal) }}
  ?class rdfs:label ?heading .
  ?thing a ?class ;
         skos:prefLabel ?label .
  FILTER (lang(?heading) = ?language && lang(?label) = ?language)
}}
ORDER BY ?order
"""


@dataclass(frozen=True)
class Thing:
    """One thing to begin with: its label, and its page."""

    label: str
    href: str | None


def routes(site: Site) -> list[Route]:
    """The start page in both languages, and the rest."""
    start = partial(_start, site)
    return [
        *[Route(path, start, methods=["GET"]) for path in ("/", "/en/")],
        Route("/en", _to_english, methods=["GET"]),
        Route("/robots.txt", _robots, methods=["GET"]),
        Route("/favicon.ico", _no_icon, methods=["GET"]),
        *[Route(f"{prefix}/problem/{{name}}", partial(_problem, site), methods=["GET"]) for prefix in ("", "/en")],
    ]


def _start(site: Site, request: Request) -> Response:
    language = language_of(request.url.path)
    things = _things(site, language)
    return site.page(
        request,
        "home.html",
        lacking=things is None,
        questions=examples(site, language)[:FIRST_QUESTIONS],
        things=things or [],
        stated=number(str(sum(each.triples for each in site.release.datasets)), language),
        triples=number(str(site.release.triples), language),
        datasets=[each.title.in_language(language) for each in site.release.datasets],
    )


def _things(site: Site, language: Language) -> list[tuple[str, list[Thing]]] | None:
    """Things to begin with, by class; None if the engine does not answer, so that the start page always stands."""
    try:
        rows = _rows(site, language)
    except LqError as error:
        _log.warning("the start page is without its things: %s", error)
        return None
    links = site.links(language)
    return [
        (heading, [Thing(label, links.to(iri, described=True)) for label, iri in _by_label(members)[:FIRST_THINGS]])
        for heading, members in groupby(rows, key=itemgetter(0))
    ]


def _by_label(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return sorted(((label, iri) for _, iri, label in rows), key=lambda row: (sort_key(row[0]), row[1]))


def _rows(site: Site, language: Language) -> list[tuple[str, str, str]]:
    """The heading, the IRI and the label of each thing, in the order of the headings."""
    results = parse_query_results(site.ask(_FIRST, {"language": Literal(language)}), QueryResultsFormat.JSON)
    rows = results if isinstance(results, QuerySolutions) else ()
    return [(_text(row["heading"]), _text(row["thing"]), _text(row["label"])) for row in rows]


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _to_english(request: Request) -> Response:
    return RedirectResponse("/en/", 308)


def _robots(request: Request) -> Response:
    return PlainTextResponse(ROBOTS)


def _no_icon(request: Request) -> Response:
    return Response(status_code=204)


def _problem(site: Site, request: Request) -> Response:
    kind = next((each for each in KINDS if each.name == request.path_params["name"]), None)
    if kind is None:
        raise HTTPException(404, "there is no problem of that name")
    title = kind.title.in_language(language_of(request.url.path))
    return site.page(
        request, "problem_kind.html", title=title, answered=kind.status, explained=kind.error.__doc__ or ""
    )
