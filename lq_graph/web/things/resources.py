"""Things: `/id/` redirects to `/page/` for people or `/doc/` for programs; `/about` takes any IRI."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Path
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.querying.formats import GRAPH_FORMATS, Format
from lq_graph.text import Language, Texts
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, preferred_language, prefix_of
from lq_graph.web.http.negotiation import HTML, choose_for_graph
from lq_graph.web.http.operations import GraphFormat, Operation, responses
from lq_graph.web.pages.labels import change_address
from lq_graph.web.pages.links import doc_path, page_path
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import require_known, thing_iri, thing_page, view_document


class Things:
    """The things of one release, by their addresses here or by their IRIs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def thing(self, request: Request) -> Response:
        """Redirects from the IRI of a thing to its page or to a document, as the client prefers (303)."""
        segment, key, thing = self._named(request, request.path_params["key"])
        form = choose_for_graph(request).format
        require_known(self._site, thing)
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        target = doc_path(segment, key, form.name) if form else prefix + page_path(segment, key)
        return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})

    def page(self, request: Request) -> Response:
        """The page of a thing."""
        segment, key, thing = self._named(request, request.path_params["key"])
        language = language_of(request.url.path)
        documents = [(form.name, doc_path(segment, key, form.name)) for form in GRAPH_FORMATS]
        response = _html(self._site, request, thing, language, documents)
        canonical = prefix_of(language) + page_path(segment, key)
        response.headers["Link"] = ", ".join([_link(canonical, "canonical"), *_page_links(thing, documents)])
        return response

    def document(self, request: Request) -> Response:
        """The description of a thing in the format that the address names."""
        name, _, extension = request.path_params["name"].rpartition(".")
        form = next((each for each in GRAPH_FORMATS if each.name == extension), None)
        if not name or form is None:
            known = ", ".join(each.name for each in GRAPH_FORMATS)
            raise HTTPException(404, f"a document is named <key>.<format>, the format one of {known}")
        segment, key, thing = self._named(request, name)
        response = _data(self._site, request, thing, form)
        page = _link(page_path(segment, key), "alternate", HTML)
        formats = [each for each in GRAPH_FORMATS if each != form]
        others = [_link(doc_path(segment, key, each.name), "alternate", each.media_type) for each in formats]
        canonical = _link(doc_path(segment, key, form.name), "canonical")
        response.headers["Link"] = ", ".join([canonical, _cite(thing), page, *others])
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
            return _data(site, request, thing, form)
        if site.names.thing_parts(iri):
            return RedirectResponse(links.to(iri) or "/", 303, {"Vary": "Accept"})
        address = site.links("sv").about(iri)
        documents = [(each.name, f"{address}&format={each.name}") for each in GRAPH_FORMATS]
        response = _html(site, request, thing, links.language, documents)
        response.headers["Link"] = ", ".join([_link(links.about(iri), "canonical"), *_page_links(thing, documents)])
        return response

    def _named(self, request: Request, key: str) -> tuple[str, str, NamedNode]:
        """The segment, the key and the IRI of the thing that a path names."""
        iri = self._site.names.thing(request.path_params["segment"], key)
        parts = self._site.names.thing_parts(iri)
        if parts is None:
            raise HTTPException(404, "there is no thing of that name")
        return (*parts, thing_iri(iri))


def _html(
    site: Site, request: Request, thing: NamedNode, language: Language, documents: list[tuple[str, str]]
) -> Response:
    page, change = thing_page(site, thing, language), change_address(site, thing, language)
    return site.page(request, "thing.html", page=page, documents=documents, change=change)


def _data(site: Site, request: Request, thing: NamedNode, form: Format) -> Response:
    require_known(site, thing)
    tag = entity_tag(site.release.identifier, thing.value, form.name)
    if has_current(request, tag):
        return not_modified(tag)
    return Response(view_document(site, thing, form), headers=cache_headers(tag), media_type=form.media_type)


def _page_links(thing: NamedNode, documents: list[tuple[str, str]]) -> list[str]:
    types = {form.name: form.media_type for form in GRAPH_FORMATS}
    described = _link(documents[0][1], "describedby", types[documents[0][0]])
    return [_cite(thing), described, *(_link(path, "alternate", types[name]) for name, path in documents)]


def _cite(thing: NamedNode) -> str:
    """The link that says by which lasting IRI to cite, RFC 8574; a header is ASCII."""
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
