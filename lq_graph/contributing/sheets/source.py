"""Sheets as sources: a file is opened, its form recognised, and each statement has the position of its cell."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import companion_key
from lq_graph.contributing.sheets.problems import CellError, cell_finding
from lq_graph.contributing.sheets.recognise import (
    Recognised,
    header_findings,
    plain_title,
    recognise,
    recognise_template,
    unrecognised,
)
from lq_graph.contributing.sheets.statements import RowSubjects, Statement
from lq_graph.contributing.sheets.unseen import unseen_findings
from lq_graph.contributing.spreadsheets.spreadsheet import Sheet, open_spreadsheet
from lq_graph.contributing.templates.csv import unguarded
from lq_graph.contributing.templates.exported import EXPORTED_SHEET, ExportedRows, exported_cells
from lq_graph.contributing.templates.identity import HIDDEN_SHEET, TemplateIdentity, template_identity
from lq_graph.contributing.templates.words import HELP_SHEET
from lq_graph.contributing.xlsx.cells import MOST_COLUMNS, MOST_ROWS, too_many
from lq_graph.contributing.xlsx.grid import Grid, GridCell, tidy
from lq_graph.contributing.xlsx.package import LARGEST, too_large
from lq_graph.errors import Refusal, SourceError
from lq_graph.names import Names
from lq_graph.reading.csv_file import read_csv
from lq_graph.reading.position import Cell, Place, Position
from lq_graph.reading.text_encoding import decoded
from lq_graph.text import Language, Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

REVIEW = Texts("Granskning", "Review")  # the sheet of findings in a marked workbook
_REVIEW_TITLE = re.compile(rf"(?:{REVIEW.sv}|{REVIEW.en})(?: \([0-9]+\))?")
_CSV = frozenset({".csv", ".tsv", ".txt"})
_RowColumn = tuple[int, int]


def read_sheet_content(path: Path) -> bytes:
    """The bytes of a file.

    Raises SourceError if it cannot be read, and Refusal, without reading it, if it is over 10 MB.
    """
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        if path.stat().st_size > LARGEST:
            raise too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


@dataclass(frozen=True)
class OpenSheet:
    """The sheet of a file that is read, the identity of its template, and the names of sheets that are not read.

    `text` is a CSV file in UTF-8, whatever its encoding; None for a workbook. `exported` are the cells of its rows as
    they were exported.
    """

    recognised: Recognised
    identity: TemplateIdentity
    unread: tuple[str, ...] = ()
    text: bytes | None = None
    exported: ExportedRows = dataclasses.field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language in which it is filled in."""
        return self.identity.language or self.recognised.language

    def findings(self, names: Names, has_new: bool, derived: Set[str]) -> Iterator[Finding]:
        """The findings on its headers, on what is easily overlooked in it, and on sheets that are not read.

        `has_new` says that a row describes something new, which may lack the `derived` properties.
        """
        yield from header_findings(self.recognised, self.identity, names, has_new, derived)
        yield from unseen_findings(self.recognised)
        for title in self.unread:
            place = Cell(self.recognised.grid.path, title, 1, 1)
            yield cell_finding(CellError("sheet-not-read"), place, title, comes_first=True)


def is_csv_file(path: Path) -> bool:
    """Whether the name of a file ends as that of a CSV file."""
    return path.suffix.lower() in _CSV


def open_sheets(path: Path, content: bytes, forms: Mapping[str, Form], form: Form | None = None) -> list[OpenSheet]:
    """The sheets of a workbook, or a CSV file, that hold the headers of forms.

    Sheets with the keys of a template or the name of its class are read, and the first one that fits the class of the
    template, else that of `form`, else the look of its headers. Empty ones are left out, unless all are. Raises Refusal
    for a file that cannot be read, and for one in which no form is recognised.
    """
    identity, text = TemplateIdentity(), None
    exported: Mapping[str, ExportedRows] = {}
    unseen: list[str] = []
    if is_csv_file(path):
        grids = [csv_grid(path, content)]
        text = decoded(path, content).text.encode()
    else:
        workbook = open_spreadsheet(path, content)
        identity = template_identity(workbook)
        hidden = workbook.sheet(EXPORTED_SHEET)
        exported = {} if hidden is None else exported_cells(hidden.grid())
        added = {HELP_SHEET.sv, HELP_SHEET.en}
        sheets = (each for each in workbook.sheets if each.is_visible and plain_title(each.name) not in added)
        grids = [sheet.grid() for sheet in sheets if not is_review(sheet.name)]
        unseen = [each.name for each in workbook.sheets if not each.is_visible and _has_cells(each)]
    class_ = identity.class_ or (form.class_ if form is not None else None)
    found = [each for grid in grids if (each := recognise_template(grid, forms, class_)) is not None]
    if not found or (class_ is not None and all(each.form.class_ != class_ for each in found)):
        by_look = (each for grid in grids if (each := recognise(grid, forms, class_)) is not None)
        first = next(by_look, None)
        found = [*([first] if first else []), *(each for each in found if first is None or each.grid is not first.grid)]
    if not found:
        raise unrecognised(path, form)
    chosen = [each for each in found if each.rows] or found[:1]
    titles = {each.grid.title for each in found}
    unread = (*(grid.title for grid in grids if grid.title not in titles and grid.rows), *unseen)
    opened: list[OpenSheet] = []
    for each in chosen:
        own = identity if each.form.class_ == identity.class_ else replace(identity, shapes="")
        rows = exported.get(each.form.segment, {})
        opened.append(OpenSheet(each, own, () if opened else unread, text, rows))
    return opened


def _has_cells(sheet: Sheet) -> bool:
    """Whether a hidden sheet other than those of a template has a filled cell, or so many that it cannot be read."""
    try:
        return sheet.name not in (HIDDEN_SHEET, EXPORTED_SHEET) and bool(sheet.grid().rows)
    except Refusal:
        return True


def is_review(title: str) -> bool:
    """Whether a title is that of a sheet of findings."""
    return _REVIEW_TITLE.fullmatch(title) is not None


def csv_grid(path: Path, content: bytes) -> Grid:
    """The filled cells of a CSV file, with places in the text as positions; empty rows are not counted.

    Raises SourceError, with line and column, for a file that is no CSV, and Refusal for more than 20,000 rows or 500
    columns.
    """
    file = read_csv(path, content)
    if len(file.rows) > MOST_ROWS or len(file.header) > MOST_COLUMNS:
        raise Refusal(path, too_many())
    rows = dict(enumerate((file.header, *file.rows), 1))
    filled = {}
    for number, cells in rows.items():
        texts = ((column, tidy(unguarded(cell.text))) for column, cell in enumerate(cells, 1) if cell.text)
        found = {column: GridCell(text) for column, text in texts if text}
        if found:
            filled[number] = found

    def place(row: int, column: int) -> Place:
        """The place of a cell; beyond the last one, the end of its row, and beyond the last row, that of the file."""
        cells = rows.get(row) or rows[max(rows)]
        if column <= len(cells):
            cell = cells[column - 1]
            return Place(path, cell.line, cell.column, max(cell.length, 1))
        last = cells[-1]
        return Place(path, last.line, last.column + last.length)

    return Grid(path, "", filled, place)


@dataclass(frozen=True)
class SheetSource:
    """A sheet that was read: its form and grid, the subjects of its rows, its statements, and unreadable columns.

    `removed` are the statements of datasets that its rows remove.
    """

    sheet: Recognised
    subjects: RowSubjects
    statements: Sequence[Statement]
    unreadable: Mapping[tuple[int, str], int]
    removed: frozenset[Triple] = frozenset()
    text: bytes | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self.sheet.grid.path

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """Its statements, row by row."""
        return tuple(dict.fromkeys(statement.triple for statement in self.statements))

    def positions(self) -> SheetPositions:
        """The cells of its statements. Time: 1 µs a statement."""
        return SheetPositions(self)

    def addresses(self) -> dict[Cell, str]:
        """The IRIs that were minted, by the cells to write them into; none for a CSV file."""
        column = self.sheet.id_column
        places = {} if column is None else {row: self.sheet.grid.place(row, column) for row in self.subjects.minted}
        return {place: self.subjects.minted[row] for row, place in places.items() if isinstance(place, Cell)}


class SheetPositions:
    """The cells of statements; a property has a cell in its row also if that is empty."""

    def __init__(self, source: SheetSource) -> None:
        self._sheet = source.sheet
        self._statements = source.statements
        self._unreadable = source.unreadable
        self._rows = {NamedNode(subject.iri): row for row, subject in source.subjects.by_row.items()}

    def subject(self, subject: Term) -> Position | None:
        """The first filled cell of a thing's row, or the cell of a described address."""
        place = self._subjects.get(subject)
        return None if place is None else self._sheet.grid.place(*place)

    def property(self, subject: Term, predicate: Term, language: str | None = None) -> Position | None:
        """The cell of a property in a thing's row, or of what it is derived from; else the header of a new column."""
        if not isinstance(predicate, NamedNode) or predicate == RDF_TYPE:
            return self.subject(subject)
        row = self._rows.get(subject) if isinstance(subject, NamedNode) else None
        place = self._in_row(row, predicate, language) if row is not None else self._beside(subject, predicate)
        place = place or self._derived.get((subject, predicate, language))
        if place is not None:
            return self._sheet.grid.place(*place)
        for field in self._sheet.form.fields:
            if field.predicate == predicate.value and language in (None, field.language):
                return self._sheet.missing.get(field.key)
        return None

    def value(self, subject: Term, predicate: Term, value: Term) -> Position | None:
        """The cell that holds a value."""
        if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
            return None
        place = self._values.get(Triple(subject, predicate, value))
        return None if place is None else self._sheet.grid.place(*place)

    @cached_property
    def _values(self) -> Mapping[Triple, _RowColumn]:
        return {each.triple: (each.row, each.column) for each in reversed(self._statements)}

    @cached_property
    def _subjects(self) -> Mapping[object, _RowColumn]:
        return {each.triple.subject: (each.row, each.column) for each in reversed(self._statements)}

    @cached_property
    def _derived(self) -> Mapping[tuple[object, object, str | None], _RowColumn]:
        """The cells of the properties that rows give a thing, by language and without."""
        found: dict[tuple[object, object, str | None], _RowColumn] = {}
        for (subject, predicate, value), row, column in reversed(self._statements):
            language = value.language if isinstance(value, Literal) else None
            found[subject, predicate, language] = found[subject, predicate, None] = (row, column)
        return found

    def _in_row(self, row: int, predicate: NamedNode, language: str | None) -> _RowColumn | None:
        """The cell of a property that could not be read, else its first cell."""
        for field in self._sheet.form.own_fields:
            if field.predicate == predicate.value and language in (None, field.language):
                columns = self._sheet.columns_of(field)
                if columns:
                    return row, self._unreadable.get((row, field.key), columns[0][0])
        return None

    def _beside(self, subject: Term, predicate: NamedNode) -> _RowColumn | None:
        """The cell that describes an address, in the first row that has it."""
        place = self._subjects.get(subject)
        column = None if place is None else self._sheet.headers.columns.get(place[1])
        if place is None or column is None or column.field is None:
            return None
        companion = self._sheet.form.companion(column.field)
        if companion is None or companion.predicate != predicate.value:
            return None
        number = self._sheet.by_key.get(companion_key(column.field, column.number, companion))
        return None if number is None else (place[0], number)
