"""A file opened and its form recognised: the sheet that is read, and what else the file holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.marking.review_name import is_review
from lq_graph.contributing.sheets.csv_grid import csv_grid
from lq_graph.contributing.sheets.grid import Grid
from lq_graph.contributing.sheets.header_findings import header_findings
from lq_graph.contributing.sheets.misreading import Misreading, same
from lq_graph.contributing.sheets.reader_findings import finding
from lq_graph.contributing.sheets.recognise import Recognised, recognise
from lq_graph.contributing.sheets.unrecognised import unrecognised
from lq_graph.contributing.sheets.workbook import Workbook, read_workbook
from lq_graph.contributing.templates.identity import TemplateIdentity, template_identity
from lq_graph.contributing.templates.words import HELP_SHEET
from lq_graph.names import Names
from lq_graph.reading.position import Cell
from lq_graph.settings import Language

_CSV = frozenset({".csv", ".tsv", ".txt"})


@dataclass(frozen=True)
class OpenSheet:
    """The sheet of a file that is read, what its template says of itself, and the names of sheets that are not read."""

    recognised: Recognised
    identity: TemplateIdentity
    unread: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The language that it is filled in in."""
        return self.identity.language or self.recognised.language

    def findings(self, names: Names) -> Iterator[Finding]:
        """What is wrong with the headers, and which sheets are not read."""
        yield from header_findings(self.recognised, self.identity, names)
        for title in self.unread:
            place = Cell(self.recognised.grid.path, title, 1, 1)
            yield finding(Misreading("sheet-not-read"), place, title, other=same(self.recognised.grid.title))


def is_csv_file(path: Path) -> bool:
    """Whether the name of a file ends as that of a CSV file."""
    return path.suffix.lower() in _CSV


def open_sheet(path: Path, content: bytes, forms: Mapping[str, Form], form: Form | None = None) -> OpenSheet:
    """The sheet of a workbook, or a CSV file, that holds the headers of a form.

    What the template says it is goes before `form`, and that before what the headers look like. Raises Refusal for what
    cannot be read, and for a file in which no form is recognised.
    """
    if is_csv_file(path):
        return _open_csv(csv_grid(path, content), forms, form)
    return _open_workbook(read_workbook(path, content), forms, form)


def _open_csv(grid: Grid, forms: Mapping[str, Form], form: Form | None) -> OpenSheet:
    found = recognise(grid, forms, None if form is None else form.class_)
    if found is None:
        raise unrecognised(grid.path, form)
    return OpenSheet(found, TemplateIdentity())


def _open_workbook(workbook: Workbook, forms: Mapping[str, Form], form: Form | None) -> OpenSheet:
    identity = template_identity(workbook)
    class_ = identity.class_ or (form.class_ if form is not None else None)
    grids = [workbook.grid(sheet) for sheet in workbook.sheets if sheet.is_visible and not _is_ours(sheet.name)]
    for grid in grids:
        found = recognise(grid, forms, class_)
        if found is not None:
            unread = tuple(other.title for other in grids if other is not grid and other.rows)
            return OpenSheet(found, identity, unread)
    raise unrecognised(workbook.path, form)


def _is_ours(title: str) -> bool:
    return title in (HELP_SHEET.sv, HELP_SHEET.en) or is_review(title)
