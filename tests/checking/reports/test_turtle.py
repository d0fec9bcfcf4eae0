"""The Turtle report: a SHACL validation report, with positions."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from pyoxigraph import RdfFormat, Store

from checking.reports.made import ANY_REPORT, FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.reports.report import Report
from lq_graph.checking.reports.turtle import turtle_report

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX earl: <http://www.w3.org/ns/earl#>
PREFIX ptr: <http://www.w3.org/2009/pointers#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""


def loaded(given_report: Report) -> Store:
    store = Store()
    store.load("".join(turtle_report(given_report)).encode("utf-8"), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[list[str | None]]:
    found = store.query(PREFIXES + query)
    return [[None if term is None else getattr(term, "value", "") for term in row] for row in found]  # type: ignore[union-attr]


def test_a_result_is_canonical() -> None:
    query = """SELECT ?focus ?path ?value ?severity ?component ?shape ?conforms {
        ?report a sh:ValidationReport ; sh:conforms ?conforms ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultPath ?path ; sh:value ?value ;
            sh:resultSeverity ?severity ; sh:sourceConstraintComponent ?component ; sh:sourceShape ?shape }"""
    (row,) = rows(loaded(report(FINDING)), query)
    assert row == [
        "https://example.org/id/plan/cykelplan",
        "https://w3id.org/livskvalitet/ns#validFrom",
        "förr",
        "http://www.w3.org/ns/shacl#Violation",
        "http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
        "https://w3id.org/livskvalitet/shapes#Plan-validFrom",
        "false",
    ]


def test_what_to_do_and_what_is_wrong_stand_in_both_languages() -> None:
    query = "SELECT ?said (LANG(?said) AS ?language) { ?result sh:resultMessage|rdfs:comment ?said } ORDER BY ?said"
    assert rows(loaded(report(FINDING)), query) == [
        ["Ange en dag som ÅÅÅÅ-MM-DD.", "sv"],
        ["Give a day as YYYY-MM-DD.", "en"],
        ["“förr” will not do as “valid from”.", "en"],
        ["”förr” duger inte som ”gäller från”.", "sv"],
    ]


def test_places_are_pointers() -> None:
    store = loaded(report(FINDING, IN_A_CELL, replace(FINDING, position=None)))
    query = """SELECT ?file ?line ?char ?cell { ?result earl:pointer ?pointer . ?pointer ptr:reference ?file
        OPTIONAL { ?pointer a ptr:LineCharPointer ; ptr:lineNumber ?line ; ptr:charNumber ?char }
        OPTIONAL { ?pointer a ptr:ExpressionPointer ; ptr:expression ?cell } } ORDER BY ?file ?line"""
    assert rows(store, query) == [
        ["bidrag.xlsx", None, None, "Planer!C14"],
        ["data/x/plans.ttl", None, None, None],
        ["data/x/plans.ttl", "3", "18", None],
    ]


def test_nothing_found_conforms() -> None:
    assert rows(loaded(report()), "SELECT ?conforms { ?report sh:conforms ?conforms }") == [["true"]]


def test_a_check_is_a_sparql_constraint_and_a_file_that_says_nothing_is_its_own_focus() -> None:
    query = "SELECT ?component { ?result sh:sourceConstraintComponent ?component }"
    assert rows(loaded(report(IN_NO_FILE)), query) == [["http://www.w3.org/ns/shacl#SPARQLConstraintComponent"]]
    assert rows(loaded(report(IN_A_CELL)), "SELECT ?focus { ?result sh:focusNode ?focus }") == [["bidrag.xlsx"]]


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_report_can_be_read(any_report: Report) -> None:
    store = loaded(any_report)
    query = "SELECT ?result { ?report sh:result ?result . ?result sh:focusNode ?focus ; sh:resultSeverity ?severity }"
    assert len(rows(store, query)) == len(any_report.findings)
