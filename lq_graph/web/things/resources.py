"""Things: `/id/` redirects to `/page/` for people or `/doc/` for programs; `/about` takes any IRI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query
from pyoxigraph import NamedNode, Quad, QueryBoolean, QueryResultsFormat, Triple, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.errors import NotAcceptable
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, JSONLD, NQUADS, QUAD_FORMATS, TRIG, Format
from lq_graph.querying.results import AnswerWriter, write_graph
from lq_graph.text import Language, Texts
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, preferred_language, prefix_of
from lq_graph.web.http.negotiation import HTML, choose_for_graph
from lq_graph.web.http.operations import AnswerGraphFormat, Operation, Optional, responses, schemas_of
from lq_graph.web.pages.labels import change_address, look_up
from lq_graph.web.pages.links import doc_path, page_path
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import ThingPage, thing_page
from lq_graph.web.things.sources import Citations, look_up_sources
from lq_graph.web.things.statements import for_triples, statements_near, statements_of_document, without_derived

_KNOWN = "ASK { ?thing ?property ?value }"
_FILLED = "ASK { GRAPH ?graph { ?subject ?property ?value } }"
FORMATS_WITH_GRAPHS = (TRIG, NQUADS, JSONLD)  # which keep what follows apart
_MOST_BYTES = 50_000_000


class Things:
    """The things of one release, by their addresses here or by their IRIs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def thing(self, request: Request) -> Response:
        """Redirects from the IRI of a thing to its page or to a document, as the client prefers (303)."""
        segment, key, thing = self._named(request, request.path_params["key"])
        form = _form(request)
        _require_known(self._site, thing)
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        target = prefix + page_path(segment, key)
        if form:
            target = doc_path(segment, key, form.name)
            target = _with_derived(target) if wants_derived(request) else target
        return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})

    def page(self, request: Request) -> Response:
        """The page of a thing."""
        segment, key, thing = self._named(request, request.path_params["key"])
        documents = {form: doc_path(segment, key, form.name) for form in ANSWER_GRAPH_FORMATS}
        canonical = prefix_of(language_of(request.url.path)) + page_path(segment, key)
        return _page(self._site, request, thing, canonical, documents)

    def document(self, request: Request) -> Response:
        """The description of a thing in the format that the address names."""
        name, _, extension = request.path_params["name"].rpartition(".")
        form = next((each for each in ANSWER_GRAPH_FORMATS if each.name == extension), None)
        if not name or form is None:
            known = ", ".join(each.name for each in ANSWER_GRAPH_FORMATS)
            raise HTTPException(404, f"a document is named <key>.<format>, the format one of {known}")
        segment, key, thing = self._named(request, name)
        response = _document(self._site, request, thing, form)
        page = _link(page_path(segment, key), "alternate", HTML)
        formats = [each for each in ANSWER_GRAPH_FORMATS if each != form]
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
        form = _form(request)
        if form:
            return _document(site, request, thing, form)
        if site.names.thing_parts(iri):
            return RedirectResponse(links.to(iri) or "/", 303, {"Vary": "Accept"})
        address = site.links("sv").about(iri)
        documents = {each: f"{address}&format={each.name}" for each in ANSWER_GRAPH_FORMATS}
        return _page(site, request, thing, links.about(iri), documents)

    def _named(self, request: Request, key: str) -> tuple[str, str, NamedNode]:
        """The segment, the key and the IRI of the thing that a path names."""
        iri = self._site.names.thing(request.path_params["segment"], key)
        parts = self._site.names.thing_parts(iri)
        if parts is None:
            raise HTTPException(404, "there is no thing of that name")
        return (*parts, thing_iri(iri))


def wants_derived(request: Request) -> bool:
    """Whether a client asks for what follows too, by `?derived=true`; raises HTTPException 400 for another value."""
    value = request.query_params.get("derived", "false").lower()
    if value not in ("true", "false"):
        raise HTTPException(400, "derived is not one of true, false")
    return value == "true"


def _form(request: Request) -> Format | None:
    """The format of a document that the client prefers, None for the page; with what follows only one with graphs."""
    return choose_for_graph(request, FORMATS_WITH_GRAPHS if wants_derived(request) else ANSWER_GRAPH_FORMATS).format


def _with_derived(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}derived=true"


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
        with_derived=[(form.name, _with_derived(documents[form])) for form in FORMATS_WITH_GRAPHS],
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
    """The page of a thing; raises HTTPException 404 if the graph does not know it."""
    near = statements_near(site, thing)
    if not any(each.subject == thing for each in near):
        raise HTTPException(404, "the graph says nothing about a thing of that name")
    records = {each.subject for each in near if isinstance(each.subject, NamedNode)}
    sources = look_up_sources(site, {thing, *records})
    terms = {term for each in near for term in each.triple if isinstance(term, NamedNode)}
    publishers = site.bases.publishers
    named = {*terms, *map(NamedNode, sources.iris), *map(NamedNode, publishers.values())}
    citations = Citations(sources, look_up(site, named), site.links(language))
    return thing_page(thing, near, publishers, citations)


def _document(site: Site, request: Request, thing: NamedNode, form: Format) -> Response:
    """The statements of a thing in a format; raises HTTPException 404 if the graph does not know it."""
    _require_known(site, thing)
    derived = wants_derived(request)
    if derived and form not in FORMATS_WITH_GRAPHS:
        raise NotAcceptable(
            f"{form.media_type} cannot keep what follows apart from what sources state; with derived=true ask for "
            + " or ".join(each.media_type for each in FORMATS_WITH_GRAPHS)
        )
    tag = entity_tag(site.release.identifier, thing.value, form.name, "derived" if derived else "given")
    if has_current(request, tag):
        return not_modified(tag)
    writer = AnswerWriter(form, _MOST_BYTES)
    write_graph(_content(site, thing, form, derived), form, writer)
    return Response(writer.piece(), headers=cache_headers(tag), media_type=form.media_type)


def _content(site: Site, thing: NamedNode, form: Format, derived: bool) -> list[Triple] | list[Quad]:
    """The triples of a document, or its quads with what the statements of each of its graphs rest on."""
    statements = statements_of_document(site, thing)
    if not derived and form not in QUAD_FORMATS:
        return for_triples(site, statements)
    kept = statements if derived else without_derived(statements)
    return [*(each.quad for each in kept), *site.bases.quads({each.graph for each in kept})]


def _cite_as(thing: NamedNode) -> str:
    """The link to the persistent IRI to cite, RFC 8574; a header is ASCII."""
    return _link(quote(thing.value, safe="/:?#[]@!$&'()*+,;=%"), "cite-as")


def _link(target: str, relation: str, media_type: str | None = None) -> str:
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{relation}"{kind}'


_DOCUMENTS = schemas_of(ANSWER_GRAPH_FORMATS)
Derived = Annotated[
    bool | Optional,
    Query(
        description="Whether what follows from other statements is given too, in the graph graph/inferred; only in "
        "formats with named graphs: trig, nq and jsonld."
    ),
]


def _parameters(
    class_: Annotated[str, Path(alias="class", description="Class of the thing, such as direction.")],
    key: Annotated[str, Path(description="Key of the thing.")],
    format: AnswerGraphFormat = None,
    derived: Derived = None,
) -> None: ...


def _about_parameters(
    iri: Annotated[str, Query(description="IRI of the thing, which another site may have minted.")],
    format: AnswerGraphFormat = None,
    derived: Derived = None,
) -> None: ...


OPERATIONS = (
    Operation(
        "/id/{class}/{key}",
        Texts("En sak, efter dess beständiga adress", "A thing, by its persistent address"),
        {
            303: {"description": "The address of its description, in the format asked for."},
            "default": responses("", {})["default"],
        },
        _parameters,
    ),
    Operation(
        "/about",
        Texts("En sak, efter vilken IRI som helst", "A thing, by any IRI"),
        {
            **responses("What sources state of the thing, and the readings of them.", _DOCUMENTS),
            303: {"description": "The page of a thing of this site, for people."},
        },
        _about_parameters,
    ),
)
