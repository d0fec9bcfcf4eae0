"""The catalogue: which datasets there are and where each is downloaded, and the questions, as linked data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.errors import ReleaseError
from lq_graph.labels import Labels
from lq_graph.names import DCAT, DCTERMS, RDFS, SCHEMA, SH, SKOS, XSD, Names
from lq_graph.reading.query_file import QueryFile
from lq_graph.settings import Settings
from lq_graph.text import LANGUAGES, Texts
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER, DCTERMS_TITLE, RDF_TYPE, RDFS_LABEL, VOID_TRIPLES

_MODIFIED = NamedNode(f"{DCTERMS}modified")
_TURTLE = NamedNode("http://publications.europa.eu/resource/authority/file-type/RDF_TURTLE")


OWN_GRAPHS = ("catalogue", "questions")  # that a build makes, each with a file of its name


def said_by_settings(triples: Iterable[Triple], names: Names) -> Iterator[Triple]:
    """What a catalogue has from the settings, without its datasets and its day: what is comparable between states."""
    datasets, distributions = names.graph(""), names.thing("distribution", "")
    for each in triples:
        subject = each.subject.value if isinstance(each.subject, NamedNode) else ""
        is_counted = each.predicate in (_MODIFIED, NamedNode(f"{DCAT}dataset"))
        if not is_counted and not subject.startswith((datasets, distributions)):
            yield each


def catalogue_triples(settings: Settings, sizes: Iterable[tuple[str, int]], modified: str) -> frozenset[Triple]:
    """The catalogue of datasets as DCAT 3, each given by name and number of triples; `modified` is an ISO date."""
    names, catalogue = settings.names, NamedNode(settings.names.catalogue)
    triples = [
        Triple(catalogue, RDF_TYPE, NamedNode(f"{DCAT}Catalog")),
        Triple(catalogue, _dcterms("publisher"), NamedNode(settings.publisher)),
        Triple(catalogue, _dcterms("license"), NamedNode(settings.licence)),
        Triple(catalogue, _MODIFIED, Literal(modified, datatype=NamedNode(f"{XSD}date"))),
        *_texts(catalogue, DCTERMS_TITLE, settings.title),
        *_texts(catalogue, _dcterms("description"), settings.about),
        *_for_portals(settings),
    ]
    for name, size in sizes:
        triples.append(Triple(catalogue, NamedNode(f"{DCAT}dataset"), NamedNode(names.graph(name))))
        triples.extend(_dataset(names, name, size))
    return frozenset(triples)


def _for_portals(settings: Settings) -> Iterator[Triple]:
    """What settings say for portals; it is in the content of a release, as its document for portals follows from it."""
    catalogue, publisher, said = NamedNode(settings.names.catalogue), NamedNode(settings.publisher), settings.catalogue
    yield from (Triple(catalogue, _dcterms("spatial"), NamedNode(each)) for each in said.spatial)
    if said.contact:
        yield Triple(catalogue, NamedNode(f"{DCAT}contactPoint"), NamedNode(said.contact))
    if said.organisation:
        yield Triple(publisher, NamedNode(f"{SKOS}exactMatch"), NamedNode(said.organisation))
    if said.kind:
        yield Triple(publisher, _dcterms("type"), NamedNode(said.kind))


def _dataset(names: Names, name: str, size: int) -> Iterator[Triple]:
    dataset, distribution = NamedNode(names.graph(name)), NamedNode(names.thing("distribution", f"{name}-turtle"))
    download = NamedNode(f"{names.base}data/{name}.ttl")
    yield Triple(dataset, VOID_TRIPLES, Literal(size))
    yield Triple(dataset, NamedNode(f"{DCAT}distribution"), distribution)
    yield Triple(distribution, RDF_TYPE, NamedNode(f"{DCAT}Distribution"))
    yield Triple(distribution, _dcterms("format"), _TURTLE)
    yield Triple(distribution, NamedNode(f"{DCAT}accessURL"), download)
    yield Triple(distribution, NamedNode(f"{DCAT}downloadURL"), download)


def _texts(subject: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    yield Triple(subject, predicate, Literal(texts.sv, language="sv"))
    yield Triple(subject, predicate, Literal(texts.en, language="en"))


def _dcterms(name: str) -> NamedNode:
    return NamedNode(f"{DCTERMS}{name}")


def last_modified(graphs: Iterable[Triples]) -> str:
    """The latest dcterms:modified in the graphs, as an ISO date: a release is dated by its content, not by a clock.

    Raises ReleaseError if no dataset has that property.
    """
    dates = [
        triple.object.value
        for graph in graphs
        for triple in graph
        if triple.predicate == _MODIFIED and isinstance(triple.object, Literal)
    ]
    if not dates:
        raise ReleaseError("no dataset has dcterms:modified; write it in data/<dataset>/dataset.ttl")
    return max(dates)[:10]


def title_of(graph: str, triples: Triples, names: Names) -> Texts:
    """What a dataset is called by the statements in it; the end of its IRI if it has no label."""
    name = graph.rpartition("/")[2]
    return Labels(names, triples).label(NamedNode(graph)) or Texts(name, name)


# The competency questions as linked data: a client can query the endpoint for its examples.


def question_triples(questions: Iterable[QueryFile], names: Names) -> frozenset[Triple]:
    """Each question as a `sh:SPARQLSelectExecutable` with its text in Swedish and English. SHACL-SPARQL §5.1."""
    return frozenset(triple for question in questions for triple in _triples(question, names))


def _triples(question: QueryFile, names: Names) -> Iterator[Triple]:
    subject = NamedNode(names.question(question.name))
    yield Triple(subject, RDF_TYPE, NamedNode(f"{SH}SPARQLExecutable"))
    yield Triple(subject, RDF_TYPE, NamedNode(f"{SH}SPARQLSelectExecutable"))
    yield Triple(subject, DCTERMS_IDENTIFIER, Literal(question.name))
    yield Triple(subject, RDFS_LABEL, Literal(question.required("summary"), language="en"))
    for language in LANGUAGES:
        text = Literal(question.required(f"question-{language}"), language=language)
        yield Triple(subject, NamedNode(f"{RDFS}comment"), text)
    yield Triple(subject, NamedNode(f"{SH}select"), Literal(question.text))
    yield Triple(subject, NamedNode(f"{SCHEMA}target"), NamedNode(f"{names.base}sparql"))
