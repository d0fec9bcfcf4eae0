"""Findings as commands of GitHub Actions, which shows them on the lines of a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report, address, counted, sentence
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Texts, visible

SHOWN = 10  # annotations of a level that GitHub shows for one step
_LEVELS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
)
_MORE = Texts(
    "GitHub visar högst {limit} av varje slag vid ändringen; här i loggen finns {more} till.",
    "GitHub shows {limit} of each level at most on the change; {more} more stand here in the log.",
)
_CELL = Texts("Cell {}: {}", "Cell {}: {}")


def github_report(report: Report) -> Iterator[str]:
    """A command for each finding, the gravest first, and a last line on those that GitHub does not show."""
    for finding in sorted(report.findings, key=lambda each: -each.severity):  # is stable: by file and place within
        yield f"::{_LEVELS[finding.severity]} {_properties(report, finding)}::{_data(_message(report, finding))}\n"
    yield _left(report)


def _properties(report: Report, finding: Finding) -> str:
    file = report.file_name(finding)
    named = {"file": file} if file else {}
    match finding.position:
        case Place(_, line, column, length):
            named |= {"line": str(line), "col": str(column), "endColumn": str(column + length)}
    return ",".join(f"{name}={_property(value)}" for name, value in {**named, "title": finding.code}.items())


def _message(report: Report, finding: Finding) -> str:
    text = sentence(finding, report.language, address(report, finding))
    match finding.position:
        case Cell(_, sheet) as cell:
            return _CELL.in_language(report.language).format(visible(f"{sheet}!{cell.name}"), text)
    return text


def _left(report: Report) -> str:
    number = Counter(finding.severity for finding in report.findings)
    over = [counted(number[each] - SHOWN, each, report.language) for each in _LEVELS if number[each] > SHOWN]
    return _MORE.in_language(report.language).format(limit=SHOWN, more=", ".join(over)) + "\n" if over else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
