"""Proposals: one thing as a web form describes it, read as the one row of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from lq_graph.checking.finding import Finding
from lq_graph.contributing.contribution import ContributionReader, ReadContribution
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import ID, is_value_of, sheet_columns
from lq_graph.contributing.sheets.recognise import recognise, unrecognised
from lq_graph.contributing.sheets.source import OpenSheet
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell, tidy
from lq_graph.reading.position import Cell
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples

_KEYS, _VALUES = 1, 2  # the rows of the sheet
_FILE = Path("/contribution/form")


@dataclass(frozen=True)
class Proposal:
    """A web form that was filled in: the keys of its inputs in the order of their columns, and their statements.

    `stated` are the statements of datasets on its thing.
    """

    form: Form
    keys: tuple[str, ...]
    read: ReadContribution
    stated: Triples

    @cached_property
    def thing(self) -> NamedNode:
        """The thing that is described."""
        return NamedNode(next(iter(self.read.sheets[0].subjects.by_row.values())).iri)

    @property
    def triples(self) -> Triples:
        """All statements on the thing as proposed, and those on others, such as sources, that are not there yet."""
        edit = self.read.edit
        return (self.stated - edit.removed).union(edit.added)

    def key(self, finding: Finding) -> str:
        """The key of the input that a finding concerns; empty if it concerns the thing as a whole."""
        position = finding.position
        if not isinstance(position, Cell) or position.file != _FILE:
            return ""
        is_of_all = finding.path is None and position == self.read.sheets[0].positions().subject(self.thing)
        return "" if is_of_all else self.keys[position.column - 1]


def read_proposal(
    reader: ContributionReader, form: Form, values: Mapping[str, str], iri: str, language: Language
) -> Proposal:
    """Reads the inputs of a form, by the keys of their columns, as the one row of a sheet.

    `iri` is that of the thing to change, empty for a new one; the form has all of its values. Raises Refusal if none of
    the inputs belongs to the form.
    """
    stated = frozenset(reader.stated_of(iri))
    counts = {field.key: sum(is_value_of(field, each) for each in stated) for field in form.own_fields}
    columns = [column.key for column in sheet_columns(form, counts)]
    keys = tuple(dict.fromkeys([ID, *columns, *values]))
    cells = {place: GridCell(text) for place, key in enumerate(keys, 1) if (text := tidy(values.get(key, "")))}
    rows = {_KEYS: {place: GridCell(key) for place, key in enumerate(keys, 1)}, _VALUES: cells}
    grid = Grid(_FILE, "", rows, lambda row, column: Cell(_FILE, "", row, column))
    recognised = recognise(grid, {form.segment: form}, form.class_)
    if recognised is None or not cells:
        raise unrecognised(_FILE)
    read = reader.read_opened((), [OpenSheet(recognised, TemplateIdentity(language=language))], may_repeat=False)
    return Proposal(form, keys, read, stated)
