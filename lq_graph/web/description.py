"""The SPARQL 1.1 service description: what the endpoint is, said from the release that it serves."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from lq_graph.names import RDF, VOID, XSD
from lq_graph.querying.formats import JSONLD, RDFXML, TURTLE, Format
from lq_graph.web.site import Site

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
)
SERIALISERS = {TURTLE: RdfFormat.TURTLE, JSONLD: RdfFormat.JSON_LD, RDFXML: RdfFormat.RDF_XML}

# Written whole, then cut to a relative address: the host is never known here, and a client resolves it against its own.
_HERE = "http://here.invalid"
_ENDPOINT = f"{_HERE}/sparql"
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph {} } ORDER BY ?graph"


def service_description(site: Site, form: Format) -> bytes:
    """The description of the endpoint in a format for graphs, with addresses that stand on the client's own.

    Raises QueryError if the engine does not tell its named graphs.
    """
    prefixes = {"graph": site.names.graph(""), "rdf": RDF, "sd": SD, "void": VOID, "xsd": XSD}
    content = serialize(_triples(site), format=SERIALISERS[form], prefixes=prefixes) or b""
    return content.replace(_HERE.encode(), b"")


def _triples(site: Site) -> Iterator[Triple]:
    service = NamedNode(_ENDPOINT)
    yield Triple(service, NamedNode(f"{RDF}type"), NamedNode(f"{SD}Service"))
    yield Triple(service, NamedNode(f"{SD}endpoint"), service)
    yield Triple(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Query"))
    for name in RESULT_FORMAT_NAMES:
        yield Triple(service, NamedNode(f"{SD}resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield from _dataset(site, service)


def _dataset(site: Site, service: NamedNode) -> Iterator[Triple]:
    dataset, default = NamedNode(f"{_ENDPOINT}#dataset"), NamedNode(f"{_ENDPOINT}#default-graph")
    yield Triple(service, NamedNode(f"{SD}defaultDataset"), dataset)
    yield Triple(dataset, NamedNode(f"{RDF}type"), NamedNode(f"{SD}Dataset"))
    yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
    yield Triple(default, NamedNode(f"{RDF}type"), NamedNode(f"{SD}Graph"))
    yield Triple(default, NamedNode(f"{VOID}triples"), _count(site.release.triples))
    for graph in _named_graphs(site):
        yield from _named_graph(site, dataset, graph)


def _named_graph(site: Site, dataset: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    here = NamedNode(f"{_ENDPOINT}#graph/{graph.value.removeprefix(site.names.graph(''))}")
    content = NamedNode(f"{here.value}/content")
    yield Triple(dataset, NamedNode(f"{SD}namedGraph"), here)
    yield Triple(here, NamedNode(f"{RDF}type"), NamedNode(f"{SD}NamedGraph"))
    yield Triple(here, NamedNode(f"{SD}name"), graph)
    yield Triple(here, NamedNode(f"{SD}graph"), content)
    yield Triple(content, NamedNode(f"{RDF}type"), NamedNode(f"{SD}Graph"))
    for entry in site.release.datasets:
        if entry.graph == graph.value:
            yield Triple(content, NamedNode(f"{VOID}triples"), _count(entry.triples))


def _named_graphs(site: Site) -> list[NamedNode]:
    rows = parse_query_results(site.ask(_GRAPHS), QueryResultsFormat.JSON)
    if not isinstance(rows, QuerySolutions):
        return []
    return [row["graph"] for row in rows if isinstance(row["graph"], NamedNode)]


def _count(triples: int) -> Literal:
    return Literal(str(triples), datatype=NamedNode(f"{XSD}integer"))
