"""`/sparql/graph`: the SPARQL 1.1 Graph Store HTTP Protocol, to read."""

from __future__ import annotations

from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, Format
from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.graph_files import DEFAULT, GraphFiles
from lq_graph.web.language import preferred_language, prefix_of
from lq_graph.web.offers import choose_for_graph
from lq_graph.web.site import Site

PATH = "/sparql/graph"
_DEFAULT = "default"


def graph_store_routes(site: Site) -> list[BaseRoute]:
    """The graph store; every method but GET and HEAD is refused by the router."""
    return [Route(PATH, GraphStore(site).get, methods=["GET"])]


class GraphStore:
    """The graphs of one release."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._files = GraphFiles(site)

    async def get(self, request: Request) -> Response:
        """A graph whole; raises HTTPException 400 if none is named, 404 if there is none of that name."""
        graph = _graph(request)
        if graph != DEFAULT and graph not in await run_in_threadpool(lambda: self._site.graphs):
            raise HTTPException(404, "there is no graph of that name; the graphs are listed at /sparql, as Turtle")
        form = choose_for_graph(request, ANSWER_GRAPH_FORMATS, page_first=False).format
        return self._page(request, graph) if form is None else await self._data(request, graph, form)

    async def _data(self, request: Request, graph: str, form: Format) -> Response:
        tag = entity_tag(self._site.release.identifier, "graph", graph, form.name)
        if is_held(request, tag):
            return not_modified(tag)
        path = await self._files.file(graph, form)
        return FileResponse(path, headers=cache_headers(tag), media_type=form.media_type)

    def _page(self, request: Request, graph: str) -> Response:
        """For people, what the name of the graph leads to."""
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        target = prefix + "/data/" if graph == DEFAULT else self._site.links("sv").to(graph) or prefix + "/data/"
        return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})


def _graph(request: Request) -> str:
    """The IRI of the graph that is asked for, or that of none for the default graph. SPARQL 1.1 GSP §4.2."""
    try:
        pairs = parse_qsl(request.url.query, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error
    named = [value for name, value in pairs if name == "graph"]
    is_default = any(name == _DEFAULT for name, _ in pairs)
    if len(named) + is_default != 1:
        raise HTTPException(400, "name one graph: ?default, or ?graph= and its IRI")
    if is_default or named == [_DEFAULT]:
        return DEFAULT
    try:
        return NamedNode(named[0]).value
    except ValueError as error:
        raise HTTPException(400, f"graph must be an absolute IRI, or default: {error}") from error
