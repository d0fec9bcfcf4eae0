"""The start page, and the small addresses that a site has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lq_graph.errors import LqError
from lq_graph.names import LQ, RDFS, SKOS
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import JSON
from lq_graph.web.language import Language, language_of, number, sort_key, text_in
from lq_graph.web.problem import KINDS
from lq_graph.web.questions import examples
from lq_graph.web.site import Site

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /en/sparql\n"
FIRST_QUESTIONS = 3
FIRST_THINGS = 7
_FIRST = ("Vision", "Programme", "Direction", "Goal")


@dataclass(frozen=True)
class Thing:
    """One thing to begin with: its label, and its page."""

    label: str
    href: str | None


def routes(site: Site) -> list[Route]:
    """The start page in both languages, the health of the service, and the rest."""
    start = partial(_start, site)
    return [
        *[Route(path, start, methods=["GET"]) for path in ("/", "/en/")],
        Route("/en", _to_english, methods=["GET"]),
        Route("/health", partial(_health, site), methods=["GET"]),
        Route("/robots.txt", _robots, methods=["GET"]),
        Route("/favicon.ico", _no_icon, methods=["GET"]),
        *[Route(f"{prefix}/problem/{{name}}", partial(_problem, site), methods=["GET"]) for prefix in ("", "/en")],
    ]


def _start(site: Site, request: Request) -> Response:
    language = language_of(request.url.path)
    return site.page(
        request,
        "home.html",
        questions=examples(site, language)[:FIRST_QUESTIONS],
        things=_things(site, language),
        triples=number(str(site.release.triples), language),
        datasets=[text_in(each.title, language) for each in site.release.datasets],
    )


def _things(site: Site, language: Language) -> list[tuple[str, list[Thing]]]:
    """Things to begin with, by class; none if the engine does not answer, so that the start page always stands."""
    try:
        rows = _rows(site, language)
    except LqError:
        return []
    groups: dict[str, tuple[str, list[Thing]]] = {}
    for kind, heading, iri, label in sorted(rows, key=lambda row: (_FIRST.index(row[0]), sort_key(row[3]))):
        groups.setdefault(kind, (heading, []))[1].append(Thing(label, site.links(language).to(iri, described=True)))
    return [(heading, things[:FIRST_THINGS]) for heading, things in groups.values()]


def _rows(site: Site, language: Language) -> list[tuple[str, str, str, str]]:
    answer = site.engine.answer(Query(_query(language), results=JSON, graph=None))
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    rows = results if isinstance(results, QuerySolutions) else ()
    named = [tuple(_text(row[name]) for name in ("class", "heading", "thing", "label")) for row in rows]
    return [(kind.removeprefix(LQ), heading, iri, label) for kind, heading, iri, label in named]


def _query(language: Language) -> str:
    classes = " ".join(f"<{LQ}{name}>" for name in _FIRST)
    return (
        f"SELECT ?class ?heading ?thing ?label WHERE {{ VALUES ?class {{ {classes} }} "
        f"?class <{RDFS}label> ?heading . ?thing a ?class ; <{SKOS}prefLabel> ?label . "
        f"FILTER(lang(?heading) = '{language}' && lang(?label) = '{language}') }}"
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _to_english(request: Request) -> Response:
    return RedirectResponse("/en/", 308)


def _health(site: Site, request: Request) -> Response:
    return JSONResponse({"status": "ok", "release": site.release.identifier}, headers={"Cache-Control": "no-store"})


def _robots(request: Request) -> Response:
    return PlainTextResponse(ROBOTS)


def _no_icon(request: Request) -> Response:
    return Response(status_code=204)


def _problem(site: Site, request: Request) -> Response:
    kind = next((each for each in KINDS if each.name == request.path_params["name"]), None)
    if kind is None:
        raise HTTPException(404, "there is no problem of that name")
    title = text_in(kind.title, language_of(request.url.path))
    return site.page(
        request, "problem_kind.html", title=title, answered=kind.status, explained=kind.error.__doc__ or ""
    )
