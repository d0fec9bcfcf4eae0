"""What a result of a shape finds wrong, in a sentence that names what to look at."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.checking.shape_words import ShapeWords
from lq_graph.labels import Labels
from lq_graph.names import RDFS, Names
from lq_graph.shacl.validate import validate
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Triples

PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NAMED = {
    "plan": ("Planen", "The plan"),
    "Goal": ("mål", "goal"),
    "aim": ("har mål", "has goal"),
    "g": ("G", "G"),
    "by": ("av", "by"),
}
LABELS = [
    Triple(NamedNode(f"https://example.org/{key}"), NamedNode(f"{RDFS}label"), Literal(text, language=language))
    for key, texts in NAMED.items()
    for text, language in zip(texts, ("sv", "en"), strict=True)
]
MEMBERS = """
    ex:A sh:path ex:aim ; sh:name "mål"@sv, "goal"@en ; sh:minCount 1 .
    ex:B sh:path ex:by ; sh:name "av"@sv, "by"@en ; sh:minCount 1 .
    ex:C a sh:NodeShape ; sh:property ex:B .
    ex:IsGoal a sh:NodeShape ; sh:class ex:Goal .
    ex:IsPlan a sh:NodeShape ; sh:class ex:Plan .
    ex:Decimal a sh:NodeShape ; sh:datatype xsd:decimal .
    ex:Day a sh:NodeShape ; sh:datatype xsd:date .
    ex:Year a sh:NodeShape ; sh:datatype xsd:gYear .
"""


def triples(text: str) -> Triples:
    return frozenset(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))


def faults(constraint: str, data: str) -> list[Texts]:
    """What the results of one shape on a plan find wrong."""
    shapes = triples(f"ex:Shape a sh:NodeShape ; sh:targetClass ex:Plan ; {constraint} . {MEMBERS}")
    columns = columns_of(triples(f"ex:plan a ex:Plan ; {data} ."))
    words = ShapeWords(shapes, columns, Labels(Names("https://example.org/"), LABELS))
    return [words.fault(result) for result in validate(columns, shapes).results()]


@pytest.mark.parametrize(
    ("constraint", "data", "english"),
    [
        ("sh:or ( ex:A ex:B )", "ex:x 1", "“goal” or “by” is missing for “The plan”."),
        ("sh:or ( ex:A ex:C )", "ex:x 1", "“goal” or “by” is missing for “The plan”."),
        ("sh:xone ( ex:A ex:B )", "ex:x 1", "“goal” or “by” is missing for “The plan”."),
        ("sh:xone ( ex:A ex:B )", "ex:aim 1 ; ex:by 1", "“The plan” can have only one of “goal” or “by”."),
        ("sh:not ex:IsGoal", "a ex:Goal", "“The plan” cannot be of the kind “goal”."),
        ("sh:class ex:Goal", "ex:x 1", "“The plan” is not described as “goal”."),
        ("sh:nodeKind sh:Literal", "ex:x 1", "“The plan” has no address of its own."),
    ],
)
def test_a_fault_of_a_thing_says_what_is_missing_or_one_too_many(constraint: str, data: str, english: str) -> None:
    assert [each.en for each in faults(constraint, data)] == [english]


@pytest.mark.parametrize(
    ("constraint", "data", "english"),
    [
        ("sh:or ( ex:Decimal )", 'ex:aim "100 %"', "“the aim” is a number, and “100 %” is not written as one."),
        ("sh:datatype xsd:integer", 'ex:aim "ten"', "“the aim” is a number, and “ten” is not written as one."),
        ("sh:or ( ex:Day ex:Year )", 'ex:aim "soon"', "“the aim” is a date, and “soon” is not written as one."),
        ("sh:datatype xsd:gYear", 'ex:aim "soon"', "“the aim” is a year, and “soon” is not written as one."),
        ("sh:or ( ex:IsGoal ex:IsPlan )", "ex:aim ex:g", "“G” cannot be chosen as “the aim”."),
        (
            "sh:not ex:IsGoal",
            "ex:aim ex:g . ex:g a ex:Goal",
            "“G” is of the kind “goal”, which cannot be chosen as “has goal”.",
        ),
        ("sh:disjoint ex:by", "ex:aim ex:g ; ex:by ex:g", "“G” is both “has goal” and “by”."),
    ],
)
def test_a_fault_of_a_value_says_what_it_is_not(constraint: str, data: str, english: str) -> None:
    shape = f'sh:property [ sh:path ex:aim ; sh:name "målet"@sv, "the aim"@en ; {constraint} ]'
    assert [each.en for each in faults(shape, data)] == [english]
