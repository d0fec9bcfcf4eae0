"""The adapter to pyshacl: reports become findings, ill-formed shapes become errors."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.results import Subjects, shape_findings
from lq_graph.checking.suggestions import Suggestions
from lq_graph.errors import ShapesError
from lq_graph.labels import Labels
from lq_graph.names import RDFS, Names
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.dataset import Triples

PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FILE = Path("data/x.ttl")
PLAN = NamedNode("https://example.org/plan")
LABELS = [
    Triple(PLAN, NamedNode(f"{RDFS}label"), Literal(text, language=language))
    for text, language in (("Planen", "sv"), ("The plan", "en"))
]
SUBJECTS = Subjects(Labels(Names("https://example.org/"), LABELS), lambda _: (FILE,))


SHAPE = """
<https://example.org/shapes#Plan> a sh:NodeShape ; sh:targetClass ex:Plan ;
    sh:property <https://example.org/shapes#Plan-year> .
<https://example.org/shapes#Plan-year> sh:path ex:year ; sh:name "år"@sv, "year"@en ;
    sh:datatype xsd:gYear ; sh:severity sh:Warning ;
    sh:message "Ange ett år."@sv, "Give a year."@en .
"""


def findings(data: Columns, shapes: Triples, about: Container[object] | None = None) -> Iterator[Finding]:
    return shape_findings(data, shapes, SUBJECTS, Suggestions(data, SUBJECTS.labels), about=about)


def triples(text: str) -> Triples:
    return frozenset(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))


def test_a_result_becomes_a_finding() -> None:
    (finding,) = findings(columns_of(triples('ex:plan a ex:Plan ; ex:year "förr" .')), triples(SHAPE))
    assert (finding.severity, finding.code) == (Severity.WARNING, "Plan-year")
    assert (finding.focus, finding.label, finding.value) == (PLAN, Texts("Planen", "The plan"), Literal("förr"))
    assert (finding.shape, finding.component) == ("https://example.org/shapes#Plan-year", "Datatype")
    assert finding.path == Predicate(NamedNode("https://example.org/year"))
    assert finding.fault.sv == "”år” är ett år, och ”förr” är inte skrivet som ett."
    assert (finding.message.sv, finding.message.en) == ("Ange ett år.", "Give a year.")
    assert finding.files == (FILE,)


def test_good_data_give_no_finding() -> None:
    assert not list(findings(columns_of(triples('ex:plan a ex:Plan ; ex:year "2020"^^xsd:gYear .')), triples(SHAPE)))


def test_an_impossible_date_is_found_without_a_word_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    shape = SHAPE.replace("xsd:gYear", "xsd:date")
    data = triples('ex:plan a ex:Plan ; ex:year "2024-02-30"^^xsd:date .')
    assert len(list(findings(columns_of(data), triples(shape)))) == 1
    assert capfd.readouterr() == ("", "")


def test_ill_formed_shapes_are_refused() -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetClass ex:Plan ; sh:property [ sh:path 3 ] ."
    with pytest.raises(ShapesError, match="ill-formed shape"):
        list(findings(columns_of(triples("ex:plan a ex:Plan .")), triples(shape)))


def test_only_findings_on_what_is_asked_about_are_told() -> None:
    data, shapes = columns_of(triples('ex:plan a ex:Plan ; ex:year "förr" .')), triples(SHAPE)
    assert len(list(findings(data, shapes, about={PLAN}))) == 1
    assert not list(findings(data, shapes, about={FILE}))
