"""Validation reports as text: Turtle as SHACL defines it, JSON for programs, lines for people."""

from __future__ import annotations

import json

from pyoxigraph import Literal

from lq_graph.checking.shacl.path import sparql_text
from lq_graph.checking.shacl.report import Report
from lq_graph.checking.shacl.result import Result

SCHEMA_VERSION = 1


def turtle_report(report: Report) -> str:
    """The results graph in Turtle. SHACL §3.6."""
    return "".join(report.turtle())


def text_report(report: Report) -> str:
    """One line a result: severity, focus node, path, value, what is wrong, and the shape that says so."""
    return "".join(f"{line}\n" for line in sorted(map(_line, report.results())))


def json_report(report: Report) -> str:
    """The results as JSON, every term in N-Triples syntax; `schemaVersion` changes when a member does."""
    results = [_members(result) for result in report.results()]
    document = {"schemaVersion": SCHEMA_VERSION, "conforms": report.conforms, "results": results}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _line(result: Result) -> str:
    about = [str(result.focus), _path(result), _text(result.value)]
    said = "; ".join(message.value for message in result.messages) or _name(result.component.value)
    return f"{_name(result.severity.value)}: {' '.join(filter(None, about))}: {said} [{result.shape}]"


def _members(result: Result) -> dict[str, object]:
    return {
        "focusNode": str(result.focus),
        "resultPath": _path(result) or None,
        "value": _text(result.value) or None,
        "severity": result.severity.value,
        "sourceConstraintComponent": result.component.value,
        "sourceShape": str(result.shape),
        "messages": [_message(message) for message in result.messages],
    }


def _message(message: Literal) -> dict[str, str | None]:
    return {"text": message.value, "language": message.language}


def _path(result: Result) -> str:
    return "" if result.path is None else sparql_text(result.path)


def _text(term: object) -> str:
    return "" if term is None else str(term)


def _name(iri: str) -> str:
    return iri.rpartition("#")[2]
