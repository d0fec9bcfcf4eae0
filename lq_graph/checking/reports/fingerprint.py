"""Fingerprints: the same finding is known again when lines have moved and files have grown."""

from __future__ import annotations

import hashlib
from collections import Counter

from pyoxigraph import BlankNode

from lq_graph.checking.finding import Finding
from lq_graph.checking.reports.report import Report
from lq_graph.checking.shacl.path import sparql_text
from lq_graph.reading.position import Cell

_DIGITS = 32
_MARK = "\0"


def fingerprints(report: Report) -> list[str]:
    """One for each finding, in their order, all different: 32 hexadecimal digits, and a number for each repetition.

    It follows from code, focus node, component, path and value alone; where there is no focus node, from the file and
    what is wrong in it.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in report.findings:
        digest = hashlib.sha256(_MARK.join(_parts(report, finding)).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
        seen[digest] += 1
        found.append(digest if seen[digest] == 1 else f"{digest}:{seen[digest]}")
    return found


def _parts(report: Report, finding: Finding) -> list[str]:
    path = "" if finding.path is None else sparql_text(finding.path)
    parts = [finding.code, _stable(finding.focus), finding.component or "", path, _stable(finding.value)]
    return (
        parts if finding.focus is not None else [*parts, report.file_name(finding), _sheet(finding), finding.fault.en]
    )


def _stable(term: object) -> str:
    """A term as it is the next time too: blank nodes are named anew by each reading."""
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)


def _sheet(finding: Finding) -> str:
    return f"{finding.position.sheet}!{finding.position.column}" if isinstance(finding.position, Cell) else ""
