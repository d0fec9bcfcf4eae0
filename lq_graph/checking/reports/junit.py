"""Findings as JUnit XML: a suite for each file, a case for each rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape  # what it writes is XML too, and xml.sax would load urllib
from itertools import groupby
from operator import attrgetter
from pathlib import PurePosixPath

from lq_graph.checking.finding import UNREADABLE, Finding
from lq_graph.checking.reports.report import NO_FILE, Report, sentence
from lq_graph.checking.reports.text import finding_text
from lq_graph.text import Texts, visible_lines

_ALL_RULES = Texts("alla regler", "all rules")

Case = tuple[str, Sequence[Finding]]  # a rule, and the findings of it in one file


def junit_report(report: Report) -> Iterator[str]:
    """A suite for each file that was checked; one that breaks no rule has one passed case for all of them.

    A case fails if one of its findings makes the check fail, is an error if its file cannot be read, and passes with
    its findings as output otherwise.
    """
    suites = _suites(report)
    cases = [case for _, each in suites for case in each]
    seconds = "" if report.seconds is None else f' time="{report.seconds:.3f}"'
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="lq check"{_totals(report, cases)}{seconds}>\n'
    for name, each in suites:
        yield f"<testsuite name={_attribute(name or NO_FILE.in_language(report.language))}{_totals(report, each)}>\n"
        yield from (_case(report, name, case) for case in each)
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _suites(report: Report) -> list[tuple[str, list[Case]]]:
    code = attrgetter("code")
    faulty: dict[str, list[Case]] = {
        name: [(key, list(group)) for key, group in groupby(sorted(findings, key=code), key=code)]
        for name, findings in report.by_file()
    }
    clean: dict[str, list[Case]] = {
        report.display_path(file): [(_ALL_RULES.in_language(report.language), ())] for file in report.files
    }
    return sorted({**clean, **faulty}.items())


def _totals(report: Report, cases: Sequence[Case]) -> str:
    outcomes = [_outcome(report, case) for case in cases]
    return f' tests="{len(cases)}" failures="{outcomes.count("failure")}" errors="{outcomes.count("error")}"'


def _outcome(report: Report, case: Case) -> str:
    code, findings = case
    if not any(map(report.fails, findings)):
        return "passed"
    return "error" if code == UNREADABLE else "failure"


def _case(report: Report, name: str, case: Case) -> str:
    code, findings = case
    file = f" file={_attribute(name)}" if name else ""
    start = f"<testcase classname={_attribute(_class_name(name))} name={_attribute(code)}{file}{_line(findings)}"
    if not findings:
        return f"{start}/>\n"
    return f"{start}>{_result(report, case)}</testcase>\n"


def _result(report: Report, case: Case) -> str:
    outcome, findings = _outcome(report, case), case[1]
    text = escape(visible_lines("".join(finding_text(report, finding) for finding in findings)))
    if outcome == "passed":
        return f"<system-out>{text}</system-out>"
    severity = max(findings, key=lambda finding: finding.severity).severity.name.lower()
    message = _attribute(sentence(findings[0], report.language))
    return f"<{outcome} type={_attribute(severity)} message={message}>{text}</{outcome}>"


def _class_name(name: str) -> str:
    """A file as the class of a package, which is how test reports group cases: `data/x/a.ttl` is `data.x.a_ttl`."""
    return ".".join(part.replace(".", "_") for part in PurePosixPath(name).parts if part != "/")


def _line(findings: Sequence[Finding]) -> str:
    lines = [getattr(finding.position, "line", None) for finding in findings]
    return f' line="{lines[0]}"' if lines and lines[0] is not None else ""


def _attribute(text: str) -> str:
    inside = escape(visible_lines(text)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{inside}"'
