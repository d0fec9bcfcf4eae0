"""The statements of a sheet, cell by cell, and what is wrong with cells that make none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.contributing.sheets.header_findings import shown_place
from lq_graph.contributing.sheets.misreading import Misreading, same
from lq_graph.contributing.sheets.reader_findings import Subject, finding
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.row_subjects import RowSubjects, filled_rows
from lq_graph.contributing.sheets.values import Value, Values
from lq_graph.contributing.templates.sheet_column import companion_key, value_key
from lq_graph.names import RDF

_TYPE = NamedNode(f"{RDF}type")
Cells = Mapping[int, GridCell]


class Statement(NamedTuple):
    """A triple, and the row and column of the cell that says it."""

    triple: Triple
    row: int
    column: int


class _Companion(NamedTuple):
    """A column that describes the value of another one, its owner; 0 for one of them that is not there."""

    column: int
    owner: int
    field: Field
    beside: Field


@dataclass(frozen=True)
class SheetStatements:
    """What a sheet says and what is wrong in it; filled as it is read.

    `misread` are the first columns that could not be read, by row and key of field.
    """

    sheet: Recognised
    subjects: RowSubjects
    values: Values
    is_described: Callable[[str, str], bool]
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    misread: dict[tuple[int, str], int] = field(default_factory=dict)
    _told: set[tuple[str, str, str]] = field(default_factory=set)
    _beside: dict[tuple[NamedNode, str], tuple[Value, int, int]] = field(default_factory=dict)

    def read(self) -> None:
        """Reads every filled row. `is_described` tells whether the graph has an address as a thing of a class."""
        for number, cells in filled_rows(self.sheet):
            self._read_row(number, cells, self.subjects.by_row[number])

    def _read_row(self, number: int, cells: Cells, subject: Subject) -> None:
        node = NamedNode(subject.iri)
        first = min(cells.keys() & self.sheet.headers.columns.keys())
        self._say(Triple(node, _TYPE, NamedNode(self.sheet.form.class_)), number, first)
        for predicate, iri in self.sheet.form.constants:
            self._say(Triple(node, NamedNode(predicate), NamedNode(iri)), number, first)
        read: dict[int, Value | None] = {}
        for column, property_, asked in self._fields:
            if column in cells:
                read[column] = value = self._value(number, column, asked, cells[column], subject)
                if value is not None:
                    self._say(Triple(node, property_, value), number, column)
        for companion in self._companions:
            owner = read.get(companion.owner)
            if isinstance(owner, NamedNode):
                self._describe(number, companion, cells.get(companion.column), owner)
            elif companion.column in cells and companion.owner not in cells:
                self._refuse_stray(number, companion, cells[companion.column])

    def _describe(self, number: int, companion: _Companion, cell: GridCell | None, node: NamedNode) -> None:
        """Says of an address what stands beside it; nothing if nothing does and the graph knows the address."""
        class_ = companion.beside.classes[0]
        if cell is None and self.is_described(node.value, class_):
            return
        self._say(Triple(node, _TYPE, NamedNode(class_)), number, companion.owner)
        if cell is not None:
            value = self._value(number, companion.column, companion.field, cell, Subject(node.value))
            if value is not None and self._agrees(number, companion, node, value):
                self._say(Triple(node, NamedNode(companion.field.predicate), value), number, companion.column)

    def _refuse_stray(self, number: int, companion: _Companion, cell: GridCell) -> None:
        place = self.sheet.grid.place(number, companion.column)
        misreading = Misreading("cell-describes-nothing")
        self.findings.append(finding(misreading, place, cell.text, field=companion.field, other=companion.beside.name))

    def _agrees(self, number: int, companion: _Companion, node: NamedNode, value: Value) -> bool:
        """Whether nothing else stands beside the same address elsewhere."""
        key = (node, companion.field.key)
        said, row, column = self._beside.setdefault(key, (value, number, companion.column))
        if said == value:
            return True
        place = self.sheet.grid.place
        misreading = Misreading("cell-says-otherwise", same(said.value))
        self.findings.append(
            finding(
                misreading,
                place(number, companion.column),
                value.value,
                field=companion.field,
                other=same(shown_place(place(row, column))),
                subject=Subject(node.value),
            )
        )
        return False

    def _value(self, number: int, column: int, field: Field, cell: GridCell, subject: Subject) -> Value | None:
        value = self.values.read(field, cell)
        if not isinstance(value, Misreading):
            return value
        place = self.sheet.grid.place(number, column)
        self.misread.setdefault((number, field.key), column)
        key = (subject.iri, field.key, cell.text)
        is_repeated = key in self._told
        self._told.add(key)
        self.findings.append(finding(value, place, cell.text, field=field, subject=subject, is_repeated=is_repeated))
        return None

    def _say(self, triple: Triple, row: int, column: int) -> None:
        self.statements.append(Statement(triple, row, column))

    @cached_property
    def _fields(self) -> list[tuple[int, NamedNode, Field]]:
        """The columns that say something of the thing itself, with their property and field."""
        return [
            (number, NamedNode(column.field.predicate), column.field)
            for number, column in sorted(self.sheet.headers.columns.items())
            if column.field is not None and column.beside is None
        ]

    @cached_property
    def _companions(self) -> list[_Companion]:
        """The columns that describe the values of others; those too that are not there, so that this is found."""
        return list(self._found_companions())

    def _found_companions(self) -> Iterator[_Companion]:
        for number, column in sorted(self.sheet.headers.columns.items()):
            companion = None if column.field is None else self.sheet.form.companion(column.field)
            if companion is not None and column.field is not None:
                key = companion_key(column.field, column.number, companion)
                yield _Companion(self.sheet.by_key.get(key, 0), number, companion, column.field)
        for number, column in sorted(self.sheet.headers.columns.items()):
            if column.beside is not None and column.field is not None:
                owner = value_key(column.beside, column.number)
                if owner not in self.sheet.by_key:
                    yield _Companion(number, 0, column.field, column.beside)
