"""What `/sparql` shows without a result: the form for people, and the service description for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.errors import LqError
from lq_graph.names import LQ, RDF, SKOS, VOID, XSD
from lq_graph.querying.engine import Answer
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, JSONLD, RDFXML, RESULT_FORMATS, TURTLE, Format
from lq_graph.text import Language, number
from lq_graph.triples.vocabulary import RDF_TYPE, VOID_TRIPLES, XSD_INTEGER
from lq_graph.web.http.language import language_of
from lq_graph.web.http.problem import Problem
from lq_graph.web.pages.labels import BATCH, Labels, Term, look_up
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site, examples

SD = "http://www.w3.org/ns/sparql-service-description#"
RESULT_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
SERIALISERS = {TURTLE: RdfFormat.TURTLE, JSONLD: RdfFormat.JSON_LD, RDFXML: RdfFormat.RDF_XML}

# Serialised with this host, then made relative: the host is not known here, and a client resolves against its own.
_HERE = "http://here.invalid"
_ENDPOINT = f"{_HERE}/sparql"


def service_description(site: Site, form: Format) -> bytes:
    """The description of the endpoint in a format for graphs, with relative addresses.

    Raises QueryError or EngineError if the engine does not return its named graphs.
    """
    prefixes = {"graph": site.names.graph(""), "rdf": RDF, "sd": SD, "void": VOID, "xsd": XSD}
    content = serialize(_triples(site), format=SERIALISERS[form], prefixes=prefixes) or b""
    return content.replace(_HERE.encode(), b"")


def _triples(site: Site) -> Iterator[Triple]:
    service = NamedNode(_ENDPOINT)
    yield Triple(service, RDF_TYPE, NamedNode(f"{SD}Service"))
    yield Triple(service, NamedNode(f"{SD}endpoint"), service)
    yield Triple(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Query"))
    for name in RESULT_FORMAT_NAMES:
        yield Triple(service, NamedNode(f"{SD}resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield from _dataset(site, service)


def _dataset(site: Site, service: NamedNode) -> Iterator[Triple]:
    dataset, default = NamedNode(f"{_ENDPOINT}#dataset"), NamedNode(f"{_ENDPOINT}#default-graph")
    yield Triple(service, NamedNode(f"{SD}defaultDataset"), dataset)
    yield Triple(dataset, RDF_TYPE, NamedNode(f"{SD}Dataset"))
    yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
    yield Triple(default, RDF_TYPE, NamedNode(f"{SD}Graph"))
    yield Triple(default, VOID_TRIPLES, _count(site.release.triples))
    for graph, triples in site.graphs.items():
        yield from _named_graph(site, dataset, NamedNode(graph), triples)


def _named_graph(site: Site, dataset: NamedNode, graph: NamedNode, triples: int) -> Iterator[Triple]:
    here = NamedNode(f"{_ENDPOINT}#graph/{graph.value.removeprefix(site.names.graph(''))}")
    content = NamedNode(f"{here.value}/content")
    yield Triple(dataset, NamedNode(f"{SD}namedGraph"), here)
    yield Triple(here, RDF_TYPE, NamedNode(f"{SD}NamedGraph"))
    yield Triple(here, NamedNode(f"{SD}name"), graph)
    yield Triple(here, NamedNode(f"{SD}graph"), content)
    yield Triple(content, RDF_TYPE, NamedNode(f"{SD}Graph"))
    yield Triple(content, VOID_TRIPLES, _count(triples))


def _count(triples: int) -> Literal:
    return Literal(str(triples), datatype=XSD_INTEGER)


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
