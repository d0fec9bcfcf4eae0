"""Findings as text for a person: one line each, by file, and a last line that counts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.names import Names

_WORDS: Mapping[str, Mapping[Severity, str]] = MappingProxyType(
    {
        "sv": {Severity.VIOLATION: "fel", Severity.WARNING: "varning", Severity.INFO: "upplysning"},
        "en": {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "info"},
    }
)
_TOTALS: Mapping[str, str] = MappingProxyType(
    {
        "sv": "{violations} fel, {warnings} varningar, {infos} upplysningar",
        "en": "{violations} errors, {warnings} warnings, {infos} infos",
    }
)


def finding_line(finding: Finding, language: str, names: Names, root: Path) -> str:
    """One finding: file, severity, what to do, on what, and the code of the rule."""
    place = _place(finding, root)
    message = finding.message.sv if language == "sv" else finding.message.en
    iri = getattr(finding.focus, "value", "")
    about = f"{finding.label.sv if finding.label else ''} <{_short(iri, names)}>".strip()
    value = f" ({_short(finding.value.value, names)})" if finding.value else ""
    return f"{place}: {_WORDS[language][finding.severity]}: {about}: {message}{value} [{finding.code}]"


def totals_line(findings: Iterable[Finding], language: str) -> str:
    """How many findings there are of each severity."""
    number = counts(findings)
    return _TOTALS[language].format(
        violations=number[Severity.VIOLATION], warnings=number[Severity.WARNING], infos=number[Severity.INFO]
    )


def _place(finding: Finding, root: Path) -> str:
    if not finding.files:
        return "-"
    file = finding.files[-1].resolve()
    return str(file.relative_to(root)) if file.is_relative_to(root) else str(file)


def _short(iri: str, names: Names) -> str:
    return iri.removeprefix(names.base)
