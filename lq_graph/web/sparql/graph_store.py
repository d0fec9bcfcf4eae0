"""`/sparql/graph`: the SPARQL 1.1 Graph Store HTTP Protocol, read only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated
from weakref import finalize

from fastapi import Query as QueryParameter
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from lq_graph.querying.engine import Query
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, NTRIPLES, TURTLE, Format
from lq_graph.querying.results import AnswerWriter, write_graph
from lq_graph.text import Texts
from lq_graph.web.http.body import parse_parameters
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import preferred_language, prefix_of
from lq_graph.web.http.negotiation import choose_for_graph
from lq_graph.web.http.operations import AnswerGraphFormat, Operation, responses, schemas_of
from lq_graph.web.pages.site import Site

DEFAULT = ""
_ALL_QUADS = "dump.nq"
_MAX_FIELDS = 20
_MOST_BYTES = 1 << 40


class GraphFiles:
    """Each graph of a release as a file in each format, written when it is first requested.

    Made from the files of the release, which have literals as their sources wrote them; the store has them in canonical
    form. Files that the release lacks are written to a temporary folder, removed with this object. One is written at a
    time, so that requests for many keep one processor busy at most.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder: Path | None = None
        self._written: dict[tuple[str, Format], Path] = {}
        self._tasks: dict[tuple[str, Format], asyncio.Task[Path]] = {}
        self._lock = asyncio.Semaphore(1)

    async def file(self, graph: str, wanted: Format) -> Path:
        """The file of a graph, by its IRI, in a format; raises NotAcceptable if the format cannot represent it."""
        key = (graph, wanted)
        if key not in self._written:
            task = self._tasks.get(key) or asyncio.ensure_future(self._write_file(key))
            self._tasks[key] = task
            await asyncio.shield(task)
        return self._written[key]

    async def _write_file(self, key: tuple[str, Format]) -> Path:
        try:
            async with self._lock:
                self._written[key] = await run_in_threadpool(self._file, *key)
            return self._written[key]
        finally:
            self._tasks.pop(key, None)

    def _file(self, graph: str, wanted: Format) -> Path:
        own = self._own_file(graph)
        if own is not None and wanted == TURTLE:
            return own
        target = self._own_folder() / f"{len(self._written)}.{wanted.name}"
        try:
            _write(self._triples(graph, own), wanted, target, NamedNode(graph) if graph else None)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target

    def _own_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="lq-graphs-"))
            finalize(self, rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _own_file(self, graph: str) -> Path | None:
        """The Turtle of a graph in the release, if it has one."""
        release, names = self._site.release, self._site.names
        files = {
            DEFAULT: release.dump,
            names.graph("ontology"): release.ontology,
            names.graph("shapes"): release.shapes,
            **{each.graph: release.dataset_file(each.name) for each in release.datasets},
        }
        found = files.get(graph)
        return found if found is not None and found.is_file() else None

    def _triples(self, graph: str, own: Path | None) -> Iterator[Triple]:
        if own is not None:
            return (quad.triple for quad in parse(path=own, format=RdfFormat.TURTLE))
        quads = self._site.release.path / _ALL_QUADS
        if quads.is_file():
            return _of_graph(quads, NamedNode(graph))
        # Without any file, the triples are those of the engine
        text = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
        query = Query(text, bindings={"graph": NamedNode(graph)}, results=None, graph=NTRIPLES, trusted=True)
        answer = self._site.engine.answer(query)
        return (quad.triple for quad in parse(answer.body, format=RdfFormat.N_TRIPLES))


def _of_graph(path: Path, graph: NamedNode) -> Iterator[Triple]:
    """The triples of one graph in an N-Quads file; lines of other graphs are not parsed."""
    end = f" {graph} .".encode()
    with path.open("rb") as file:
        for line in file:
            if line.rstrip().endswith(end):
                yield from (quad.triple for quad in parse(line, format=RdfFormat.N_QUADS))


def _write(triples: Iterable[Triple], wanted: Format, target: Path, graph: NamedNode | None) -> None:
    with target.open("wb") as file:

        def write(piece: bytes) -> None:
            file.write(piece)

        writer = AnswerWriter(wanted, _MOST_BYTES, write)
        write_graph(triples, wanted, writer, graph)
        file.write(writer.piece())


_DEFAULT = "default"


class GraphStore:
    """The graphs of one release; the router refuses every method but GET and HEAD."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._files = GraphFiles(site)

    async def get(self, request: Request) -> Response:
        """A complete graph; raises HTTPException 400 if none is named, 404 if there is none of that name."""
        graph = _graph(request)
        if graph != DEFAULT and graph not in await run_in_threadpool(lambda: self._site.graphs):
            raise HTTPException(404, "there is no graph of that name; the graphs are listed at /sparql, as Turtle")
        form = choose_for_graph(request, ANSWER_GRAPH_FORMATS, page_first=False).format
        return self._page(request, graph) if form is None else await self._data(request, graph, form)

    async def _data(self, request: Request, graph: str, form: Format) -> Response:
        tag = entity_tag(self._site.release.identifier, "graph", graph, form.name)
        if has_current(request, tag):
            return not_modified(tag)
        path = await self._files.file(graph, form)
        return FileResponse(path, headers=cache_headers(tag), media_type=form.media_type)

    def _page(self, request: Request, graph: str) -> Response:
        """Redirects people to what the name of the graph leads to."""
        prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
        target = prefix + "/data/" if graph == DEFAULT else self._site.links("sv").to(graph) or prefix + "/data/"
        return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})


def _graph(request: Request) -> str:
    """The IRI of the requested graph, or the empty string for the default graph. SPARQL 1.1 GSP §4.2."""
    fields = parse_parameters(request.scope["query_string"], _MAX_FIELDS)
    named = fields.get("graph", [])
    is_default = _DEFAULT in fields
    if len(named) + is_default != 1:
        raise HTTPException(400, "name one graph: ?default or ?graph=default, or ?graph= and its IRI")
    if is_default or named == [_DEFAULT]:
        return DEFAULT
    try:
        return NamedNode(named[0]).value
    except ValueError as error:
        raise HTTPException(400, f"graph must be an absolute IRI, or default: {error}") from error


def _parameters(
    graph: Annotated[str, QueryParameter(description="The IRI of a named graph, or default.")],
    format: AnswerGraphFormat = None,
) -> None: ...


OPERATION = Operation(
    "/sparql/graph",
    Texts("Hämta en hel graf", "Download a complete graph"),
    responses("The graph.", schemas_of(ANSWER_GRAPH_FORMATS)),
    _parameters,
)
