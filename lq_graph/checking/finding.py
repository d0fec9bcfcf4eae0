"""A finding: one thing that is wrong, where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from lq_graph.settings import Texts


class Severity(IntEnum):
    """How much a finding weighs; only a violation stops a release."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    `code` is the stable name of the rule: the local name of a shape, or the name of a query in sparql/checks.
    `files` are those that describe the focus node. `value` is the offending value as text, when there is one.
    """

    severity: Severity
    code: str
    focus: str
    label: str | None
    value: str | None
    message: Texts
    files: tuple[Path, ...]

    @property
    def sort_key(self) -> tuple[str, str, str, str]:
        """Orders findings by file, focus node, rule and value."""
        return (str(self.files[0]) if self.files else "", self.focus, self.code, self.value or "")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, then focus node, then rule; the same finding once."""
    return tuple(sorted(frozenset(findings), key=lambda finding: finding.sort_key))


def has_violation(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops a release."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def counts(findings: Iterable[Finding]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(finding.severity for finding in findings)
