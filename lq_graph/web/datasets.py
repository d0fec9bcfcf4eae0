"""`/data/`, `/catalogue`, `/graph/`, `/release/` and `/.well-known/void`: dumps of the release, and their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lq_graph.names import DCTERMS, ONTOLOGY, RDF, VOID, WELL_KNOWN_PREFIXES
from lq_graph.querying.formats import FORMATS, GRAPH_FORMATS, RDFXML, TURTLE, Format
from lq_graph.querying.results import AnswerWriter, write_graph
from lq_graph.releasing.release import Release
from lq_graph.text import Language, Texts
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER, DCTERMS_TITLE, VOID_TRIPLES, XSD_INTEGER
from lq_graph.web.http.language import language_of, number, preferred_language, prefix_of
from lq_graph.web.http.negotiation import choose_for_graph
from lq_graph.web.http.responses import cache_headers, entity_tag, is_held, not_modified, without_slash
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import is_graph, thing_iri

# `/data/`: the files of the release, served by the names that the release knows and no others.

_MEDIA_TYPES = {
    **{f".{form.name}": form.media_type for form in FORMATS},
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".json": "application/json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
}
_WHOLE = ("dump.*", "ontology.*", "shapes.*", "catalog.*", "report.*", "changes.*", "SHA256SUMS")
_TITLES = {
    "dump.nq": Texts("Alla namngivna grafer", "All named graphs"),
    "dump": Texts("Hela grafen, med slutsatser", "The whole graph, with what follows from it"),
    "ontology": Texts("Ontologin", "The ontology"),
    "shapes": Texts("Reglerna som data ska följa", "The shapes that data must follow"),
    "catalog": Texts("Katalog över datamängderna", "Catalogue of the datasets"),
    "report": Texts("Granskningsrapport", "Report of the checks"),
    "changes": Texts("Ändringar sedan förra utgåvan", "Changes since the release before"),
    "SHA256SUMS": Texts("Kontrollsummor", "Checksums"),
}


@dataclass(frozen=True)
class Download:
    """One file as the page lists it."""

    name: str
    title: str
    size: str


def routes(site: Site) -> list[Route]:
    """The list of files, and each file."""
    files = release_files(site.release)
    index = partial(_index, site, files)
    return [
        Route("/data/", index, methods=["GET"]),
        Route("/en/data/", index, methods=["GET"]),
        Route("/data", _to_index, methods=["GET"]),
        Route("/en/data", _to_index, methods=["GET"]),
        Route("/data/{name}", partial(_file, site, files), methods=["GET"]),
    ]


def release_files(release: Release) -> Mapping[str, Path]:
    """Every file of a release that is given away, by the name in its address."""
    whole = {path.name: path for pattern in _WHOLE for path in sorted(release.path.glob(pattern)) if path.is_file()}
    datasets = {f"{each.name}.ttl": release.dataset_file(each.name) for each in release.datasets}
    return {**{name: path for name, path in datasets.items() if path.is_file()}, **whole}


def _to_index(request: Request) -> Response:
    return RedirectResponse(f"{prefix_of(language_of(request.url.path))}/data/", 308)


def _index(site: Site, files: Mapping[str, Path], request: Request) -> Response:
    if choose_for_graph(request, (TURTLE,)).format:
        return _send(site, files, "dump.ttl", request)
    language = language_of(request.url.path)
    datasets = {f"{each.name}.ttl": each.title for each in site.release.datasets}
    whole = [_download(name, files[name], _title(name), language) for name in files if name not in datasets]
    parts = [_download(name, files[name], datasets[name], language) for name in files if name in datasets]
    return site.page(request, "data.html", whole=whole, parts=parts)


def _file(site: Site, files: Mapping[str, Path], request: Request) -> Response:
    return _send(site, files, request.path_params["name"], request)


def _send(site: Site, files: Mapping[str, Path], name: str, request: Request) -> Response:
    if name not in files:
        raise HTTPException(404, "the release has no file of that name; its files are listed at /data/")
    tag = entity_tag(site.release.identifier, "file", name)
    if is_held(request, tag):
        return not_modified(tag)
    headers = {**cache_headers(tag), "Content-Location": f"/data/{name}"}
    return FileResponse(files[name], headers=headers, media_type=_media_type(name))


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(Path(name).suffix, "text/plain")


def _title(name: str) -> Texts:
    return _TITLES.get(name) or _TITLES.get(name.partition(".")[0]) or Texts(name, name)


def _download(name: str, path: Path, title: Texts, language: Language) -> Download:
    return Download(name, title.in_language(language), _size(path.stat().st_size, language))


def _size(octets: int, language: Language) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= factor:
            return f"{number(f'{octets / factor:.1f}', language)} {unit}"
    return f"{octets} byte"


# The IRIs of graphs, releases and the catalogue, each sent on to what it names.

_ONTOLOGY = "ontology"


def routes_redirects(site: Site) -> list[Route]:
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


def _see_other(request: Request, path: str, localized: bool = False) -> Response:
    prefix = prefix_of(preferred_language(request.headers.get("accept-language"))) if localized else ""
    return RedirectResponse(prefix + path, 303, {"Vary": "Accept, Accept-Language"})


# `/.well-known/void`: what the release holds, in numbers. W3C Note, Describing Linked Datasets with VoID, §6.1.

PATH = "/.well-known/void"
_MOST_BYTES = 50_000_000
_TOTALS = """
SELECT (COUNT(DISTINCT ?s) AS ?distinctSubjects) (COUNT(DISTINCT ?o) AS ?distinctObjects)
       (COUNT(DISTINCT ?p) AS ?properties) (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }
"""
_CLASSES = "SELECT ?term (COUNT(DISTINCT ?s) AS ?count) WHERE { ?s a ?term } GROUP BY ?term ORDER BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?count) WHERE { ?s ?term ?o } GROUP BY ?term ORDER BY ?term"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s ?p ?o . FILTER(STRSTARTS(STR(?s), ?space)) }"


class Void:
    """The description of one release; counted once, when it is first asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._triples: list[Triple] = []
        self._turn = Lock()

    def document(self, form: Format) -> bytes:
        """The description in a format for graphs; raises QueryError or EngineError if the engine does not count."""
        with self._turn:
            if not self._triples:
                self._triples = list(_triples(self._site))
        writer = AnswerWriter(form, _MOST_BYTES)
        write_graph(self._triples, form, writer)
        return writer.piece()


def void_routes(site: Site) -> list[BaseRoute]:
    """The description at its well-known address."""
    return [Route(PATH, partial(_document, site, Void(site)), methods=["GET"])]


def _document(site: Site, void: Void, request: Request) -> Response:
    form = choose_for_graph(request, GRAPH_FORMATS, page_first=False).format or TURTLE
    tag = entity_tag(site.release.identifier, "void", form.name)
    if is_held(request, tag):
        return not_modified(tag)
    return Response(void.document(form), headers=cache_headers(tag), media_type=form.media_type)


def _triples(site: Site) -> Iterator[Triple]:
    here = site.settings.address or site.names.base
    document = NamedNode(here + PATH.removeprefix("/"))
    dataset = NamedNode(f"{document.value}#dataset")
    yield _link(document, f"{RDF}type", f"{VOID}DatasetDescription")
    yield _link(document, f"{WELL_KNOWN_PREFIXES['foaf']}primaryTopic", dataset.value)
    yield _link(dataset, f"{RDF}type", f"{VOID}Dataset")
    yield from _about(site, dataset, here)
    yield from _numbers(site, dataset)
    yield from _partitions(site, dataset, "class", _CLASSES, "entities")
    yield from _partitions(site, dataset, "property", _PROPERTIES, "triples")
    yield from _subsets(site, dataset, here)


def _about(site: Site, dataset: NamedNode, here: str) -> Iterator[Triple]:
    settings = site.settings
    for language, title, about in (
        ("sv", settings.title.sv, settings.about.sv),
        ("en", settings.title.en, settings.about.en),
    ):
        yield Triple(dataset, DCTERMS_TITLE, Literal(title, language=language))
        yield Triple(dataset, NamedNode(f"{DCTERMS}description"), Literal(about, language=language))
    yield Triple(dataset, DCTERMS_IDENTIFIER, Literal(site.release.identifier))
    yield _link(dataset, f"{DCTERMS}license", settings.licence)
    yield _link(dataset, f"{DCTERMS}publisher", settings.publisher)
    yield _link(dataset, f"{VOID}sparqlEndpoint", f"{here}sparql")
    yield _link(dataset, f"{VOID}vocabulary", ONTOLOGY)
    yield Triple(dataset, NamedNode(f"{VOID}uriSpace"), Literal(f"{site.names.base}id/"))
    for name in release_files(site.release):
        if name.startswith("dump."):
            yield _link(dataset, f"{VOID}dataDump", f"{here}data/{name}")


def _numbers(site: Site, dataset: NamedNode) -> Iterator[Triple]:
    for row in _rows(site, _TOTALS):
        for name, value in row.items():
            yield Triple(dataset, NamedNode(VOID + name), value)
    counted = site.ask(_ENTITIES, {"space": Literal(f"{site.names.base}id/")})
    for row in _read(counted):
        yield Triple(dataset, NamedNode(f"{VOID}entities"), row["entities"])
    classes = sum(1 for _ in _rows(site, _CLASSES))
    yield Triple(dataset, NamedNode(f"{VOID}classes"), Literal(str(classes), datatype=XSD_INTEGER))


def _partitions(site: Site, dataset: NamedNode, kind: str, query: str, counted: str) -> Iterator[Triple]:
    """What each class or property has: so many instances, or so many triples."""
    for index, row in enumerate(_rows(site, query)):
        if isinstance(row["term"], NamedNode):
            part = BlankNode(f"{kind}{index}")
            yield Triple(dataset, NamedNode(f"{VOID}{kind}Partition"), part)
            yield Triple(part, NamedNode(VOID + kind), row["term"])
            yield Triple(part, NamedNode(VOID + counted), row["count"])


def _subsets(site: Site, dataset: NamedNode, here: str) -> Iterator[Triple]:
    for graph, triples in site.graphs.items():
        part = NamedNode(graph)
        yield _link(dataset, f"{VOID}subset", graph)
        yield Triple(part, VOID_TRIPLES, Literal(str(triples), datatype=XSD_INTEGER))
    for entry in site.release.datasets:
        yield _link(NamedNode(entry.graph), f"{VOID}dataDump", f"{here}data/{entry.name}.ttl")


def _link(subject: NamedNode, predicate: str, target: str) -> Triple:
    return Triple(subject, NamedNode(predicate), NamedNode(target))


def _rows(site: Site, query: str) -> Iterator[dict[str, NamedNode | Literal]]:
    return _read(site.ask(query))


def _read(answer: bytes) -> Iterator[dict[str, NamedNode | Literal]]:
    rows = parse_query_results(answer, QueryResultsFormat.JSON)
    if isinstance(rows, QuerySolutions):
        names = [variable.value for variable in rows.variables]
        for row in rows:
            terms = {name: row[name] for name in names}
            yield {name: term for name, term in terms.items() if isinstance(term, NamedNode | Literal)}
