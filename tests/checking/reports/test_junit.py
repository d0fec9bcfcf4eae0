"""JUnit XML, as test services parse it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given, settings

from checking.reports.made import ANY_REPORT, BOOK, FILE, FINDING, IN_A_CELL, ROOT, report
from lq_graph.checking.finding import UNREADABLE, Severity
from lq_graph.checking.reports.junit import junit_report
from lq_graph.checking.reports.report import Report


def read(given_report: Report) -> ElementTree.Element:
    return ElementTree.fromstring("".join(junit_report(given_report)).encode("utf-8"))


def test_a_rule_that_a_file_breaks_is_a_failed_case() -> None:
    twice = replace(FINDING, value=None)
    (suite,) = (each for each in read(report(FINDING, twice)) if each.get("name") == "data/x/plans.ttl")
    (case,) = suite
    assert case.attrib == {
        "classname": "data.x.plans_ttl", "name": "Plan-validFrom", "file": "data/x/plans.ttl", "line": "3",
    }  # fmt: skip
    (failure,) = case
    assert (failure.tag, failure.get("type")) == ("failure", "violation")
    assert (failure.get("message") or "").startswith("”Cykelplan”: ”förr” duger inte")
    assert (failure.text or "").count("^^^^^^") == 2


def test_a_file_that_breaks_no_rule_is_a_passed_case() -> None:
    suites = read(report())
    assert suites.attrib == {"name": "lq check", "tests": "2", "failures": "0", "errors": "0"}
    assert [(case.get("file"), case.get("name"), len(case)) for suite in suites for case in suite] == [
        ("bidrag.xlsx", "alla regler", 0),
        ("data/x/plans.ttl", "alla regler", 0),
    ]


def test_what_does_not_fail_the_check_is_output_of_a_passed_case() -> None:
    (case,) = read(report(IN_A_CELL, files=(BOOK,)))[0]
    assert case[0].tag == "system-out"
    (failed,) = read(report(IN_A_CELL, files=(BOOK,), threshold=Severity.WARNING))[0]
    assert failed[0].tag == "failure"


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    unreadable = replace(FINDING, code=UNREADABLE)
    suites = read(report(unreadable, files=(FILE,), seconds=1.5))
    assert (suites.get("errors"), suites.get("failures"), suites.get("time")) == ("1", "0", "1.500")
    assert suites[0][0][0].tag == "error"


def test_a_name_with_dots_is_one_class() -> None:
    odd = replace(FINDING, position=None, files=(ROOT / "a.b" / "c.d.ttl",))
    assert read(report(odd, files=()))[0][0].get("classname") == "a_b.c_d_ttl"


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_report_is_well_formed_and_counts_right(any_report: Report) -> None:
    suites = read(any_report)
    cases = [case for suite in suites for case in suite]
    assert suites.get("tests") == str(len(cases)) == str(sum(int(suite.get("tests", "")) for suite in suites))
    for outcome, number in (("failure", suites.get("failures")), ("error", suites.get("errors"))):
        assert str(len([case for case in cases if case.find(outcome) is not None])) == number
    failing = {(any_report.file_name(each), each.code) for each in any_report.findings if any_report.fails(each)}
    assert len(failing) == int(suites.get("failures", "")) + int(suites.get("errors", ""))
