"""The catalogue: which datasets there are, and where each is downloaded, as DCAT 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.names import DCAT, DCTERMS, RDF, VOID, XSD, Names
from lq_graph.settings import Settings, Texts

_TYPE = NamedNode(f"{RDF}type")
_TURTLE = NamedNode("http://publications.europa.eu/resource/authority/file-type/RDF_TURTLE")


def catalogue_triples(settings: Settings, sizes: Iterable[tuple[str, int]], modified: str) -> frozenset[Triple]:
    """The catalogue of datasets, each given as its name and its number of triples; `modified` is an ISO date."""
    names, catalogue = settings.names, NamedNode(settings.names.catalogue)
    triples = [
        Triple(catalogue, _TYPE, NamedNode(f"{DCAT}Catalog")),
        Triple(catalogue, _dcterms("publisher"), NamedNode(settings.publisher)),
        Triple(catalogue, _dcterms("license"), NamedNode(settings.licence)),
        Triple(catalogue, _dcterms("modified"), Literal(modified, datatype=NamedNode(f"{XSD}date"))),
        *_texts(catalogue, _dcterms("title"), settings.title),
        *_texts(catalogue, _dcterms("description"), settings.about),
    ]
    for name, size in sizes:
        triples.append(Triple(catalogue, NamedNode(f"{DCAT}dataset"), NamedNode(names.graph(name))))
        triples.extend(_dataset(names, name, size))
    return frozenset(triples)


def _dataset(names: Names, name: str, size: int) -> Iterator[Triple]:
    dataset, distribution = NamedNode(names.graph(name)), NamedNode(names.thing("distribution", f"{name}-turtle"))
    download = NamedNode(f"{names.base}data/{name}.ttl")
    yield Triple(dataset, NamedNode(f"{VOID}triples"), Literal(size))
    yield Triple(dataset, NamedNode(f"{DCAT}distribution"), distribution)
    yield Triple(distribution, _TYPE, NamedNode(f"{DCAT}Distribution"))
    yield Triple(distribution, _dcterms("format"), _TURTLE)
    yield Triple(distribution, NamedNode(f"{DCAT}accessURL"), download)
    yield Triple(distribution, NamedNode(f"{DCAT}downloadURL"), download)


def _texts(subject: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    yield Triple(subject, predicate, Literal(texts.sv, language="sv"))
    yield Triple(subject, predicate, Literal(texts.en, language="en"))


def _dcterms(name: str) -> NamedNode:
    return NamedNode(f"{DCTERMS}{name}")
