"""What the graph says about one thing, by the view of its class."""

from __future__ import annotations

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
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import JSON, NTRIPLES, Format
from lq_graph.reading.query_file import read_query_file
from lq_graph.web.site import Site

_CLASSES = "SELECT ?thing ?class { ?thing a ?class } ORDER BY ?class"
_KNOWN = "ASK { ?thing ?property ?value }"
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
    answer = site.engine.answer(Query(_KNOWN, bindings={"thing": thing}, results=JSON, graph=None))
    known = parse_query_results(answer.body, QueryResultsFormat.JSON)
    if not isinstance(known, QueryBoolean) or not known:
        raise HTTPException(404, "the graph says nothing about a thing of that name")


def view_document(site: Site, thing: NamedNode, form: Format) -> bytes:
    """The view of a thing in a format for graphs."""
    query = Query(_view(site, thing), bindings={"thing": thing}, results=None, graph=form)
    return site.engine.answer(query).body


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
    answer = site.engine.answer(Query(_CLASSES, bindings={"thing": thing}, results=JSON, graph=None))
    rows = parse_query_results(answer.body, QueryResultsFormat.JSON)
    classes = [row["class"] for row in rows] if isinstance(rows, QuerySolutions) else []
    return [class_segment(each.value) for each in classes if isinstance(each, NamedNode)]
