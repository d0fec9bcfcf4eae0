"""A sheet as a source: what it says, and in which cell each statement stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.row_subjects import RowSubjects
from lq_graph.contributing.sheets.statements import Statement
from lq_graph.contributing.templates.sheet_column import value_key
from lq_graph.names import RDF
from lq_graph.reading.position import Cell, Position
from lq_graph.triples.terms import Term

_TYPE = NamedNode(f"{RDF}type")
_Place = tuple[int, int]


@dataclass(frozen=True)
class SheetSource:
    """A sheet that was read: its form and grid, what its rows are about, and its statements."""

    sheet: Recognised
    subjects: RowSubjects
    statements: Sequence[Statement]
    misread: Mapping[tuple[int, str], int]

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
        self._misread = source.misread
        self._rows = {NamedNode(subject.iri): row for row, subject in source.subjects.by_row.items()}

    def subject(self, subject: Term) -> Position | None:
        """The first filled cell of a thing's row, or the cell of a described address."""
        place = self._subjects.get(subject)
        return None if place is None else self._sheet.grid.place(*place)

    def property(self, subject: Term, predicate: Term, language: str | None = None) -> Position | None:
        """The cell of a property in a thing's row; where no column holds it, the header cell that one would have."""
        if not isinstance(predicate, NamedNode) or predicate == _TYPE:
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
                    return row, self._misread.get((row, field.key), columns[0][0])
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
