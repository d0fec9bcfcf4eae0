"""A proposal: one thing as a web form describes it."""

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
from lq_graph.contributing.forms.rows import ID, sheet_columns
from lq_graph.contributing.sheets.recognise import recognise, unrecognised
from lq_graph.contributing.sheets.source import OpenSheet
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell, tidy
from lq_graph.reading.position import Cell
from lq_graph.reading.text_positions import TextPositions
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples

_KEYS, _VALUES = 1, 2  # the rows of the sheet
_FILE, _UNASKED_FILE = Path("/contribution/form"), Path("/contribution/kept")


@dataclass(frozen=True)
class Proposal:
    """A web form that was filled in: the keys of its inputs in the order of their columns, and their statements."""

    form: Form
    keys: tuple[str, ...]
    read: ReadContribution
    unasked: UnaskedStatements

    @cached_property
    def thing(self) -> NamedNode:
        """The thing that is described."""
        return NamedNode(next(iter(self.read.sheets[0].subjects.by_row.values())).iri)

    @property
    def contribution(self) -> Contribution:
        """The proposal as checking takes it."""
        return Contribution((*self.read.sources, self.unasked), self.read.findings, replaces=True)

    def triples(self, stated: Triples) -> Triples:
        """The statements to add: all on the thing, and those on others, such as sources, that are not there yet."""
        proposed = [*self.read.sheets[0].triples, *self.unasked.triples]
        return frozenset(each for each in proposed if each.subject == self.thing or each not in stated)

    def key(self, finding: Finding) -> str:
        """The key of the input that a finding concerns; empty if it concerns the thing as a whole."""
        position = finding.position
        if not isinstance(position, Cell) or position.file != _FILE:
            return ""
        is_of_all = finding.path is None and position == self.read.sheets[0].positions().subject(self.thing)
        return "" if is_of_all else self.keys[position.column - 1]


def read_proposal(
    reader: ContributionReader, form: Form, values: Mapping[str, str], stated: Triples, language: Language
) -> Proposal:
    """Reads the inputs of a form, by the keys of their columns, as the one row of a sheet.

    `stated` are the statements of datasets on the same thing. Raises Refusal if none of the inputs belongs to the form.
    """
    keys = tuple(dict.fromkeys([ID, *(column.key for column in sheet_columns(form)), *values]))
    cells = {place: GridCell(text) for place, key in enumerate(keys, 1) if (text := tidy(values.get(key, "")))}
    rows = {_KEYS: {place: GridCell(key) for place, key in enumerate(keys, 1)}, _VALUES: cells}
    grid = Grid(_FILE, "", rows, lambda row, column: Cell(_FILE, "", row, column))
    recognised = recognise(grid, {form.segment: form}, form.class_)
    if recognised is None or not cells:
        raise unrecognised(_FILE)
    read = reader.read_opened((), [OpenSheet(recognised, TemplateIdentity(language=language))])
    return Proposal(form, keys, read, UnaskedStatements(tuple(_unasked(form, stated))))


@dataclass(frozen=True)
class UnaskedStatements:
    """The statements on a thing that its form does not ask for, which a proposal leaves as they are."""

    triples: tuple[Triple, ...]
    path: Path = _UNASKED_FILE

    def positions(self) -> TextPositions:
        """No positions: the statements are not in the form."""
        return TextPositions({}, {}, {})


def _unasked(form: Form, stated: Triples) -> Iterator[Triple]:
    for triple in stated:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        asked = (
            field.predicate == triple.predicate.value and field.language in (None, language)
            for field in form.own_fields
        )
        if not any(asked):
            yield triple
