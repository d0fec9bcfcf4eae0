"""`/.well-known/void`: what the release holds, in numbers. W3C Note, Describing Linked Datasets with VoID, §6.1."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Lock

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lq_graph.names import DCTERMS, ONTOLOGY, RDF, VOID, WELL_KNOWN_PREFIXES, XSD
from lq_graph.querying.formats import GRAPH_FORMATS, TURTLE, Format
from lq_graph.querying.writing import AnswerWriter, write_graph
from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.downloads import release_files
from lq_graph.web.offers import choose_for_graph
from lq_graph.web.site import Site

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
        yield Triple(dataset, NamedNode(f"{DCTERMS}title"), Literal(title, language=language))
        yield Triple(dataset, NamedNode(f"{DCTERMS}description"), Literal(about, language=language))
    yield Triple(dataset, NamedNode(f"{DCTERMS}identifier"), Literal(site.release.identifier))
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
    yield Triple(dataset, NamedNode(f"{VOID}classes"), Literal(str(classes), datatype=NamedNode(f"{XSD}integer")))


def _partitions(site: Site, dataset: NamedNode, kind: str, query: str, counted: str) -> Iterator[Triple]:
    """What each class or property has: so many instances, or so many triples."""
    for number, row in enumerate(_rows(site, query)):
        if isinstance(row["term"], NamedNode):
            part = BlankNode(f"{kind}{number}")
            yield Triple(dataset, NamedNode(f"{VOID}{kind}Partition"), part)
            yield Triple(part, NamedNode(VOID + kind), row["term"])
            yield Triple(part, NamedNode(VOID + counted), row["count"])


def _subsets(site: Site, dataset: NamedNode, here: str) -> Iterator[Triple]:
    for graph, triples in site.graphs.items():
        part = NamedNode(graph)
        yield _link(dataset, f"{VOID}subset", graph)
        yield Triple(part, NamedNode(f"{VOID}triples"), Literal(str(triples), datatype=NamedNode(f"{XSD}integer")))
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
