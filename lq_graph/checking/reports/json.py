"""Findings as JSON for programs; the members are described in docs/findings.md and in a JSON Schema beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph import __version__
from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.checking.reports.report import Report, fingerprints
from lq_graph.reading.position import Cell, Place
from lq_graph.shacl.core.paths import sparql_text
from lq_graph.text import Texts
from lq_graph.triples.terms import Term

SCHEMA_VERSION = "1.0"

Members = dict[str, object]


def json_report(report: Report) -> Iterator[str]:
    """The report as one JSON object, each finding in one line of its text."""
    head: Members = {
        "schemaVersion": SCHEMA_VERSION,
        "tool": {"name": "lq", "version": __version__},
        "summary": _summary(report),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ',\n"findings": ['
    pairs = zip(report.findings, fingerprints(report), strict=True)
    for index, (finding, fingerprint) in enumerate(pairs):
        members = finding_members(report, finding, fingerprint)
        yield (",\n" if index else "\n") + json.dumps(members, ensure_ascii=False)
    yield "\n]}\n"


def finding_members(report: Report, finding: Finding, fingerprint: str) -> Members:
    """One finding as an object of JSON; what is not known is null, never left out."""
    return {
        "severity": finding.severity.name.lower(),
        "code": finding.code,
        "shape": finding.shape,
        "component": finding.component,
        "focus": _focus(finding),
        "path": _path(finding),
        "value": _value(finding.value, finding.value_label),
        "fault": _texts(finding.fault),
        "message": _texts(finding.message),
        "suggestion": _texts(finding.suggestion),
        "position": _position(report, finding),
        "fingerprint": fingerprint,
    }


def _summary(report: Report) -> Members:
    number = counts(report.findings)
    faulty = {report.file_name(finding) for finding in report.findings} - {""}
    return {
        "failed": any(map(report.fails, report.findings)),
        "violations": number[Severity.VIOLATION],
        "warnings": number[Severity.WARNING],
        "infos": number[Severity.INFO],
        "files": len(report.files),
        "filesWithFindings": len(faulty),
        "seconds": None if report.seconds is None else round(report.seconds, 3),
    }


def _focus(finding: Finding) -> Members | None:
    if finding.focus is None:
        return None
    iri = finding.focus.value if isinstance(finding.focus, NamedNode) else None
    text = finding.focus.value if isinstance(finding.focus, Literal) else None
    return {"iri": iri, "text": text, "label": _texts(finding.label)}


def _path(finding: Finding) -> Members | None:
    if finding.path is None:
        return None
    return {"sparql": sparql_text(finding.path), "words": _texts(finding.path_words)}


def _value(value: Term | None, label: Texts | None) -> Members | None:
    match value:
        case None:
            return None
        case Literal():
            return {"text": value.value, "datatype": value.datatype.value, "language": value.language}
        case BlankNode():
            return {"iri": None, "label": _texts(label)}
        case _:
            return {"iri": value.value, "label": _texts(label)}


def _position(report: Report, finding: Finding) -> Members | None:
    match finding.position:
        case Place(file, line, column, length):
            return {"file": report.display_path(file), "line": line, "column": column, "length": length}
        case Cell(file, sheet, row, column) as cell:
            return {"file": report.display_path(file), "sheet": sheet, "cell": cell.name, "row": row, "column": column}
        case _:
            name = report.file_name(finding)
            return {"file": name} if name else None


def _texts(texts: Texts | None) -> dict[str, str] | None:
    return None if texts is None else {"sv": texts.sv, "en": texts.en}
