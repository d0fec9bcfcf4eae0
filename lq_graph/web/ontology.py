"""`/ns`: the ontology, for people and as RDF."""

from __future__ import annotations

from functools import partial

from pyoxigraph import RdfFormat, serialize
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lq_graph.names import DCTERMS, ONTOLOGY, WELL_KNOWN_PREFIXES
from lq_graph.querying.formats import GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.language import language_of
from lq_graph.web.offers import choose_for_graph
from lq_graph.web.redirects import without_slash
from lq_graph.web.site import Site
from lq_graph.web.terms import Ontology, ontology_of

_SERIALISERS = {NTRIPLES: RdfFormat.N_TRIPLES, JSONLD: RdfFormat.JSON_LD, RDFXML: RdfFormat.RDF_XML}


def routes(site: Site) -> list[Route]:
    """The ontology, its version and its files; raises SourceError if the release's ontology cannot be read."""
    ontology = ontology_of(read_rdf_file(site.release.ontology).triples)
    page = partial(_ontology, site, ontology)
    files = [Route(f"/ns.{form.name}", partial(_file, site, ontology, form), methods=["GET"]) for form in GRAPH_FORMATS]
    return [
        Route("/ns", page, methods=["GET"]),
        Route("/en/ns", page, methods=["GET"]),
        *[Route(path, without_slash, methods=["GET"]) for path in ("/ns/", "/en/ns/")],
        *files,
        Route("/ns/{version}", partial(_version, ontology, page), methods=["GET"]),
        Route("/en/ns/{version}", partial(_version, ontology, page), methods=["GET"]),
    ]


def _ontology(site: Site, ontology: Ontology, request: Request) -> Response:
    form = choose_for_graph(request).format
    if form:
        return _file(site, ontology, form, request)
    language = language_of(request.url.path)
    response = site.page(
        request,
        "ontology.html",
        title=ontology.about(ONTOLOGY, f"{DCTERMS}title", language),
        description=ontology.about(ONTOLOGY, f"{DCTERMS}description", language),
        version=ontology.version,
        iri=ONTOLOGY,
        terms=ontology.terms(site.links(language)),
        documents=[(each.name, f"/ns.{each.name}") for each in GRAPH_FORMATS],
    )
    response.headers["Link"] = ", ".join(
        f'</ns.{each.name}>; rel="alternate"; type="{each.media_type}"' for each in GRAPH_FORMATS
    )
    return response


def _version(ontology: Ontology, page: partial[Response], request: Request) -> Response:
    """The version that this release has; a term's name, written as a path, leads to the term."""
    name = request.path_params["version"]
    if name == ontology.version:
        return page(request)
    if f"{ONTOLOGY}#{name}" in ontology.descriptions:
        return RedirectResponse(f"/ns#{name}", 303)
    raise HTTPException(404, f"this release has version {ontology.version} of the ontology")


def _file(site: Site, ontology: Ontology, form: Format, request: Request) -> Response:
    tag = entity_tag(site.release.identifier, "ontology", form.name)
    if is_held(request, tag):
        return not_modified(tag)
    return Response(_content(site, ontology, form), headers=cache_headers(tag), media_type=form.media_type)


def _content(site: Site, ontology: Ontology, form: Format) -> bytes:
    """The file itself as Turtle, and its triples in other formats."""
    if form == TURTLE:
        return site.release.ontology.read_bytes()
    return serialize(ontology.triples, format=_SERIALISERS[form], prefixes=dict(WELL_KNOWN_PREFIXES)) or b""
