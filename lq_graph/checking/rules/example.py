"""Right examples: lines of a file of examples that keep to a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.rules.rule import RuleExample
from lq_graph.checking.shacl.graph import TYPE
from lq_graph.names import class_segment
from lq_graph.reading.position import Place, Positions
from lq_graph.reading.rdf_file import RdfFile, read_rdf_file
from lq_graph.triples.terms import Term

_MOST_LINES = 14
_LEFT_OUT = "…"


@dataclass(frozen=True)
class Wanted:
    """What to show: a thing of some classes, or with some predicates, that has the predicate of the rule, if any."""

    classes: Collection[Term]
    having: Collection[Term] = ()
    predicate: Term | None = None

    def subjects(self, triples: Iterable[Triple]) -> Iterator[object]:
        """The things that are wanted, less those that lack the predicate of the rule."""
        said = tuple(triples)
        holders = {each.subject for each in said if self.predicate in (None, each.predicate)}
        for each in said:
            fits = each.predicate in self.having or (each.predicate == TYPE and each.object in self.classes)
            if fits and each.subject in holders:
                yield each.subject


def find_example(files: Iterable[Path], wanted: Wanted) -> RuleExample | None:
    """The first wanted thing of some files; those that are named after one of its classes are looked into first.

    None if no file has such a thing, or tells where it stands in it.
    """
    segments = [class_segment(each.value) for each in wanted.classes if isinstance(each, NamedNode)]
    for path in sorted(files, key=lambda path: (path.stem not in segments, path.name)):
        file = read_rdf_file(path)
        for subject in wanted.subjects(file.triples):
            return _example(file, [each for each in file.triples if each.subject == subject], wanted.predicate)
    return None


def _example(file: RdfFile, said: list[Triple], predicate: Term | None) -> RuleExample | None:
    positions = file.positions()
    shown = [each for each in said if predicate is None or each.predicate in (predicate, TYPE)]
    lines = sorted({line for each in shown for line in _lines(positions, each)})
    if not lines:
        return None
    text = file.content.decode("utf-8", "replace").splitlines()
    return RuleExample(file.path, lines[0], "\n".join(_shown(text, lines[:_MOST_LINES])))


def _lines(positions: Positions, triple: Triple) -> Iterator[int]:
    """The lines on which a statement stands: those of its subject, its predicate and its value, and those between."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    start, middle = positions.subject(subject), positions.property(subject, predicate)  # type: ignore[arg-type]
    end = positions.value(subject, predicate, value)  # type: ignore[arg-type]
    if isinstance(start, Place) and isinstance(middle, Place) and isinstance(end, Place):
        yield start.line
        yield from range(middle.line, end.line + 1)


def _shown(text: list[str], lines: list[int]) -> Iterator[str]:
    """The lines, with a mark where some are left out."""
    for before, line in zip([lines[0] - 1, *lines], lines, strict=False):
        if line > before + 1:
            yield f"    {_LEFT_OUT}"
        yield text[line - 1]
