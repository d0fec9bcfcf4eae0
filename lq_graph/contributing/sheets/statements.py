"""The statements of a sheet, row by row: their subjects, their values, and what is wrong with cells that make none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.rows import companion_key, value_key
from lq_graph.contributing.sheets.findings import CellError, Subject, cell_finding, same, shown_place, suggesting
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.values import Value, ValueReader
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import SKOS, Names
from lq_graph.text import Texts
from lq_graph.triples.vocabulary import RDF_TYPE

# The key of a thing, made from what it is called.

LONGEST = 60
_SPELT_OUT = str.maketrans(
    {"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "&": "-"}
)
_OTHER = re.compile("[^a-z0-9]+")


def slug(label: str) -> str:
    """Small letters and digits with hyphens between them, at most 60, ended at a hyphen; empty if none are left.

    `Klimat- och energiplan 2025–2030` gives `klimat-och-energiplan-2025-2030`.
    """
    plain = unicodedata.normalize("NFKD", label.casefold().translate(_SPELT_OUT))
    ascii_ = "".join(each for each in plain if not unicodedata.combining(each))
    return shortened(_OTHER.sub("-", ascii_).strip("-"), LONGEST)


def shortened(key: str, longest: int) -> str:
    """A key cut at its last hyphen within a length; in the middle of a word only if it has no hyphen."""
    if len(key) <= longest:
        return key
    cut = key[: longest + 1].rpartition("-")[0] or key[:longest]
    return cut.rstrip("-")


# Addresses of things: those that people give, and those that are minted from what a thing is called.

_KEY = re.compile("[a-z0-9]+(?:--?[a-z0-9]+)*")
_LONGEST_KEY = 120
_SCHEME = re.compile("[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Minting:
    """Gives the things of one class their addresses; the same things in the same order get the same addresses.

    `is_known` tells whether the graph has something at an address, `is_member` whether it is a thing of the class.
    """

    names: Names
    segment: str
    is_known: Callable[[str], bool]
    is_member: Callable[[str], bool]
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def given(self, text: str) -> str | CellError:
        """The address that a person gave, whole, as `id/plan/x`, or as the key alone."""
        iri = self._whole(text)
        if self.is_member(iri):
            return self._take(iri)
        parts = self.names.thing_parts(iri)
        if parts is None:
            return self._not_ours(text, iri)
        if parts[0] != self.segment:
            return suggesting("row-id-of-another-class", self.names.thing(self.segment, slug(parts[1])))
        if not _KEY.fullmatch(parts[1]) or len(parts[1]) > _LONGEST_KEY:
            return suggesting("row-id-not-a-key", slug(parts[1]))
        return self._take(iri)

    def mint(self, label: str) -> str:
        """A new address for a thing of a label; with a number behind it where the plain one is taken."""
        key = slug(label) or self.segment
        iri = self.names.thing(self.segment, key)
        while iri in self._taken or self.is_known(iri):
            iri = self.names.thing(self.segment, self._numbered(key))
        return self._take(iri)

    def _numbered(self, key: str) -> str:
        number = self._numbers[key] = self._numbers.get(key, 1) + 1
        return f"{shortened(key, LONGEST - len(str(number)) - 1)}-{number}"

    def _take(self, iri: str) -> str:
        self._taken.add(iri)
        return iri

    def _whole(self, text: str) -> str:
        if _SCHEME.match(text):
            return text
        path = text if "/" in text else f"id/{self.segment}/{text}"
        return f"{self.names.base}{path}"

    def _not_ours(self, text: str, iri: str) -> CellError:
        """Of another base, or of this one and no address of a thing."""
        key = slug(text.rstrip("/").rpartition("/")[2])
        if iri.startswith(self.names.base):
            return suggesting("row-id-not-a-key", key)
        here = self.names.thing(self.segment, key)
        return suggesting("row-id-elsewhere", here if self.is_known(here) else None)


# What each row of a sheet is about: the address that it gives, or one minted from its name.

_UNREADABLE = {"formula": CellError("cell-formula-without-value"), "error": CellError("cell-error-value")}
Cells = Mapping[int, GridCell]


@dataclass(frozen=True)
class RowSubjects:
    """The subject of each filled row; of those minted now the ones to write back; what is wrong with given ones."""

    by_row: Mapping[int, Subject]
    minted: Mapping[int, str]
    labels: Mapping[int, tuple[str, ...]]
    findings: tuple[Finding, ...]


def row_subjects(sheet: Recognised, minting: Minting) -> RowSubjects:
    """The subjects of the rows below the headers; first those that are given, so that none of them is minted.

    A row without a name in Swedish gets an address that is not written back, since it would not keep it.
    """
    return _Subjects(sheet, minting).found()


class _Subjects:
    def __init__(self, sheet: Recognised, minting: Minting) -> None:
        self._sheet = sheet
        self._minting = minting
        self._by_row: dict[int, Subject] = {}
        self._minted: dict[int, str] = {}
        self._labels: dict[int, tuple[str, ...]] = {}
        self._findings: list[Finding] = []
        self._given: dict[str, int] = {}

    def found(self) -> RowSubjects:
        swedish, english = _label_column(self._sheet, "sv"), _label_column(self._sheet, "en")
        rows = list(filled_rows(self._sheet))
        for number, cells in rows:
            said = (_text(cells, swedish), _text(cells, english))
            self._labels[number] = tuple(filter(None, said))
        pending = [(number, cells) for number, cells in rows if not self._is_given(number, cells)]
        for number, cells in pending:
            self._mint(number, is_named=bool(_text(cells, swedish)))
        by_row = dict(sorted(self._by_row.items()))
        return RowSubjects(by_row, self._minted, self._labels, tuple(self._findings))

    def _is_given(self, number: int, cells: Cells) -> bool:
        column = self._sheet.id_column
        cell = cells.get(column) if column is not None else None
        if cell is None or column is None:
            return False
        place = self._sheet.grid.place(number, column)
        iri = _UNREADABLE.get(cell.kind) or self._minting.given(cell.text)
        if isinstance(iri, CellError):
            self._findings.append(cell_finding(iri, place, cell.text))
        elif iri in self._given:
            other = same(shown_place(self._sheet.grid.place(self._given[iri], column)))
            self._findings.append(cell_finding(CellError("row-id-used-twice"), place, cell.text, other=other))
        else:
            self._given[iri] = number
            self._by_row[number] = Subject(iri, self._label(number))
            return True
        return False

    def _mint(self, number: int, *, is_named: bool) -> None:
        iri = self._minting.mint(next(iter(self._labels[number]), ""))
        self._by_row[number] = Subject(iri, self._label(number))
        column = self._sheet.id_column
        if is_named and column is not None and column not in self._sheet.grid.rows[number]:
            self._minted[number] = iri

    def _label(self, number: int) -> Texts | None:
        labels = self._labels[number]
        return Texts(labels[0], labels[-1]) if labels else None


def filled_rows(sheet: Recognised) -> Iterator[tuple[int, Cells]]:
    """The rows below the headers that hold something in a column that is read."""
    read = sheet.headers.columns.keys()
    return ((number, cells) for number, cells in sheet.grid.after(sheet.headers.last_row) if read & cells.keys())


def _label_column(sheet: Recognised, language: str) -> int | None:
    field = next((each for each in sheet.form.own_fields if _is_label(each, language)), None)
    columns = sheet.columns_of(field) if field is not None else []
    return columns[0][0] if columns else None


def _is_label(field: Field, language: str) -> bool:
    return field.predicate == f"{SKOS}prefLabel" and field.language == language


def _text(cells: Cells, column: int | None) -> str:
    cell = cells.get(column) if column is not None else None
    return "" if cell is None or cell.kind in _UNREADABLE else cell.text


# The statements of a sheet, cell by cell, and what is wrong with cells that make none.


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

    `unreadable` are the first columns that could not be read, by row and key of field.
    """

    sheet: Recognised
    subjects: RowSubjects
    values: ValueReader
    is_described: Callable[[str, str], bool]
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unreadable: dict[tuple[int, str], int] = field(default_factory=dict)
    _told: set[tuple[str, str, str]] = field(default_factory=set)
    _beside: dict[tuple[NamedNode, str], tuple[Value, int, int]] = field(default_factory=dict)

    def read(self) -> None:
        """Reads every filled row. `is_described` tells whether the graph has an address as a thing of a class."""
        for number, cells in filled_rows(self.sheet):
            self._read_row(number, cells, self.subjects.by_row[number])

    def _read_row(self, number: int, cells: Cells, subject: Subject) -> None:
        node = NamedNode(subject.iri)
        first = min(cells.keys() & self.sheet.headers.columns.keys())
        self._say(Triple(node, RDF_TYPE, NamedNode(self.sheet.form.class_)), number, first)
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
        self._say(Triple(node, RDF_TYPE, NamedNode(class_)), number, companion.owner)
        if cell is not None:
            value = self._value(number, companion.column, companion.field, cell, Subject(node.value))
            if value is not None and self._agrees(number, companion, node, value):
                self._say(Triple(node, NamedNode(companion.field.predicate), value), number, companion.column)

    def _refuse_stray(self, number: int, companion: _Companion, cell: GridCell) -> None:
        place = self.sheet.grid.place(number, companion.column)
        error = CellError("cell-describes-nothing")
        self.findings.append(cell_finding(error, place, cell.text, field=companion.field, other=companion.beside.name))

    def _agrees(self, number: int, companion: _Companion, node: NamedNode, value: Value) -> bool:
        """Whether nothing else stands beside the same address elsewhere."""
        key = (node, companion.field.key)
        said, row, column = self._beside.setdefault(key, (value, number, companion.column))
        if said == value:
            return True
        place = self.sheet.grid.place
        error = CellError("cell-says-otherwise", same(said.value))
        self.findings.append(
            cell_finding(
                error,
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
        if not isinstance(value, CellError):
            return value
        place = self.sheet.grid.place(number, column)
        self.unreadable.setdefault((number, field.key), column)
        key = (subject.iri, field.key, cell.text)
        is_repeated = key in self._told
        self._told.add(key)
        self.findings.append(
            cell_finding(value, place, cell.text, field=field, subject=subject, is_repeated=is_repeated)
        )
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
