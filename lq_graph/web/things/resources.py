"""Things: `/id/` redirects to `/page/` for people or `/doc/` for programs; `/about` takes any IRI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import Path
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.names import class_segment
from lq_graph.querying.formats import GRAPH_FORMATS, NTRIPLES, Format
from lq_graph.reading.query_file import read_query_file
from lq_graph.text import Language, Texts
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, preferred_language, prefix_of
from lq_graph.web.http.negotiation import HTML, choose_for_graph
from lq_graph.web.http.operations import GraphFormat, Operation, responses
from lq_graph.web.pages.labels import change_address, look_up
from lq_graph.web.pages.links import doc_path, page_path
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import ThingPage, page_of_triples

_CLASSES = "SELECT ?thing ?class { ?thing a ?class } ORDER BY ?class"
_KNOWN = "ASK { ?thing ?property ?value }"
_FILLED = "ASK { GRAPH ?graph { ?subject ?property ?value } }"
_ALL_LINKS = """
CONSTRUCT { ?thing ?out ?value . ?other ?in ?thing }
WHERE { { ?thing ?out ?value } UNION { ?other ?in ?thing } }
"""


class Things:
    """The things of one release, by their addresses here or by their IRIs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def thing(self, request: Request) -> Response:
        """Redirects from the IRI of a thing to its page or to a document, as the client prefers (303)."""
        segment, key, thing = self._named(request, request.path_params["key"])
        form = choose_for_graph(request).format
        _require_known(self._site, thing)
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        target = doc_path(segment, key, form.name) if form else prefix + page_path(segment, key)
        return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})

    def page(self, request: Request) -> Response:
        """The page of a thing."""
        segment, key, thing = self._named(request, request.path_params["key"])
        documents = {form: doc_path(segment, key, form.name) for form in GRAPH_FORMATS}
        canonical = prefix_of(language_of(request.url.path)) + page_path(segment, key)
        return _page(self._site, request, thing, canonical, documents)

    def document(self, request: Request) -> Response:
        """The description of a thing in the format that the address names."""
        name, _, extension = request.path_params["name"].rpartition(".")
        form = next((each for each in GRAPH_FORMATS if each.name == extension), None)
        if not name or form is None:
            known = ", ".join(each.name for each in GRAPH_FORMATS)
            raise HTTPException(404, f"a document is named <key>.<format>, the format one of {known}")
        segment, key, thing = self._named(request, name)
        response = _document(self._site, request, thing, form)
        page = _link(page_path(segment, key), "alternate", HTML)
        formats = [each for each in GRAPH_FORMATS if each != form]
        others = [_link(doc_path(segment, key, each.name), "alternate", each.media_type) for each in formats]
        canonical = _link(doc_path(segment, key, form.name), "canonical")
        response.headers["Link"] = ", ".join([canonical, _cite_as(thing), page, *others])
        return response

    def about(self, request: Request) -> Response:
        """The page or the description of the thing whose IRI is given, which another site may have minted."""
        site, iri = self._site, request.query_params.get("iri")
        if not iri:
            raise HTTPException(400, "the parameter iri is missing")
        thing = thing_iri(iri)
        links = site.links(language_of(request.url.path))
        form = choose_for_graph(request).format
        if form:
            return _document(site, request, thing, form)
        if site.names.thing_parts(iri):
            return RedirectResponse(links.to(iri) or "/", 303, {"Vary": "Accept"})
        address = site.links("sv").about(iri)
        documents = {each: f"{address}&format={each.name}" for each in GRAPH_FORMATS}
        return _page(site, request, thing, links.about(iri), documents)

    def _named(self, request: Request, key: str) -> tuple[str, str, NamedNode]:
        """The segment, the key and the IRI of the thing that a path names."""
        iri = self._site.names.thing(request.path_params["segment"], key)
        parts = self._site.names.thing_parts(iri)
        if parts is None:
            raise HTTPException(404, "there is no thing of that name")
        return (*parts, thing_iri(iri))


def thing_iri(iri: str) -> NamedNode:
    """The IRI as a term; raises HTTPException 404 if it cannot be one."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise HTTPException(404, "there is no thing of that name") from error


def is_graph(site: Site, graph: NamedNode) -> bool:
    """Whether there is a named graph of that name, with triples in it."""
    return _is_true(site, _FILLED, {"graph": graph})


def _require_known(site: Site, thing: NamedNode) -> None:
    """Raises HTTPException 404 unless the graph has a triple with the thing as its subject."""
    if not _is_true(site, _KNOWN, {"thing": thing}):
        raise HTTPException(404, "the graph says nothing about a thing of that name")


def _is_true(site: Site, ask: str, bindings: Mapping[str, NamedNode]) -> bool:
    answer = parse_query_results(site.ask(ask, bindings), QueryResultsFormat.JSON)
    return isinstance(answer, QueryBoolean) and bool(answer)


def _page(site: Site, request: Request, thing: NamedNode, canonical: str, documents: Mapping[Format, str]) -> Response:
    """The page of a thing with links to its documents; raises HTTPException 404 if the graph does not know it."""
    language = language_of(request.url.path)
    response = site.page(
        request,
        "thing.html",
        page=_thing_page(site, thing, language),
        documents=[(form.name, path) for form, path in documents.items()],
        change=change_address(site, thing, language),
    )
    first = next(iter(documents))
    response.headers["Link"] = ", ".join(
        [
            _link(canonical, "canonical"),
            _cite_as(thing),
            _link(documents[first], "describedby", first.media_type),
            *(_link(path, "alternate", form.media_type) for form, path in documents.items()),
        ]
    )
    return response


def _thing_page(site: Site, thing: NamedNode, language: Language) -> ThingPage:
    view = parse(_view(site, thing, NTRIPLES), format=RdfFormat.N_TRIPLES)
    near = [triple for triple in {quad.triple for quad in view} if thing in (triple.subject, triple.object)]
    if not any(triple.subject == thing for triple in near):
        raise HTTPException(404, "the graph says nothing about a thing of that name")
    labels = look_up(site, [term for triple in near for term in triple if isinstance(term, NamedNode)])
    return page_of_triples(thing, near, labels, site.links(language))


def _document(site: Site, request: Request, thing: NamedNode, form: Format) -> Response:
    """The view of a thing in a format; raises HTTPException 404 if the graph does not know it."""
    _require_known(site, thing)
    tag = entity_tag(site.release.identifier, thing.value, form.name)
    if has_current(request, tag):
        return not_modified(tag)
    return Response(_view(site, thing, form), headers=cache_headers(tag), media_type=form.media_type)


def _view(site: Site, thing: NamedNode, form: Format) -> bytes:
    """The view of a thing in a format for graphs.

    It is that of one of its classes, stated or inferred, else the one for any thing, else every link of it.
    """
    rows = parse_query_results(site.ask(_CLASSES, {"thing": thing}), QueryResultsFormat.JSON)
    classes = [row["class"] for row in rows] if isinstance(rows, QuerySolutions) else []
    segments = [class_segment(each.value) for each in classes if isinstance(each, NamedNode)]
    views = {path.stem: path for path in site.release.views.glob("*.rq")}
    file = next((views[name] for name in (*segments, "thing") if name in views), None)
    return site.ask(read_query_file(file).text if file else _ALL_LINKS, {"thing": thing}, form)


def _cite_as(thing: NamedNode) -> str:
    """The link to the persistent IRI to cite, RFC 8574; a header is ASCII."""
    return _link(quote(thing.value, safe="/:?#[]@!$&'()*+,;=%"), "cite-as")


def _link(target: str, relation: str, media_type: str | None = None) -> str:
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{relation}"{kind}'


def _parameters(
    class_: Annotated[str, Path(alias="class", description="Class of the thing, such as direction.")],
    key: Annotated[str, Path(description="Key of the thing.")],
    format: GraphFormat = None,
) -> None: ...


OPERATION = Operation(
    "/id/{class}/{key}",
    Texts("En sak, efter dess beständiga adress", "A thing, by its persistent address"),
    {
        303: {"description": "The address of its description, in the format asked for."},
        "default": responses("", {})["default"],
    },
    _parameters,
)
