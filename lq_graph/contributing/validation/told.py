"""Findings as the pages of the site tell them: in one language, with their place and the line that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report, address, excerpt, meant
from lq_graph.reading.position import Cell, Place
from lq_graph.text import visible

LONGEST_ADDRESS = 200
MOST_OF_A_KIND = 100  # of one severity; a page with more helps nobody


def told_findings(report: Report) -> list[Mapping[str, Any]]:
    """The findings, the gravest first, and of each severity as many as a page can show."""
    return [told for each in sorted(Severity, reverse=True) for told in islice(_told(report, each), MOST_OF_A_KIND)]


def told_finding(report: Report, finding: Finding) -> Mapping[str, Any]:
    """One finding."""
    language = report.language
    return {
        "severity": finding.severity.name.lower(),
        "code": finding.code,
        "address": visible(address(report, finding))[:LONGEST_ADDRESS],
        "fault": visible(finding.fault.said(language)),
        "message": visible(finding.message.said(language)),
        "meant": meant(finding, language),
        "place": _place(finding),
        "excerpt": _excerpt(report, finding),
    }


def _told(report: Report, severity: Severity) -> Iterator[Mapping[str, Any]]:
    return (told_finding(report, each) for each in report.findings if each.severity is severity)


def _place(finding: Finding) -> Mapping[str, Any] | None:
    match finding.position:
        case Place(_, line, column):
            return {"line": line, "column": column}
        case Cell(_, sheet) as cell:
            return {"sheet": visible(sheet), "cell": cell.name}
        case _:
            return None


def _excerpt(report: Report, finding: Finding) -> Mapping[str, Any] | None:
    found = excerpt(report, finding)
    if found is None:
        return None
    return {"number": found.number, "before": found.before, "marked": found.marked, "after": found.after}
