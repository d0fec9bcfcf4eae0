"""Whole-graph checks: each row is a finding, and an invalid check is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

from lq_graph.checking.finding import Severity
from lq_graph.checking.results import Subjects, answers_of_checks, check_findings
from lq_graph.checking.suggestions import Suggestions
from lq_graph.errors import SourceError
from lq_graph.labels import Labels
from lq_graph.names import RDFS, Names
from lq_graph.reading.query_file import read_query_file
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of

Write = Callable[[str, str], Path]
HEADER = (
    "#+ fault-sv: {focus} länkar till {value}.\n#+ fault-en: {focus} links to {value}.\n"
    "#+ message-sv: Ändra.\n#+ message-en: Change it.\n#+ severity: warning\n"
)
EX = "https://example.org/"
TODAY = date(2026, 12, 1)


def labelled(iri: str, sv: str, en: str) -> list[Triple]:
    texts = (Literal(sv, language="sv"), Literal(en, language="en"))
    return [Triple(NamedNode(iri), NamedNode(f"{RDFS}label"), text) for text in texts]


NOBODY = Subjects(Labels(Names(EX), labelled(f"{EX}a", "Aa", "A {value}")), lambda _: ())
DATA = columns_of(Triple(*(NamedNode(EX + name) for name in names)) for names in ("apb", ("plan/cykelplan", "p", "b")))
NEAREST = Suggestions(DATA, NOBODY.labels)


@pytest.fixture(name="store")
def _store() -> Store:
    store = Store()
    store.update("INSERT DATA { <https://example.org/a> <https://example.org/p> <https://example.org/b> }")
    return store


def test_each_row_is_a_finding(store: Store, write: Write) -> None:
    check = read_query_file(write("links.rq", HEADER + "SELECT ?focus ?other WHERE { ?focus ?p ?other }"))
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST)
    assert (finding.code, finding.severity) == ("links", Severity.WARNING)
    assert (finding.focus, finding.value) == (NamedNode(f"{EX}a"), NamedNode(f"{EX}b"))
    assert (finding.message.sv, finding.label) == ("Ändra.", Texts("Aa", "A {value}"))


def test_the_fault_is_told_with_what_people_call_things(store: Store, write: Write) -> None:
    check = read_query_file(write("links.rq", HEADER + "SELECT ?focus ?other WHERE { ?focus ?p ?other }"))
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST)
    assert finding.fault == Texts(
        "”Aa” länkar till ”https://example.org/b”.", "“A {value}” links to “https://example.org/b”."
    )


def test_a_thing_of_the_same_name_is_told_by_its_address(write: Write) -> None:
    store = Store()
    store.update(f"INSERT DATA {{ <{EX}a> <{EX}p> <{EX}id/plan/b> }}")
    header = HEADER.replace("{value}", "{address}")
    check = read_query_file(write("same.rq", header + "SELECT ?focus ?other WHERE { ?focus ?p ?other }"))
    labels = Labels(Names(EX), labelled(f"{EX}a", "Aa", "A"), labelled(f"{EX}id/plan/b", "Aa", "A"))
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), Subjects(labels, lambda _: ()), NEAREST)
    assert finding.fault == Texts("”Aa” länkar till ”id/plan/b”.", "“A” links to “id/plan/b”.")


def test_the_property_to_mend_is_told(store: Store, write: Write) -> None:
    check = read_query_file(write("links.rq", HEADER + "SELECT ?focus ?path ?other WHERE { ?focus ?path ?other }"))
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST)
    assert finding.path == Predicate(NamedNode(f"{EX}p"))
    assert finding.path_words == Texts(f"{EX}p", f"{EX}p")


def test_an_address_that_nothing_has_is_never_suggested_itself(write: Write) -> None:
    store = Store()
    store.update(f"INSERT DATA {{ <{EX}a> <{EX}p> <{EX}plan/cykelplan> }}")
    query = HEADER + "#+ finds: unknown-address\nSELECT ?focus ?other WHERE { ?focus ?p ?other }"
    (finding,) = check_findings(
        answers_of_checks(store, [read_query_file(write("links.rq", query))], TODAY), NOBODY, NEAREST
    )
    assert finding.suggestion is None


def test_for_an_address_that_nothing_has_the_nearest_one_is_suggested(write: Write) -> None:
    store = Store()
    store.update(f"INSERT DATA {{ <{EX}a> <{EX}p> <{EX}plan/cykelplann> }}")
    header = HEADER + "#+ finds: unknown-address\n"
    check = read_query_file(write("links.rq", header + "SELECT ?focus ?other WHERE { ?focus ?p ?other }"))
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST)
    assert finding.suggestion == Texts(*["https://example.org/plan/cykelplan"] * 2)
    assert finding.is_cause


@pytest.mark.parametrize("query", ["ASK {}", "SELECT ?other WHERE { ?s ?p ?other }"])
def test_a_check_without_focus_is_refused(store: Store, write: Write, query: str) -> None:
    check = read_query_file(write("bad.rq", HEADER + query))
    with pytest.raises(SourceError, match=r"bad\.rq: a check is a SELECT with the variable \?focus"):
        list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST))


def test_a_check_that_cannot_be_parsed_says_where(store: Store, write: Write) -> None:
    check = read_query_file(write("bad.rq", HEADER + "SELECT ?focus WHERE ?focus ?p ?o }"))
    with pytest.raises(SourceError, match=r"bad\.rq:6:\d+: "):
        list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST))


def test_only_findings_on_what_is_asked_about_are_told(store: Store, write: Write) -> None:
    check = read_query_file(write("links.rq", HEADER + "SELECT ?focus ?other WHERE { ?focus ?p ?other }"))
    assert (
        len(list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST, {NamedNode(f"{EX}a")}))) == 1
    )
    assert not list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST, {NamedNode(f"{EX}b")}))


def test_a_row_names_one_more_thing_and_the_right_value(store: Store, write: Write) -> None:
    header = HEADER.replace("{value}.", "{value}, {beside}.")
    query = 'SELECT ?focus ?other ?beside ?right WHERE { ?focus ?p ?other BIND(7 AS ?beside) BIND("r" AS ?right) }'
    (finding,) = check_findings(
        answers_of_checks(store, [read_query_file(write("a.rq", header + query))], TODAY), NOBODY, NEAREST
    )
    assert finding.fault.en == "“A {value}” links to “https://example.org/b”, “7”."
    assert finding.suggestion == Texts("r", "r")


@pytest.mark.parametrize(("day", "number"), [(date(2026, 12, 1), 1), (date(2026, 11, 30), 0)])
def test_a_check_that_declares_today_is_run_on_the_day(day: date, number: int, store: Store, write: Write) -> None:
    query = "SELECT ?focus { ?focus ?p ?o FILTER(STR(?today) >= '2026-12-01') }"
    check = read_query_file(write("days.rq", HEADER + "#+ param-today: xsd:date\n" + query))
    assert len(list(check_findings(answers_of_checks(store, [check], day), NOBODY, NEAREST))) == number


def test_several_rows_beside_one_thing_are_one_finding_on_it(store: Store, write: Write) -> None:
    store.update("INSERT DATA { " + " ".join(f"<{EX}{name}> <{EX}p> <{EX}b> ." for name in "cde") + " }")
    header = HEADER + "#+ many-sv: {number} vid {beside}, bland andra {focus}.\n#+ many-en: {number} at {beside}.\n"
    check = read_query_file(
        write("links.rq", header + "SELECT ?focus ?beside WHERE { ?focus ?p ?beside } ORDER BY ?focus")
    )
    (finding,) = check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST)
    assert (finding.focus, finding.fault.sv) == (
        NamedNode(f"{EX}b"),
        "4 vid ”https://example.org/b”, bland andra ”Aa”.",
    )
    assert (
        len(list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST, {NamedNode(f"{EX}a")}))) == 1
    )
    store.update(f"DELETE DATA {{ <{EX}e> <{EX}p> <{EX}b> }}")
    assert len(list(check_findings(answers_of_checks(store, [check], TODAY), NOBODY, NEAREST))) == 3
