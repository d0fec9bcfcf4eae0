"""Findings for a person at a terminal or in a log: where, what is wrong, what to do, and the line itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import (
    NO_FILE,
    SEVERITIES,
    WIDEST,
    Excerpt,
    Report,
    address,
    excerpt,
    place,
    sentence,
)
from lq_graph.text import visible

_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
)
_BOLD, _DIM = "1", "2"
_MARGIN = 4
_NARROWEST = 40


@dataclass(frozen=True)
class Style:
    """How text is set: in colour or not, and the columns to wrap it in; None leaves each finding in one line."""

    colour: bool = False
    columns: int | None = None


PLAIN = Style()


def text_report(report: Report, style: Style = PLAIN) -> Iterator[str]:
    """The findings by file, an empty line between files.

    Each is a line of place, severity, code and sentence, and where its place is known two more: the line of the file,
    and a caret under the fault.
    """
    for index, (_, findings) in enumerate(report.by_file()):
        yield "\n" if index else ""
        yield from (finding_text(report, finding, style) for finding in findings)


def finding_text(report: Report, finding: Finding, style: Style = PLAIN) -> str:
    """One finding, with the line that it is about."""
    found = excerpt(report, finding, _room(style))
    return _headline(report, finding, style) + (
        "" if found is None else _lines(found, _COLOURS[finding.severity], style)
    )


def _headline(report: Report, finding: Finding, style: Style) -> str:
    where = visible(place(report, finding) or NO_FILE.in_language(report.language))
    words = (where, SEVERITIES[finding.severity].in_language(report.language), finding.code)
    head, text = "  ".join(words), sentence(finding, report.language, address(report, finding))
    lines = [f"{head}  {text}"] if style.columns is None else _wrapped(f"{head}  {text}", style.columns)
    if style.colour and lines[0].startswith(head):
        colours = (_BOLD, _COLOURS[finding.severity], _DIM)
        painted = "  ".join(_painted(word, colour) for word, colour in zip(words, colours, strict=True))
        lines[0] = painted + lines[0].removeprefix(head)
    return "".join(f"{line}\n" for line in lines)


def _lines(found: Excerpt, colour: str, style: Style) -> str:
    number = f"{found.number:>5} | "
    margin = " " * (len(number) - 2) + "| "
    caret = found.caret
    if not style.colour:
        return f"{number}{found.text}\n{margin}{caret}\n"
    text = found.before + _painted(found.marked, colour) + found.after
    return f"{_painted(number, _DIM)}{text}\n{_painted(margin, _DIM)}{_painted(caret, colour)}\n"


def _room(style: Style) -> int:
    """The columns that are left for a line of a file."""
    return WIDEST if style.columns is None else max(_NARROWEST, style.columns - 2 * _MARGIN)


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(_NARROWEST, columns),
        subsequent_indent=" " * _MARGIN,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _painted(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if text else ""
