"""What the graph says about one thing, by the view of its class."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from starlette.exceptions import HTTPException

from lq_graph.names import class_segment
from lq_graph.querying.formats import NTRIPLES, Format
from lq_graph.reading.query_file import read_query_file
from lq_graph.web.site import Site

_CLASSES = "SELECT ?thing ?class { ?thing a ?class } ORDER BY ?class"
_KNOWN = "ASK { ?thing ?property ?value }"
_FILLED = "ASK { GRAPH ?graph { ?subject ?property ?value } }"
_ALL_LINKS = """
CONSTRUCT { ?thing ?out ?value . ?other ?in ?thing }
WHERE { { ?thing ?out ?value } UNION { ?other ?in ?thing } }
"""


def thing_iri(iri: str) -> NamedNode:
    """The IRI as a term; raises HTTPException 404 if it cannot be one."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise HTTPException(404, "there is no thing of that name") from error


def require_known(site: Site, thing: NamedNode) -> None:
    """Does nothing if the graph says something about a thing; raises HTTPException 404 if not."""
    if not _is_so(site, _KNOWN, {"thing": thing}):
        raise HTTPException(404, "the graph says nothing about a thing of that name")


def is_graph(site: Site, graph: NamedNode) -> bool:
    """Whether there is a named graph of that name, with triples in it."""
    return _is_so(site, _FILLED, {"graph": graph})


def view_document(site: Site, thing: NamedNode, form: Format) -> bytes:
    """The view of a thing in a format for graphs."""
    return site.ask(_view(site, thing), {"thing": thing}, form)


def view_triples(site: Site, thing: NamedNode) -> set[Triple]:
    """The view of a thing as triples; raises HTTPException 404 if it says nothing about the thing."""
    document = view_document(site, thing, NTRIPLES)
    triples = {quad.triple for quad in parse(document, format=RdfFormat.N_TRIPLES)}
    if not any(triple.subject == thing for triple in triples):
        raise HTTPException(404, "the graph says nothing about a thing of that name")
    return triples


def _view(site: Site, thing: NamedNode) -> str:
    """The view of one of the thing's classes, else the one for any thing, else every link of it."""
    views = {path.stem: path for path in site.release.views.glob("*.rq")}
    for name in (*_class_segments(site, thing), "thing"):
        if name in views:
            return read_query_file(views[name]).text
    return _ALL_LINKS


def _class_segments(site: Site, thing: NamedNode) -> list[str]:
    """The classes of a thing, given and inferred, as segments of addresses."""
    rows = parse_query_results(site.ask(_CLASSES, {"thing": thing}), QueryResultsFormat.JSON)
    classes = [row["class"] for row in rows] if isinstance(rows, QuerySolutions) else []
    return [class_segment(each.value) for each in classes if isinstance(each, NamedNode)]


def _is_so(site: Site, ask: str, bindings: Mapping[str, NamedNode]) -> bool:
    answer = parse_query_results(site.ask(ask, bindings), QueryResultsFormat.JSON)
    return isinstance(answer, QueryBoolean) and bool(answer)
