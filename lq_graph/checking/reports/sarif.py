"""Findings as SARIF 2.1.0, the format of services that track findings over time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from lq_graph import __version__
from lq_graph.checking.finding import CODES, UNREADABLE, Finding, Severity
from lq_graph.checking.reports.report import Report, address, fingerprints, sentence
from lq_graph.names import ONTOLOGY
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Texts

LEVELS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
)

Members = dict[str, object]
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_OF_A_RULE = 100
_ROOT = "SRCROOT"
_LEFT_OUT = Texts(
    "Regeln {code}: {shown} av {all} fynd är med; de {left} andra visas när de första är rättade.",
    "Rule {code}: {shown} of {all} findings are given; the other {left} show when the first are mended.",
)


def sarif_report(report: Report) -> Iterator[str]:
    """The report as one run, each result in one line of the text.

    Of each rule, MOST_OF_A_RULE results are given; a notification and the properties of the run say how many were
    left out. Columns count Unicode code points. SARIF §3.14.
    """
    rules = rules_of(report)
    numbers = {code: index for index, code in enumerate(rules)}
    left = _left_out(report.findings)
    yield f'{{"$schema": {json.dumps(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n'
    yield from (f"{json.dumps(name)}: {_text(value)},\n" for name, value in _run(report, rules, left).items())
    yield '"results": ['
    given: Counter[str] = Counter()
    for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True):
        given[finding.code] += 1
        if given[finding.code] <= MOST_OF_A_RULE:
            separator = "," if sum(given.values()) > 1 else ""
            yield f"{separator}\n{_text(_result(report, finding, fingerprint, numbers[finding.code]))}"
    yield "\n]}]}\n"


def _left_out(findings: Sequence[Finding]) -> Mapping[str, int]:
    number = Counter(finding.code for finding in findings)
    over = {code: count - MOST_OF_A_RULE for code, count in sorted(number.items()) if count > MOST_OF_A_RULE}
    return MappingProxyType(over)


def _run(report: Report, rules: Mapping[str, Members], left: Mapping[str, int]) -> Members:
    driver = {"name": "lq", "version": __version__, "informationUri": ONTOLOGY, "rules": list(rules.values())}
    notes = [_notification(report, code, number, list(rules).index(code)) for code, number in left.items()]
    read = all(finding.code != UNREADABLE for finding in report.findings)
    return {
        "tool": {"driver": driver},
        "language": report.language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder of the project."}}},
        "invocations": [{"executionSuccessful": read, "toolExecutionNotifications": notes}],
        "properties": {"findingsLeftOut": dict(left)},
    }


def _notification(report: Report, code: str, left: int, index: int) -> Members:
    text = _LEFT_OUT.in_language(report.language).format(
        code=code, shown=MOST_OF_A_RULE, all=MOST_OF_A_RULE + left, left=left
    )
    return {"level": "note", "message": {"text": text}, "associatedRule": {"id": code, "index": index}}


def _result(report: Report, finding: Finding, fingerprint: str, rule: int) -> Members:
    locations = _locations(report, finding)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": sentence(finding, report.language, address(report, finding))},
        **({"locations": locations} if locations else {}),
        "partialFingerprints": {"lqFinding/v1": fingerprint, "primaryLocationLineHash": fingerprint},
        "properties": _properties(report, finding),
    }


def _locations(report: Report, finding: Finding) -> list[Members]:
    if finding.file is None:
        return []
    physical: Members = {"artifactLocation": _artifact(report.file_name(finding))}
    match finding.position:
        case Place(_, line, column, length):
            end = {"endLine": line, "endColumn": column + length}
            return [{"physicalLocation": {**physical, "region": {"startLine": line, "startColumn": column, **end}}}]
        case Cell(_, sheet) as cell:
            logical = {"name": cell.name, "fullyQualifiedName": f"{sheet}!{cell.name}", "kind": "cell"}
            return [{"physicalLocation": physical, "logicalLocations": [logical]}]
        case _:
            return [{"physicalLocation": physical}]


def _artifact(name: str) -> Members:
    """The URI of a file: relative to the project's folder, absolute for a file elsewhere."""
    path = quote(name.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{path}"} if name.startswith("/") else {"uri": path, "uriBaseId": _ROOT}


def _properties(report: Report, finding: Finding) -> Members:
    found: Members = {
        "focus": address(report, finding),
        "component": finding.component,
        "faultEnglish": finding.fault.en,
        "faultSwedish": finding.fault.sv,
    }
    if isinstance(finding.position, Cell):
        cell = finding.position
        found |= {"sheet": cell.sheet, "cell": cell.name, "row": cell.row, "column": cell.column}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# The rules of a run: one for each code that has a finding.


def rules_of(report: Report) -> Mapping[str, Members]:
    """The rules that findings break, by code, in the order of their first findings. SARIF §3.49."""
    firsts: dict[str, Finding] = {}
    for finding in report.findings:
        firsts.setdefault(finding.code, finding)
    return {code: _rule(report, finding) for code, finding in firsts.items()}


def _rule(report: Report, finding: Finding) -> Members:
    known = CODES.get(finding.code)
    text = finding.message if known is None else known.means
    rule: Members = {
        "id": finding.code,
        "shortDescription": {"text": text.in_language(report.language)},
        "help": {"text": f"{text.sv}\n{text.en}", "markdown": f"*sv* {text.sv}\n\n*en* {text.en}"},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {"tags": ["data", finding.origin]},
    }
    return rule if finding.shape is None else {**rule, "helpUri": finding.shape}
