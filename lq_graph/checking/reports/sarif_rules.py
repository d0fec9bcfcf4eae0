"""The rules of a SARIF run: one for each code that has a finding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.checking.codes import CODES
from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report
from lq_graph.settings import Texts

LEVELS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
)

Members = dict[str, object]


def rules_of(report: Report) -> Mapping[str, Members]:
    """The rules that findings break, by code, in the order of their first findings. SARIF §3.49."""
    firsts: dict[str, Finding] = {}
    for finding in report.findings:
        firsts.setdefault(finding.code, finding)
    return {code: _rule(report, finding) for code, finding in firsts.items()}


def _rule(report: Report, finding: Finding) -> Members:
    says = _says(finding)
    rule: Members = {
        "id": finding.code,
        "shortDescription": {"text": says.said(report.language)},
        "help": {"text": f"{says.sv}\n{says.en}", "markdown": f"*sv* {says.sv}\n\n*en* {says.en}"},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {"tags": ["data", finding.origin]},
    }
    return rule if finding.shape is None else {**rule, "helpUri": finding.shape}


def _says(finding: Finding) -> Texts:
    """What a rule says: of a reader's rule the sentence of its code, else what its findings tell to do."""
    known = CODES.get(finding.code)
    return finding.message if known is None else known.means
