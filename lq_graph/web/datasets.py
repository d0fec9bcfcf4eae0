"""`/data/`, `/catalogue`, `/datasets/dcat`, `/graph/`, `/.well-known/void`: the current release and its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path as PathParameter
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.names import DCTERMS, ONTOLOGY, RDF, VOID, WELL_KNOWN_PREFIXES
from lq_graph.querying.formats import GRAPH_FORMATS, JSONLD, RDFXML, TURTLE
from lq_graph.querying.results import AnswerWriter, write_graph
from lq_graph.releasing.checksums import SUMS
from lq_graph.releasing.compressed import COMPRESSED
from lq_graph.releasing.release import Release
from lq_graph.text import Language, Texts, number
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER, DCTERMS_TITLE, VOID_TRIPLES, XSD_INTEGER
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.files import file_response
from lq_graph.web.http.language import language_of, preferred_language, prefix_of
from lq_graph.web.http.negotiation import choose_for_graph
from lq_graph.web.http.operations import BYTES, GraphFormat, Operation, responses, schemas_of, signature_of
from lq_graph.web.pages.site import Site
from lq_graph.web.things.resources import is_graph, thing_iri

_ONTOLOGY = "ontology"
_COMPLETE = (
    "dump.*",
    "stated.*",
    "ontology.*",
    "shapes.*",
    "catalogue.*",
    "questions.*",
    "catalog.*",
    "report.*",
    "changes.*",
    SUMS,
)
_TITLES = {
    "dump.nq": Texts(
        "Alla namngivna grafer, som håller slagen av uppgifter isär",
        "All named graphs, which keep the kinds of statement apart",
    ),
    "dump": Texts("Allt i en enda graf, med det som följer", "Everything in one graph, with what follows"),
    "stated.nq": Texts(
        "Alla namngivna grafer utom den med det som följer", "All named graphs but that of what follows"
    ),
    "stated": Texts("Allt i en enda graf, utan det som följer", "Everything in one graph, without what follows"),
    "ontology": Texts("Ontologin", "The ontology"),
    "shapes": Texts("Reglerna som data ska följa", "The shapes that data must follow"),
    "catalog": Texts("Katalog för dataportaler (DCAT-AP)", "Catalogue for data portals (DCAT-AP)"),
    "catalogue": Texts("Katalog över datamängderna", "Catalogue of the datasets"),
    "questions": Texts("De färdiga frågorna", "The ready questions"),
    "report": Texts("Granskningsrapport", "Report of the checks"),
    "changes": Texts("Ändringar sedan förra utgåvan", "Changes since the release before"),
    SUMS: Texts("Kontrollsummor", "Checksums"),
}


@dataclass(frozen=True)
class Download:
    """One file as the page lists it."""

    name: str
    title: str
    size: str


class Datasets:
    """The files of one release, and redirects from the IRIs of graphs and of the catalogue."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._files = release_files(site.release)

    def index(self, request: Request) -> Response:
        """The list of files, or the dump if the client prefers Turtle."""
        if choose_for_graph(request, (TURTLE,)).format:
            return self._send("dump.ttl", request)
        language, files = language_of(request.url.path), self._files
        datasets = {f"{each.name}.ttl": each.title for each in self._site.release.datasets}
        others = [name for name in files if name not in datasets and not name.endswith(COMPRESSED)]
        whole = [_download(name, files[name], _title(name), language) for name in others]
        parts = [_download(name, files[name], datasets[name], language) for name in files if name in datasets]
        return self._site.page(request, "data.html", whole=whole, parts=parts)

    def file(self, request: Request) -> Response:
        """One file of the release."""
        return self._send(request.path_params["name"], request)

    def graph(self, request: Request) -> Response:
        """Redirects to the page of a dataset for people, its triples for programs; to the triples of other graphs."""
        site, name = self._site, request.path_params["name"]
        graph = thing_iri(site.names.graph(name))
        form = choose_for_graph(request).format
        if name == _ONTOLOGY:
            return see_other(request, f"/ns.{form.name}" if form else "/ns", localized=form is None)
        is_dataset = name in [entry.name for entry in site.release.datasets]
        if is_dataset and form == TURTLE:
            return see_other(request, f"/data/{name}.ttl")
        if not is_dataset and not is_graph(site, graph):
            raise HTTPException(404, "there is no graph of that name")
        if is_dataset and form is None:
            return see_other(request, f"/about?{urlencode({'iri': graph.value})}", localized=True)
        query = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"}
        if form is not None:
            query["format"] = form.name
        return see_other(request, f"/sparql?{urlencode(query)}", localized=form is None)

    def catalogue(self, request: Request) -> Response:
        """Redirects to the catalogue in the format that the client prefers, and people to the list of files."""
        formats = [form for form in GRAPH_FORMATS if f"catalog.{form.name}" in self._files]
        form = choose_for_graph(request, formats or (TURTLE, RDFXML)).format
        if form and form in formats:
            return see_other(request, f"/data/catalog.{form.name}")
        return see_other(request, "/data/", localized=True)

    def _send(self, name: str, request: Request) -> Response:
        if name not in self._files:
            raise HTTPException(404, "the release has no file of that name; its files are listed at /data/")
        tag = entity_tag(self._site.release.identifier, "file", name)
        headers = {**cache_headers(tag), "Content-Location": f"/data/{name}"}
        return file_response(request, self._files[name], tag, headers)


def release_files(release: Release) -> Mapping[str, Path]:
    """Every published file of a release, by the name in its address."""
    whole = {path.name: path for pattern in _COMPLETE for path in sorted(release.path.glob(pattern)) if path.is_file()}
    datasets = {f"{each.name}.ttl": release.dataset_file(each.name) for each in release.datasets}
    return {**{name: path for name, path in datasets.items() if path.is_file()}, **whole}


def _title(name: str) -> Texts:
    return _TITLES.get(name) or _TITLES.get(name.partition(".")[0]) or Texts(name, name)


def _download(name: str, path: Path, title: Texts, language: Language) -> Download:
    return Download(name, title.in_language(language), shown_size(path.stat().st_size, language))


def shown_size(octets: int, language: Language) -> str:
    """A number of bytes in the unit that people read it in."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= factor:
            return f"{number(f'{octets / factor:.1f}', language)} {unit}"
    return f"{octets} byte"


def see_other(request: Request, path: str, localized: bool = False) -> Response:
    """Redirects to another address, in the language that the client prefers if that is a page."""
    prefix = prefix_of(preferred_language(request.headers.get("accept-language"))) if localized else ""
    return RedirectResponse(prefix + path, 303, {"Vary": "Accept, Accept-Language"})


_VOID_PATH = "/.well-known/void"
_MOST_BYTES = 50_000_000
_TOTALS = """
SELECT (COUNT(DISTINCT ?s) AS ?distinctSubjects) (COUNT(DISTINCT ?o) AS ?distinctObjects)
       (COUNT(DISTINCT ?p) AS ?properties) (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }
"""
_CLASSES = "SELECT ?term (COUNT(DISTINCT ?s) AS ?count) WHERE { ?s a ?term } GROUP BY ?term ORDER BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?count) WHERE { ?s ?term ?o } GROUP BY ?term ORDER BY ?term"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s ?p ?o . FILTER(STRSTARTS(STR(?s), ?space)) }"


class Void:
    """The description of one release, counted once, when it is first asked for.

    Source: W3C Note, Describing Linked Datasets with the VoID Vocabulary, §6.1.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._triples: list[Triple] = []
        self._lock = Lock()

    def document(self, request: Request) -> Response:
        """The description in a format for graphs; raises QueryError or EngineError if the engine does not count."""
        form = choose_for_graph(request, GRAPH_FORMATS, page_first=False).format or TURTLE
        tag = entity_tag(self._site.release.identifier, "void", form.name)
        if has_current(request, tag):
            return not_modified(tag)
        with self._lock:
            if not self._triples:
                self._triples = list(_triples(self._site))
        writer = AnswerWriter(form, _MOST_BYTES)
        write_graph(self._triples, form, writer)
        return Response(writer.piece(), headers=cache_headers(tag), media_type=form.media_type)


def _triples(site: Site) -> Iterator[Triple]:
    here = site.settings.address or site.names.base
    document = NamedNode(here + _VOID_PATH.removeprefix("/"))
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
        if name.startswith(("dump.", "stated.")):
            yield _link(dataset, f"{VOID}dataDump", f"{here}data/{name}")


def _numbers(site: Site, dataset: NamedNode) -> Iterator[Triple]:
    for row in _read(site.ask(_TOTALS)):
        for name, value in row.items():
            yield Triple(dataset, NamedNode(VOID + name), value)
    counted = site.ask(_ENTITIES, {"space": Literal(f"{site.names.base}id/")})
    for row in _read(counted):
        yield Triple(dataset, NamedNode(f"{VOID}entities"), row["entities"])
    classes = sum(1 for _ in _read(site.ask(_CLASSES)))
    yield Triple(dataset, NamedNode(f"{VOID}classes"), Literal(str(classes), datatype=XSD_INTEGER))


def _partitions(site: Site, dataset: NamedNode, kind: str, query: str, counted: str) -> Iterator[Triple]:
    """A partition for each class or property, with the number of its instances or triples."""
    for index, row in enumerate(_read(site.ask(query))):
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


def _read(answer: bytes) -> Iterator[dict[str, NamedNode | Literal]]:
    rows = parse_query_results(answer, QueryResultsFormat.JSON)
    if isinstance(rows, QuerySolutions):
        names = [variable.value for variable in rows.variables]
        for row in rows:
            terms = {name: row[name] for name in names}
            yield {name: term for name, term in terms.items() if isinstance(term, NamedNode | Literal)}


def _void_parameters(format: GraphFormat = None) -> None: ...


def operations(release: Release) -> tuple[Operation, ...]:
    """The operations on the files of a release and on their description."""
    names = {"enum": [*release_files(release)]}
    name = Annotated[str, PathParameter(description="Name of a file.", json_schema_extra=names)]
    return (
        Operation(
            "/.well-known/void",
            Texts("Utgåvans innehåll i tal (VoID)", "What the release holds, in numbers (VoID)"),
            responses("The description.", schemas_of(GRAPH_FORMATS)),
            _void_parameters,
        ),
        Operation(
            "/data/{name}",
            Texts("Hämta en fil ur utgåvan", "Download a file of the release"),
            responses("The file.", {"*/*": BYTES, JSONLD.media_type: {}}, has_ranges=True),
            signature_of({"name": name}, {}),
        ),
    )
