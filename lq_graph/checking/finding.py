"""A finding: one thing that is wrong, where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path as FilePath
from typing import Literal

from lq_graph.checking.shacl.path import Path
from lq_graph.reading.position import Position
from lq_graph.settings import Texts
from lq_graph.triples.terms import Term

Origin = Literal["reader", "reasoning", "shape", "check"]


class Severity(IntEnum):
    """How much a finding weighs; only a violation stops a release."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    `code` is the stable name of the rule: the local name of a shape, the name of a query in sparql/checks, or of a
    reader's rule such as `cell-not-in-list`. `fault` is a sentence that says what is wrong, `message` one that says
    what to do. `focus` is the focus node, None where a file is at fault before it says anything; `label` is what people
    call it. `files` are those that describe the focus node, `position` is the place to mend; `is_exact` if that is the
    value or the property itself, not the thing as a whole.

    Of a shape's finding, `shape` is the shape's IRI, `component` the local name of the constraint component, `path` the
    property path and `path_words` its words, `language` the language that the shape asks for, `value` the offending
    value and `value_label` what people call it. `suggestion` is the nearest valid value, as it would be written.
    `origin` tells who found it, `is_cause` that what else is wrong with its value follows from it, and `depth` how many
    classes stand above the one that the rule is for.
    """

    severity: Severity
    code: str
    message: Texts
    fault: Texts
    focus: Term | None = None
    label: Texts | None = None
    files: tuple[FilePath, ...] = ()
    position: Position | None = None
    is_exact: bool = False
    shape: str | None = None
    component: str | None = None
    path: Path | None = None
    path_words: Texts | None = None
    language: str | None = None
    value: Term | None = None
    value_label: Texts | None = None
    suggestion: Texts | None = None
    origin: Origin = "shape"
    is_cause: bool = False
    depth: int = 0

    @property
    def file(self) -> FilePath | None:
        """The file to mend: that of the position, else the last that describes the focus node."""
        if self.position is not None:
            return self.position.file
        return self.files[-1] if self.files else None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Orders findings by file, place, focus node, rule and value."""
        return (str(self.file or ""), _place(self.position), str(self.focus), self.code, str(self.value or ""))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, then place, then focus node, then rule; the same finding once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))


def has_violation(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops a release."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def counts(findings: Iterable[Finding]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(finding.severity for finding in findings)


def _place(position: Position | None) -> tuple[str, int, int]:
    if position is None:
        return ("", 0, 0)
    return (getattr(position, "sheet", ""), getattr(position, "line", getattr(position, "row", 0)), position.column)
