"""The start page, and the small addresses that a site has."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lq_graph.errors import LqError
from lq_graph.labels import NAMING_PROPERTIES, best_label
from lq_graph.names import LQ
from lq_graph.text import Language, number, sort_key
from lq_graph.web.http.language import language_of
from lq_graph.web.http.problem import KINDS
from lq_graph.web.pages.labels import look_up, words_of
from lq_graph.web.pages.site import Site, examples

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /en/sparql\n"
FIRST_QUESTIONS = 3
FIRST_THINGS = 7
FIRST_CLASSES = tuple(LQ + name for name in ("Vision", "Programme", "Direction", "Goal"))
_log = logging.getLogger(__name__)
_FIRST = f"""
SELECT ?class ?thing ?property ?label
WHERE {{
  VALUES ?class {{ {" ".join(f"<{each}>" for each in FIRST_CLASSES)} }}
  ?thing a ?class ;
         ?property ?label .
  FILTER (?property IN ({", ".join(f"<{each}>" for each in NAMING_PROPERTIES)}))
}}
"""


@dataclass(frozen=True)
class Thing:
    """One thing to begin with: its label, its page, and the language of the label if it is not the page's."""

    label: str
    href: str | None
    lang: str


class Home:
    """The start page, and the small addresses that every site has."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def start(self, request: Request) -> Response:
        """The start page; without its things if the engine does not answer."""
        site, language = self._site, language_of(request.url.path)
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

    def robots(self, request: Request) -> Response:
        """Which addresses crawlers leave out."""
        return PlainTextResponse(ROBOTS)

    def favicon(self, request: Request) -> Response:
        """No icon: browsers ask for one unasked."""
        return Response(status_code=204)

    def problem(self, request: Request) -> Response:
        """What a kind of problem means, at the address that RFC 9457 problems name as their type."""
        kind = next((each for each in KINDS if each.name == request.path_params["name"]), None)
        if kind is None:
            raise HTTPException(404, "there is no problem of that name")
        title = kind.title.in_language(language_of(request.url.path))
        return self._site.page(
            request, "problem_kind.html", title=title, answered=kind.status, explained=kind.error.__doc__ or ""
        )


def _things(site: Site, language: Language) -> list[tuple[str, list[Thing]]] | None:
    """Things to begin with, by class; None if the engine does not answer, so that the start page always stands."""
    try:
        members = _members(site)
        classes = look_up(site, [NamedNode(each) for each in FIRST_CLASSES])
    except LqError as error:
        _log.warning("the start page is without its things: %s", error)
        return None
    links = site.links(language)
    named: list[tuple[str, list[Thing]]] = []
    for class_, labels in members.items():
        offered = ((iri, best_label(offers, language)) for iri, offers in labels.items())
        words = [(iri, words_of(label, language)) for iri, label in offered if label]
        words.sort(key=lambda each: (sort_key(each[1].text), each[0]))
        shown = [Thing(each.text, links.to(iri, described=True), each.lang) for iri, each in words[:FIRST_THINGS]]
        if shown:
            named.append((classes.name(class_, links).text, shown))
    return named


def _members(site: Site) -> Mapping[str, Mapping[str, Sequence[tuple[str, Literal]]]]:
    """The labels of each thing of the first classes, with the IRIs of their properties."""
    results = parse_query_results(site.ask(_FIRST), QueryResultsFormat.JSON)
    members: dict[str, dict[str, list[tuple[str, Literal]]]] = {class_: {} for class_ in FIRST_CLASSES}
    for class_, thing, name, label in results if isinstance(results, QuerySolutions) else ():
        if isinstance(thing, NamedNode) and isinstance(label, Literal):
            members[class_.value].setdefault(thing.value, []).append((name.value, label))
    return members
