"""Changes as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lq_graph.releasing.changes.compare import Kind
from lq_graph.releasing.changes.told import Entry, Line, Told, gained_and_lost
from lq_graph.settings import Language

_SIGNS: Mapping[Kind, str] = MappingProxyType({Kind.ADDED: "+", Kind.CHANGED: "~", Kind.REMOVED: "-"})


def text_of(told: Told) -> str:
    """The changes as lines: the summary, then each class with its things, `+` added, `~` changed, `-` removed."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Told) -> Iterator[str]:
    yield told.summary
    for group in told.groups:
        yield ""
        yield group.name
        for entry in group.entries:
            yield f"  {_SIGNS[entry.change.kind]} {entry.name}"
            yield from (f"      {_line(entry, line, told.wording.language)}" for line in entry.lines)


def _line(entry: Entry, line: Line, language: Language) -> str:
    values = gained_and_lost(entry.change.kind, ", ".join(line.added), ", ".join(line.removed), language)
    return f"{line.property}: {values}"
