"""The competency questions as linked data, so that the endpoint's own examples come from asking it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.names import DCTERMS, RDF, RDFS, SCHEMA, SH, Names
from lq_graph.reading.query_file import QueryFile


def question_triples(questions: Iterable[QueryFile], names: Names) -> frozenset[Triple]:
    """Each question as a `sh:SPARQLSelectExecutable` with its text in Swedish and English. SHACL-SPARQL §5.1."""
    return frozenset(triple for question in questions for triple in _triples(question, names))


def _triples(question: QueryFile, names: Names) -> Iterator[Triple]:
    subject = NamedNode(names.question(question.name))
    yield Triple(subject, NamedNode(f"{RDF}type"), NamedNode(f"{SH}SPARQLExecutable"))
    yield Triple(subject, NamedNode(f"{RDF}type"), NamedNode(f"{SH}SPARQLSelectExecutable"))
    yield Triple(subject, NamedNode(f"{DCTERMS}identifier"), Literal(question.name))
    yield Triple(subject, NamedNode(f"{RDFS}label"), Literal(question.says("summary"), language="en"))
    for language in ("sv", "en"):
        text = Literal(question.says(f"question-{language}"), language=language)
        yield Triple(subject, NamedNode(f"{RDFS}comment"), text)
    yield Triple(subject, NamedNode(f"{SH}select"), Literal(question.text))
    yield Triple(subject, NamedNode(f"{SCHEMA}target"), NamedNode(f"{names.base}sparql"))
