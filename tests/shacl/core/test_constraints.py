"""Constraint components in cases that other suites do not cover."""

from __future__ import annotations

import pytest

from lq_graph.shacl.validate import validate_columns
from lq_graph.triples.columns import columns_of
from shacl.strategies import triples

TEXTS = 'ex:a ex:p "1"@en, "2"@en-gb, "3"@sv, "4"@eng, "5" .'
NUMBERS = 'ex:a ex:p 1, 2, "02"^^xsd:integer, 2.0, "x"^^xsd:integer, "a", true .'
PAIRS = "ex:a ex:p 1, 2 ; ex:q 2, 3 ."
SHAPE = "ex:S sh:targetNode ex:a ; sh:path ex:p ; "
CASES = [
    (TEXTS, 'sh:languageIn ( "en" )', "345"),
    (TEXTS, 'sh:languageIn ( "EN-GB" )', "1345"),
    (TEXTS, 'sh:languageIn ( "*" )', "5"),
    (TEXTS, "sh:languageIn ( )", "12345"),
    ('ex:a ex:p "1"@en, "2"@EN .', "sh:uniqueLang true", "-"),
    ('ex:a ex:p "1"@en, "2"@en, "3"@en, "4"@sv, "5"@sv, "6", "7" .', "sh:uniqueLang true", "--"),
    (NUMBERS, "sh:minExclusive 1", ["1", "a", "true", "x"]),
    (NUMBERS, "sh:maxExclusive 2", ["02", "2", "2.0", "a", "true", "x"]),
    (NUMBERS, "sh:minInclusive 2", ["1", "a", "true", "x"]),
    (NUMBERS, "sh:maxInclusive 1.5", ["02", "2", "2.0", "a", "true", "x"]),
    (NUMBERS, "sh:in ( 2 true )", ["02", "1", "2.0", "a", "x"]),
    (NUMBERS, "sh:hasValue 2", []),
    (NUMBERS, "sh:hasValue 3", "-"),
    (NUMBERS, "sh:datatype xsd:integer", ["2.0", "a", "true", "x"]),
    (PAIRS, "sh:lessThan ex:q", "2"),
    (PAIRS, "sh:lessThanOrEquals ex:q", []),
    (PAIRS, "sh:equals ex:q", "13"),
    (PAIRS, "sh:disjoint ex:q", "2"),
    (PAIRS, "sh:not [ sh:in ( 1 ) ; sh:deactivated true ]", "12"),
    (PAIRS, "sh:node [ sh:in ( 1 ) ; sh:deactivated true ]", []),
    (PAIRS, "sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:deactivated true ]", []),
    (PAIRS, "sh:minCount 3", "-"),
    (PAIRS, "sh:maxCount 2", []),
    (PAIRS, "sh:xone ( [ sh:in ( 1 ) ] [ sh:in ( 1 2 ) ] )", "1"),
    (PAIRS, "sh:or ( [ sh:in ( 1 ) ] [ sh:in ( 3 ) ] )", "2"),
    (PAIRS, "sh:and ( [ sh:in ( 1 ) ] [ sh:in ( 1 2 ) ] )", "2"),
    ('ex:a ex:p _:b, "é", "" .', "sh:minLength 0", "-"),
    ('ex:a ex:p "é😀", "abc" .', "sh:maxLength 2", ["abc"]),
    ("ex:a ex:p ex:b .", 'sh:pattern "ORG/B$" ; sh:flags "i"', []),
    ("ex:a ex:p _:b .", 'sh:pattern ".*"', "-"),
]


def found(data: str, shapes: str) -> list[str]:
    """The values that a shape finds, sorted; `-` for a blank node or no value."""
    results = validate_columns(columns_of(triples(data)), triples(shapes)).results()
    values = (result.value for result in results)
    return sorted("-" if value is None or str(value).startswith("_:") else value.value for value in values)


@pytest.mark.parametrize(("data", "constraint", "values"), CASES, ids=[case[1] for case in CASES])
def test_the_constraint_finds(data: str, constraint: str, values: list[str]) -> None:
    assert found(data, f"{SHAPE}{constraint} .") == list(values)


def test_siblings_take_values_from_each_other() -> None:
    side = "sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:in ( {} ) ] ; sh:qualifiedMinCount 1 {} ]"
    disjoint = "; sh:qualifiedValueShapesDisjoint true"
    for word, expected in (("", []), (disjoint, ["-", "-"])):
        shapes = f"ex:S sh:targetNode ex:a ; {side.format(1, word)} ; {side.format('1 3', word)} ."
        assert found(PAIRS, shapes) == expected


def test_closed_names_each_value_of_each_predicate_that_is_too_much() -> None:
    closed = (
        "ex:S sh:targetNode ex:a ; sh:closed true ; sh:property [ sh:path ex:p ] ; sh:ignoredProperties ( rdf:type ) ."
    )
    report = validate_columns(columns_of(triples(f"{PAIRS} ex:a a ex:C .")), triples(closed))
    assert [(result.value and result.value.value, str(result.path and result.path)) for result in report.results()] == [
        (value, "Predicate(iri=<NamedNode value=http://example.org/q>)") for value in ("2", "3")
    ]


def test_severity_is_that_of_the_shape_that_finds() -> None:
    shapes = f"{SHAPE} sh:severity sh:Info ; sh:maxCount 0 ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ."
    report = validate_columns(columns_of(triples("ex:a ex:p ex:b .")), triples(shapes))
    assert [result.severity.value.rpartition("#")[2] for result in report.results()] == ["Info", "Violation"]
