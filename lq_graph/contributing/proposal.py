"""A proposal: one thing as a web form describes it, read as the one row of a sheet with a column for each input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.contribution import ContributionReader, ReadContribution
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.sheets.grid import Grid, GridCell, tidy
from lq_graph.contributing.sheets.open_sheet import OpenSheet
from lq_graph.contributing.sheets.recognise import recognise
from lq_graph.contributing.sheets.unrecognised import unrecognised
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.templates.sheet_column import ID, sheet_columns
from lq_graph.reading.position import Cell, TextPositions
from lq_graph.settings import Language
from lq_graph.triples.dataset import Triples

_KEYS, _VALUES = 1, 2  # the rows of the sheet
_FILE, _KEPT_FILE = Path("/contribution/form"), Path("/contribution/kept")


@dataclass(frozen=True)
class Kept:
    """What is stated of a thing and its form does not ask for, which a proposal leaves as it is."""

    triples: tuple[Triple, ...]
    path: Path = _KEPT_FILE

    def positions(self) -> TextPositions:
        """None: nobody wrote it now."""
        return TextPositions({}, {}, {})


@dataclass(frozen=True)
class Proposal:
    """A form that was filled in: the keys of its inputs in the order of their columns, and what they say."""

    form: Form
    keys: tuple[str, ...]
    read: ReadContribution
    kept: Kept

    @cached_property
    def thing(self) -> NamedNode:
        """What is described."""
        return NamedNode(next(iter(self.read.sheets[0].subjects.by_row.values())).iri)

    @property
    def contribution(self) -> Contribution:
        """The proposal as checking takes it."""
        return Contribution((*self.read.sources, self.kept), self.read.findings, replaces=True)

    def triples(self, stated: Triples) -> Triples:
        """What is to be stated: all of the thing, and of others, such as sources, what is not stated yet."""
        said = [*self.read.sheets[0].triples, *self.kept.triples]
        return frozenset(each for each in said if each.subject == self.thing or each not in stated)

    def key(self, finding: Finding) -> str:
        """The key of the input that a finding is about; empty if it is about the thing as a whole."""
        position = finding.position
        if not isinstance(position, Cell) or position.file != _FILE:
            return ""
        is_of_all = finding.path is None and position == self.read.sheets[0].positions().subject(self.thing)
        return "" if is_of_all else self.keys[position.column - 1]


def read_proposal(
    reader: ContributionReader, form: Form, values: Mapping[str, str], stated: Triples, language: Language
) -> Proposal:
    """What the inputs of a form say, by the keys of their columns; `stated` is what datasets say of the same thing.

    Raises Refusal for inputs of which none belongs to the form.
    """
    keys = _keys(form, values)
    cells = {place: GridCell(text) for place, key in enumerate(keys, 1) if (text := tidy(values.get(key, "")))}
    rows = {_KEYS: {place: GridCell(key) for place, key in enumerate(keys, 1)}, _VALUES: cells}
    grid = Grid(_FILE, "", rows, lambda row, column: Cell(_FILE, "", row, column))
    recognised = recognise(grid, {form.segment: form}, form.class_)
    if recognised is None or not cells:
        raise unrecognised(_FILE)
    read = reader.read_opened((), [OpenSheet(recognised, TemplateIdentity(language=language))])
    return Proposal(form, keys, read, Kept(tuple(_unasked(form, stated))))


def _keys(form: Form, values: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the form's own columns, and of those inputs that were added to it."""
    return tuple(dict.fromkeys([ID, *(column.key for column in sheet_columns(form)), *values]))


def _unasked(form: Form, stated: Triples) -> Iterator[Triple]:
    for triple in stated:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        asked = (
            field.predicate == triple.predicate.value and field.language in (None, language)
            for field in form.own_fields
        )
        if not any(asked):
            yield triple
