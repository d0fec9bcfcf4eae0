"""A report: what every format gets to tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from lq_graph.checking.finding import Finding, Severity
from lq_graph.names import Names
from lq_graph.settings import Language

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Report:
    """The findings of one check, in their order, and what is needed to show them.

    `files` are those that were checked, `contents` the bytes of those whose lines may be shown; no other file is ever
    opened for a report. `threshold` is the least severity that makes the check fail, None if nothing does. `seconds`
    is how long it took, None where a report must be the same each time.
    """

    findings: tuple[Finding, ...]
    names: Names
    root: Path
    language: Language = "sv"
    files: tuple[Path, ...] = ()
    contents: Mapping[Path, bytes] = field(default_factory=dict)
    threshold: Severity | None = Severity.VIOLATION
    seconds: float | None = None
    _shown: dict[Path, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lines: dict[Path, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def by_file(self) -> list[tuple[str, list[Finding]]]:
        """The findings of each file by its name in reports; an empty name for those of no file."""
        ordered = sorted(self.findings, key=self.file_name)  # is stable, so that the order in a file stays
        return [(name, list(group)) for name, group in groupby(ordered, key=self.file_name)]

    def file_name(self, finding: Finding) -> str:
        """The name of the file to mend; empty if there is none."""
        return "" if finding.file is None else self.shown(finding.file)

    def shown(self, file: Path) -> str:
        """A file from the project's folder on, with slashes; whole if it stands elsewhere."""
        if file not in self._shown:
            whole = file.resolve()
            self._shown[file] = (whole.relative_to(self.root) if whole.is_relative_to(self.root) else whole).as_posix()
        return self._shown[file]

    def line(self, file: Path, number: int) -> str | None:
        """A line of a file, counted from 1; None if the file's content is not at hand or has no such line."""
        if file not in self._lines:
            content = self.contents.get(file)
            self._lines[file] = [] if content is None else _lines(content.decode("utf-8", "replace"))
        lines = self._lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail."""
        return self.threshold is not None and finding.severity >= self.threshold


def _lines(text: str) -> list[str]:
    """The lines of a text, which end as the parser counts them."""
    return _BREAK.split(text) if "\r" in text else text.split("\n")
