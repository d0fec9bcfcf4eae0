"""The page of `/sparql`: a form, and the answer as a table or as Turtle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.errors import LqError
from lq_graph.names import LQ, SKOS
from lq_graph.querying.engine import Answer
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.text import Language
from lq_graph.web.http.language import language_of, number
from lq_graph.web.http.problem import Problem
from lq_graph.web.pages.labels import BATCH, Labels, Term, look_up
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site, examples

PAGE_ROWS = 1000
_DATASET = frozenset(("default-graph-uri", "named-graph-uri"))
PAGE_CHARACTERS = 200_000
FIRST_QUERY = f"""PREFIX lq: <{LQ}>
PREFIX skos: <{SKOS}>

SELECT ?direction ?label
WHERE {{
  ?direction a lq:Direction ;
             skos:prefLabel ?label .
}}
ORDER BY ?label
LIMIT 100
"""


@dataclass(frozen=True)
class Cell:
    """One value of a table: its text, its link, and its language if that is not the page's."""

    text: str
    href: str | None = None
    lang: str = ""


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it: rows under columns, or a truth value, or Turtle."""

    seconds: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    truth: bool | None = None
    turtle: str | None = None
    cut: bool = False
    lacking: bool = False
    downloads: tuple[tuple[str, str], ...] = ()


def form_page(
    site: Site, request: Request, text: str = "", answer: Answer | None = None, problem: Problem | None = None
) -> Response:
    """The form with a query in it, and below it the answer or the problem, if there is one."""
    language = language_of(request.url.path)
    shown = _shown(site, language, text, answer) if answer else None
    return site.page(
        request,
        "sparql.html",
        problem.status if problem else 200,
        lacking=shown is not None and shown.lacking,
        query=text or FIRST_QUERY,
        picked=request.query_params.get("example", ""),
        examples=examples(site, language),
        dataset=[pair for pair in request.query_params.multi_items() if pair[0] in _DATASET],
        shown=shown,
        problem=problem,
    )


def _shown(site: Site, language: Language, text: str, answer: Answer) -> Shown:
    seconds = number(f"{answer.seconds:.3f}", language)
    if answer.format.kind == "graph":
        downloads = _downloads(text, [each.name for each in ANSWER_GRAPH_FORMATS])
        turtle = answer.body.decode("utf-8")
        return Shown(seconds, turtle=turtle[:PAGE_CHARACTERS], cut=len(turtle) > PAGE_CHARACTERS, downloads=downloads)
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    downloads = _downloads(text, [each.name for each in RESULT_FORMATS])
    if isinstance(results, QueryBoolean):
        return Shown(seconds, truth=bool(results), downloads=downloads)
    shown = Shown(seconds, tuple(variable.value for variable in results.variables), downloads=downloads)
    return _with_rows(shown, site, language, results)


def _with_rows(shown: Shown, site: Site, language: Language, results: QuerySolutions) -> Shown:
    """The answer with its first rows, and the number of all."""
    first: list[list[Term | None]] = []
    count = 0
    for count, solution in enumerate(results, 1):
        if count <= PAGE_ROWS:
            first.append([solution[column] for column in shown.columns])
    links, labels = site.links(language), _labels(site, first)
    rows = tuple(tuple(_cell(links, labels or Labels({}), term) for term in row) for row in first)
    return replace(shown, rows=rows, count=count, cut=count > PAGE_ROWS, lacking=labels is None)


def _labels(site: Site, rows: list[list[Term | None]]) -> Labels | None:
    """Labels of things with IRIs of other sites, which have a page here then; not looked up when they are very many.

    None if the engine fails: the answer is shown without these links.
    """
    iris = {term for row in rows for term in row if isinstance(term, NamedNode)}
    foreign = [iri for iri in iris if not iri.value.startswith(site.names.base)]
    try:
        return look_up(site, foreign if len(foreign) <= BATCH else [])
    except LqError:
        return None


def _cell(links: Links, labels: Labels, term: Term | None) -> Cell:
    match term:
        case None:
            return Cell("")
        case NamedNode(value=iri):
            return Cell(links.short(iri), links.to(iri, labels.is_described(iri)))
        case Literal(value=value):
            return Cell(value, lang=term.language if term.language and term.language != links.language else "")
        case _:
            return Cell(str(term))


def _downloads(text: str, names: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"/sparql?{urlencode({'query': text, 'format': name})}") for name in names)
