"""Where findings stand, as people write it."""

from __future__ import annotations

from pyoxigraph import NamedNode

from lq_graph.checking.finding import Finding
from lq_graph.checking.labels import Labels
from lq_graph.checking.reports.report import Report
from lq_graph.reading.position import Cell, Place


def place(report: Report, finding: Finding) -> str:
    """`file:line:column`, `file!Sheet!C14`, or the file alone, as exactly as it is known; empty without a file."""
    match finding.position:
        case Place(file, line, column):
            return f"{report.shown(file)}:{line}:{column}"
        case Cell(file, sheet) as cell:
            return f"{report.shown(file)}!{sheet}!{cell.name}"
        case _:
            return report.file_name(finding)


def address(report: Report, finding: Finding) -> str:
    """The address of the focus node as a person can write it, such as `id/plan/cykelplan`; empty if it has none."""
    focus = finding.focus
    return Labels(report.names, {}).short(focus.value) if isinstance(focus, NamedNode) else ""
