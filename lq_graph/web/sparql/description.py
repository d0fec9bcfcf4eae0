"""The SPARQL 1.1 service description of the endpoint and of the release that it serves."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.names import RDF, VOID, XSD
from lq_graph.querying.formats import JSONLD, RDFXML, TURTLE, Format
from lq_graph.triples.vocabulary import RDF_TYPE, VOID_TRIPLES, XSD_INTEGER
from lq_graph.web.pages.site import Site

SD = "http://www.w3.org/ns/sparql-service-description#"
RESULT_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
SERIALISERS = {TURTLE: RdfFormat.TURTLE, JSONLD: RdfFormat.JSON_LD, RDFXML: RdfFormat.RDF_XML}

# Serialised with this host, then made relative: the host is not known here, and a client resolves against its own.
_HERE = "http://here.invalid"
_ENDPOINT = f"{_HERE}/sparql"


def service_description(site: Site, form: Format) -> bytes:
    """The description of the endpoint in a format for graphs, with relative addresses.

    Raises QueryError or EngineError if the engine does not return its named graphs.
    """
    prefixes = {"graph": site.names.graph(""), "rdf": RDF, "sd": SD, "void": VOID, "xsd": XSD}
    content = serialize(_triples(site), format=SERIALISERS[form], prefixes=prefixes) or b""
    return content.replace(_HERE.encode(), b"")


def _triples(site: Site) -> Iterator[Triple]:
    service = NamedNode(_ENDPOINT)
    yield Triple(service, RDF_TYPE, NamedNode(f"{SD}Service"))
    yield Triple(service, NamedNode(f"{SD}endpoint"), service)
    yield Triple(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Query"))
    for name in RESULT_FORMAT_NAMES:
        yield Triple(service, NamedNode(f"{SD}resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield from _dataset(site, service)


def _dataset(site: Site, service: NamedNode) -> Iterator[Triple]:
    dataset, default = NamedNode(f"{_ENDPOINT}#dataset"), NamedNode(f"{_ENDPOINT}#default-graph")
    yield Triple(service, NamedNode(f"{SD}defaultDataset"), dataset)
    yield Triple(dataset, RDF_TYPE, NamedNode(f"{SD}Dataset"))
    yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
    yield Triple(default, RDF_TYPE, NamedNode(f"{SD}Graph"))
    yield Triple(default, VOID_TRIPLES, _count(site.release.triples))
    for graph, triples in site.graphs.items():
        yield from _named_graph(site, dataset, NamedNode(graph), triples)


def _named_graph(site: Site, dataset: NamedNode, graph: NamedNode, triples: int) -> Iterator[Triple]:
    here = NamedNode(f"{_ENDPOINT}#graph/{graph.value.removeprefix(site.names.graph(''))}")
    content = NamedNode(f"{here.value}/content")
    yield Triple(dataset, NamedNode(f"{SD}namedGraph"), here)
    yield Triple(here, RDF_TYPE, NamedNode(f"{SD}NamedGraph"))
    yield Triple(here, NamedNode(f"{SD}name"), graph)
    yield Triple(here, NamedNode(f"{SD}graph"), content)
    yield Triple(content, RDF_TYPE, NamedNode(f"{SD}Graph"))
    yield Triple(content, VOID_TRIPLES, _count(triples))


def _count(triples: int) -> Literal:
    return Literal(str(triples), datatype=XSD_INTEGER)
