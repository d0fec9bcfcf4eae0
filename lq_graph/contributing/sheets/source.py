"""Sheets as sources: opened, recognised, and read to statements with the cell of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import value_key
from lq_graph.contributing.sheets.findings import header_findings
from lq_graph.contributing.sheets.problems import CellError, cell_finding, same
from lq_graph.contributing.sheets.recognise import Recognised, recognise, unrecognised
from lq_graph.contributing.sheets.statements import RowSubjects, Statement
from lq_graph.contributing.templates.csv import unguarded
from lq_graph.contributing.templates.identity import TemplateIdentity, template_identity
from lq_graph.contributing.templates.words import HELP_SHEET
from lq_graph.contributing.xlsx.cells import MOST_COLUMNS, MOST_ROWS, too_many
from lq_graph.contributing.xlsx.grid import Grid, GridCell, Rows, tidy
from lq_graph.contributing.xlsx.package import LARGEST, too_large
from lq_graph.contributing.xlsx.workbook import Workbook, read_workbook
from lq_graph.errors import Refusal, SourceError
from lq_graph.names import Names
from lq_graph.reading.csv_file import CsvCell, read_csv
from lq_graph.reading.position import Cell, Place, Position
from lq_graph.text import Language, Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

# What the sheet of findings in a marked workbook is called.

REVIEW = Texts("Granskning", "Review")
_OURS = re.compile(rf"(?:{REVIEW.sv}|{REVIEW.en})(?: \([0-9]+\))?")


def is_review(title: str) -> bool:
    """Whether a sheet is called as a sheet of findings."""
    return _OURS.fullmatch(title) is not None


# The bytes of a sheet that somebody sent, if they are not too many.


def read_sheet_content(path: Path) -> bytes:
    """The bytes of a file; raises SourceError if it cannot be read, and Refusal, unread, if it is over 10 MB."""
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        if path.stat().st_size > LARGEST:
            raise too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


# The grid of a CSV file: the same as that of a sheet, with places in the text for cells.


@dataclass(frozen=True)
class _Places:
    """Where the cells of each row are written."""

    path: Path
    rows: Mapping[int, tuple[CsvCell, ...]]

    def of(self, row: int, column: int) -> Place:
        """The place of a cell; beyond the last one, the end of its row, and beyond the last row, that of the file."""
        cells = self.rows.get(row) or self.rows[max(self.rows)]
        if column <= len(cells):
            cell = cells[column - 1]
            return Place(self.path, cell.line, cell.column, max(cell.length, 1))
        last = cells[-1]
        return Place(self.path, last.line, last.column + last.length)


def csv_grid(path: Path, content: bytes) -> Grid:
    """The filled cells of a CSV file; rows that are empty are not counted.

    Raises SourceError, with line and column, for what is no CSV, and Refusal for more than 20,000 rows or 500 columns.
    """
    file = read_csv(path, content)
    if len(file.rows) > MOST_ROWS or len(file.header) > MOST_COLUMNS:
        raise Refusal(path, too_many())
    rows = dict(enumerate((file.header, *file.rows), 1))
    return Grid(path, "", _filled(rows.items()), _Places(path, rows).of)


def _filled(rows: Iterable[tuple[int, tuple[CsvCell, ...]]]) -> Rows:
    filled = {}
    for number, cells in rows:
        texts = ((column, tidy(unguarded(cell.text))) for column, cell in enumerate(cells, 1) if cell.text)
        filled[number] = {column: GridCell(text) for column, text in texts if text}
    return {number: cells for number, cells in filled.items() if cells}


# A file opened and its form recognised: the sheet that is read, and what else the file holds.

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
            yield cell_finding(CellError("sheet-not-read"), place, title, other=same(self.recognised.grid.title))


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


# A sheet as a source: what it says, and in which cell each statement stands.

_Place = tuple[int, int]


@dataclass(frozen=True)
class SheetSource:
    """A sheet that was read: its form and grid, what its rows are about, and its statements."""

    sheet: Recognised
    subjects: RowSubjects
    statements: Sequence[Statement]
    unreadable: Mapping[tuple[int, str], int]

    @property
    def path(self) -> Path:
        """The file."""
        return self.sheet.grid.path

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """What the sheet says, row by row."""
        return tuple(dict.fromkeys(statement.triple for statement in self.statements))

    def positions(self) -> SheetPositions:
        """The cells of its statements. Time: 1 µs a statement."""
        return SheetPositions(self)

    def addresses(self) -> dict[Cell, str]:
        """The addresses that were minted, by the cells that they are to be written into; none for a CSV file."""
        column = self.sheet.id_column
        places = {} if column is None else {row: self.sheet.grid.place(row, column) for row in self.subjects.minted}
        return {place: self.subjects.minted[row] for row, place in places.items() if isinstance(place, Cell)}


class SheetPositions:
    """The cells of statements; a property has a cell in its row also where nothing stands in it."""

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
        """The cell of a property in a thing's row; where no column holds it, the header cell that one would have."""
        if not isinstance(predicate, NamedNode) or predicate == RDF_TYPE:
            return self.subject(subject)
        row = self._rows.get(subject) if isinstance(subject, NamedNode) else None
        place = self._in_row(row, predicate, language) if row is not None else self._beside(subject, predicate)
        if place is not None:
            return self._sheet.grid.place(*place)
        return self._absent(predicate, language)

    def value(self, subject: Term, predicate: Term, value: Term) -> Position | None:
        """The cell that holds a value."""
        if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
            return None
        place = self._values.get(Triple(subject, predicate, value))
        return None if place is None else self._sheet.grid.place(*place)

    @cached_property
    def _values(self) -> Mapping[Triple, _Place]:
        return {each.triple: (each.row, each.column) for each in reversed(self._statements)}

    @cached_property
    def _subjects(self) -> Mapping[object, _Place]:
        return {each.triple.subject: (each.row, each.column) for each in reversed(self._statements)}

    def _in_row(self, row: int, predicate: NamedNode, language: str | None) -> _Place | None:
        """The cell of a property that could not be read, else its first cell."""
        for field in self._sheet.form.own_fields:
            if field.predicate == predicate.value and language in (None, field.language):
                columns = self._sheet.columns_of(field)
                if columns:
                    return row, self._unreadable.get((row, field.key), columns[0][0])
        return None

    def _beside(self, subject: Term, predicate: NamedNode) -> _Place | None:
        """The cell that describes an address, in the first row that has it."""
        place = self._subjects.get(subject)
        column = None if place is None else self._sheet.headers.columns.get(place[1])
        if place is None or column is None or column.field is None:
            return None
        companion = self._sheet.form.companion(column.field)
        if companion is None or companion.predicate != predicate.value:
            return None
        key = f"{value_key(column.field, column.number)}/{companion.key}"
        number = self._sheet.by_key.get(key)
        return None if number is None else (place[0], number)

    def _absent(self, predicate: NamedNode, language: str | None) -> Position | None:
        for field in self._sheet.form.fields:
            if field.predicate == predicate.value and language in (None, field.language):
                return self._sheet.missing.get(field.key)
        return None
