"""The line that a finding is about, cut to what can be shown, with the stretch that is at fault."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.checking.finding import Finding
from lq_graph.checking.reports.report import Report
from lq_graph.reading.position import Place
from lq_graph.text import visible, width

WIDEST = 100
_TAB = "    "
_CUT = "…"


@dataclass(frozen=True)
class Excerpt:
    """A line of a file by its number: what stands before the fault, the fault, and what stands after it."""

    number: int
    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return self.before + self.marked + self.after

    @property
    def caret(self) -> str:
        """The line that points at the fault from below."""
        return " " * width(self.before) + "^" * max(1, width(self.marked))


def excerpt(report: Report, finding: Finding, widest: int = WIDEST) -> Excerpt | None:
    """The line of a finding in at most so many columns; None if it has no place, or its file is not at hand."""
    place = finding.position
    if not isinstance(place, Place):
        return None
    line = report.line(place.file, place.line)
    return None if line is None else _cut(line, place, widest)


def _cut(line: str, place: Place, widest: int) -> Excerpt:
    """The excerpt: the whole line if it fits, else as much as does around the place."""
    start = min(place.column - 1, len(line))
    end = min(start + place.length, len(line))
    marked = _fitting(_shown(line[start:end][: widest + 1]), widest)
    room = widest - width(marked)
    before, after = _shown(line[max(0, start - widest) : start]), _shown(line[end : end + widest])
    if start <= widest and len(line) - end <= widest and width(before) + width(after) <= room:
        return Excerpt(place.line, before, marked, after)
    on_the_left = max(room // 2, room - width(after))
    if width(before) > on_the_left or start > widest:
        before = _fitting(before[::-1], on_the_left, whole=start <= widest)[::-1]
    after = _fitting(after, room - width(before), whole=len(line) - end <= widest)
    return Excerpt(place.line, before, marked, after)


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _fitting(text: str, room: int, whole: bool = True) -> str:
    """As much of the beginning of a text as takes so many columns, with a mark where it is cut."""
    if whole and width(text) <= room:
        return text
    kept = text[: max(0, room - 1)]
    while kept and width(kept) > room - 1:
        kept = kept[:-1]
    return kept + _CUT if room > 0 else ""
