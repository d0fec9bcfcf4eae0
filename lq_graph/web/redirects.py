"""The IRIs of graphs, releases and the catalogue, each sent on to what it names."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lq_graph.querying.formats import GRAPH_FORMATS, RDFXML, TURTLE, Format
from lq_graph.web.downloads import release_files
from lq_graph.web.language import preferred_language, prefix_of
from lq_graph.web.offers import choose_for_graph
from lq_graph.web.site import Site
from lq_graph.web.views import is_graph, thing_iri

_ONTOLOGY = "ontology"


def routes(site: Site) -> list[Route]:
    """`/graph/<name>`, `/release/<id>` and `/catalogue`, and the endpoint with a slash too many."""
    return [
        *[Route(path, without_slash, methods=["GET", "POST"]) for path in ("/sparql/", "/en/sparql/")],
        Route("/graph/{name}", partial(_graph, site), methods=["GET"]),
        Route("/release/{identifier}", partial(_release, site), methods=["GET"]),
        Route("/catalogue", partial(_catalogue, site), methods=["GET"]),
    ]


def _graph(site: Site, request: Request) -> Response:
    """The page of a dataset for people, its triples for programs; the triples of other graphs for all."""
    name = request.path_params["name"]
    graph = thing_iri(site.names.graph(name))
    form = choose_for_graph(request).format
    if name == _ONTOLOGY:
        return _see_other(request, f"/ns.{form.name}" if form else "/ns", localized=form is None)
    is_dataset = name in [entry.name for entry in site.release.datasets]
    if is_dataset and form == TURTLE:
        return _see_other(request, f"/data/{name}.ttl")
    if not is_dataset and not is_graph(site, graph):
        raise HTTPException(404, "there is no graph of that name")
    if is_dataset and form is None:
        return _see_other(request, f"/about?{urlencode({'iri': graph.value})}", localized=True)
    return _to_triples(request, graph, form)


def _to_triples(request: Request, graph: NamedNode, form: Format | None) -> Response:
    """The query for the triples of a graph, in the form for people, answered for programs."""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
    asked = {"query": query, "format": form.name} if form else {"query": query}
    return _see_other(request, f"/sparql?{urlencode(asked)}", localized=form is None)


def _release(site: Site, request: Request) -> Response:
    if request.path_params["identifier"] != site.release.identifier:
        raise HTTPException(404, f"this service has release {site.release.identifier}")
    return _see_other(request, "/data/", localized=True)


def _catalogue(site: Site, request: Request) -> Response:
    files = release_files(site.release)
    formats = [form for form in GRAPH_FORMATS if f"catalog.{form.name}" in files]
    form = choose_for_graph(request, formats or (TURTLE, RDFXML)).format
    if form and form in formats:
        return _see_other(request, f"/data/catalog.{form.name}")
    return _see_other(request, "/data/", localized=True)


def without_slash(request: Request) -> Response:
    """The same address without the slash at its end."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.url.path.removesuffix("/") + query, 308)


def _see_other(request: Request, path: str, localized: bool = False) -> Response:
    prefix = prefix_of(preferred_language(request.headers.get("accept-language"))) if localized else ""
    return RedirectResponse(prefix + path, 303, {"Vary": "Accept, Accept-Language"})
