"""The statements of a sheet, row by row: their subjects, their values, and findings on cells that make none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.rows import companion_key, value_key
from lq_graph.contributing.sheets.problems import (
    NO_TEXT,
    CellError,
    Subject,
    cell_finding,
    same,
    shown_place,
    suggesting,
)
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.values import Value, ValueReader
from lq_graph.contributing.templates.exported import ExportedRow, ExportedRows
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import SKOS, Names
from lq_graph.text import Language, Texts
from lq_graph.triples.vocabulary import RDF_TYPE

LABEL = f"{SKOS}prefLabel"
LONGEST = 60  # characters of a minted key
_SPELT_OUT = str.maketrans(
    {"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "&": "-"}
)
_OTHER = re.compile("[^a-z0-9]+")
_NUMBERED = re.compile(r"-[0-9]+\Z")  # as an address that would be taken otherwise
_KEY = re.compile("[a-z0-9]+(?:--?[a-z0-9]+)*")
_LONGEST_KEY = 120  # characters of a key that is given
_SCHEME = re.compile("[a-z][a-z0-9+.-]*:", re.IGNORECASE)
Cells = Mapping[int, GridCell]


class Statement(NamedTuple):
    """A triple, and the row and column of the cell that states it."""

    triple: Triple
    row: int
    column: int


@dataclass(frozen=True)
class SheetStatements:
    """The statements of a sheet, the findings on its cells, and the columns of cells that could not be read.

    `unreadable` has the first such column by row and key of field.
    """

    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unreadable: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Derived:
    """What a row gets that it does not say: names by language, values by property, and the key of its address.

    `instead_of` is the IRI that the row has of another thing than it describes; empty if it has none.
    """

    labels: Mapping[Language, str]
    values: Mapping[str, Value]
    key: str = ""
    instead_of: str = ""


_NOTHING_DERIVED: Mapping[int, Derived] = MappingProxyType({})
_NOTHING_EXPORTED: ExportedRows = MappingProxyType({})
_NOTHING_REPEATED: Mapping[int, str] = MappingProxyType({})


def read_statements(
    sheet: Recognised,
    subjects: RowSubjects,
    values: ValueReader,
    is_described: Callable[[str, str], bool],
    exported: ExportedRows = _NOTHING_EXPORTED,
) -> SheetStatements:
    """Reads every filled row; `is_described` tells whether the graph has an IRI as a thing of a class.

    A cell that cannot be read, and is as it was exported, is no finding: nobody wrote it.
    """
    reader = _StatementReader(sheet, subjects, values, is_described)
    for number, cells in filled_rows(sheet):
        subject = subjects.by_row[number]
        reader.read_row(number, cells, subject, subjects.derived.get(number), exported.get(subject.iri, {}))
    return reader.found


class _Companion(NamedTuple):
    """A column that describes the value of another one, its owner; the number of one that is absent is 0."""

    column: int
    owner: int
    field: Field
    beside: Field


class _StatementReader:
    def __init__(
        self, sheet: Recognised, subjects: RowSubjects, values: ValueReader, is_described: Callable[[str, str], bool]
    ) -> None:
        self.found = SheetStatements()
        self._sheet = sheet
        self._values = values
        self._is_described = is_described
        self._reported: set[tuple[str, str, str]] = set()
        self._descriptions: dict[tuple[NamedNode, str], tuple[Value, int, int]] = {}
        self._columns = sorted(sheet.headers.columns.items())
        self._companions = list(self._find_companions())

    def read_row(self, number: int, cells: Cells, subject: Subject, derived: Derived | None, then: ExportedRow) -> None:
        node, form = NamedNode(subject.iri), self._sheet.form
        first = min(cells.keys() & self._sheet.headers.columns.keys())
        self._state(Triple(node, RDF_TYPE, NamedNode(form.class_)), number, first)
        for predicate, iri in form.constants:
            self._state(Triple(node, NamedNode(predicate), NamedNode(iri)), number, first)
        for predicate, term in derived.values.items() if derived else ():
            self._state(Triple(node, NamedNode(predicate), term), number, self._place_of(predicate) or first)
        named = set()
        for language, name in derived.labels.items() if derived else ():
            of_names = label_column(self._sheet, language)
            named.add(of_names)
            self._state(Triple(node, NamedNode(LABEL), Literal(name, language=language)), number, of_names or first)
        read: dict[int, Value | None] = {}
        for place, column in self._columns:
            if place in cells and place not in named and column.field is not None and column.beside is None:
                cell = cells[place]
                is_exported = column.key in then and then[column.key].text == cell.text
                read[place] = value = self._value(number, place, column.field, cell, subject, is_exported=is_exported)
                if value is not None:
                    self._state(Triple(node, NamedNode(column.field.predicate), value), number, place)
        for companion in self._companions:
            owner = read.get(companion.owner)
            if isinstance(owner, NamedNode):
                self._describe(number, companion, cells.get(companion.column), owner)
            elif companion.column in cells and companion.owner not in cells:
                where = self._sheet.grid.place(number, companion.column)
                error, text = CellError("cell-describes-nothing"), cells[companion.column].text
                self.found.findings.append(
                    cell_finding(error, where, text, field=companion.field, other=companion.beside.name)
                )

    def _describe(self, number: int, companion: _Companion, cell: GridCell | None, node: NamedNode) -> None:
        """Describes an address by the cell beside it; no statement if that is empty and the graph has the address."""
        class_ = companion.beside.classes[0]
        if cell is None and self._is_described(node.value, class_):
            return
        self._state(Triple(node, RDF_TYPE, NamedNode(class_)), number, companion.owner)
        if cell is None:
            return
        value = self._value(number, companion.column, companion.field, cell, Subject(node.value))
        if value is None:
            return
        key = (node, companion.field.key)
        known, row, column = self._descriptions.setdefault(key, (value, number, companion.column))
        if known == value:
            self._state(Triple(node, NamedNode(companion.field.predicate), value), number, companion.column)
            return
        place = self._sheet.grid.place
        self.found.findings.append(
            cell_finding(
                CellError("cell-says-otherwise"),  # which of the two is right is not known
                place(number, companion.column),
                value.value,
                field=companion.field,
                other=same(shown_place(place(row, column))),
                subject=Subject(node.value),
            )
        )

    def _value(
        self, number: int, column: int, field: Field, cell: GridCell, subject: Subject, *, is_exported: bool = False
    ) -> Value | None:
        value = self._values.read(field, cell)
        if not isinstance(value, CellError):
            return value
        place = self._sheet.grid.place(self._row_of(number, column), column)
        self.found.unreadable.setdefault((number, field.key), column)
        if is_exported:
            return None
        if self._row_of(number, column) != number and any(each.position == place for each in self.found.findings):
            return None
        key = (subject.iri, field.key, cell.text)
        is_repeated = key in self._reported
        self._reported.add(key)
        finding = cell_finding(value, place, cell.text, field=field, subject=subject, is_repeated=is_repeated)
        self.found.findings.append(finding)
        return None

    def _state(self, triple: Triple, row: int, column: int) -> None:
        self.found.statements.append(Statement(triple, self._row_of(row, column), column))

    def _row_of(self, row: int, column: int) -> int:
        """The row that has the cell: that of what applies to all rows, if a row leaves it to that."""
        number, common = self._sheet.common
        return number if column in common and column not in self._sheet.grid.rows[row] else row

    def _place_of(self, predicate: str) -> int | None:
        """The first column of a property, None if the sheet has none."""
        fields = (each for each in self._sheet.form.own_fields if each.predicate == predicate)
        return next((number for each in fields for number, _ in self._sheet.columns_of(each)), None)

    def _find_companions(self) -> Iterator[_Companion]:
        """The columns that describe values of others, also absent ones, and those whose owner is absent."""
        form, by_key = self._sheet.form, self._sheet.by_key
        for number, column in self._columns:
            companion = None if column.field is None else form.companion(column.field)
            if companion is not None and column.field is not None:
                key = companion_key(column.field, column.number, companion)
                yield _Companion(by_key.get(key, 0), number, companion, column.field)
        for number, column in self._columns:
            if column.beside is None or column.field is None:
                continue
            if value_key(column.beside, column.number) not in by_key:
                yield _Companion(number, 0, column.field, column.beside)


@dataclass(frozen=True)
class RowSubjects:
    """The subject of each filled row; the new addresses to write back; labels; and findings on given addresses.

    `derived` is what rows get that they do not say, `repeated` are the rows that may repeat what datasets state.
    """

    by_row: Mapping[int, Subject]
    minted: Mapping[int, str]
    labels: Mapping[int, tuple[str, ...]]
    findings: tuple[Finding, ...]
    derived: Mapping[int, Derived] = field(default_factory=dict)
    repeated: frozenset[int] = frozenset()


def row_subjects(
    sheet: Recognised,
    minting: Minting,
    derived: Mapping[int, Derived] = _NOTHING_DERIVED,
    repeated: Mapping[int, str] = _NOTHING_REPEATED,
) -> RowSubjects:
    """The subjects of the rows below the headers; given addresses come first, so that none of them is minted.

    A row without a name in Swedish gets an address that is not written back, since its name would give it another one.
    `repeated` has the IRIs of the things that rows repeat instead of describing a new one.
    """
    rows = list(filled_rows(sheet))
    swedish, english = label_column(sheet, "sv"), label_column(sheet, "en")

    def label(number: int, cells: Cells, language: Language, column: int | None) -> str:
        own = derived[number].labels.get(language, "") if number in derived else ""
        return own or _text(cells, column)

    labels = {
        number: tuple(filter(None, (label(number, cells, "sv", swedish), label(number, cells, "en", english))))
        for number, cells in rows
    }
    iris: dict[int, str] = dict(repeated)
    minted: dict[int, str] = {}
    findings: list[Finding] = []
    row_by_iri: dict[str, int] = {}
    id_column = sheet.id_column
    for number, cells in rows:
        if (
            number in repeated
            or id_column is None
            or id_column not in cells
            or (number in derived and derived[number].instead_of)
        ):
            continue
        cell, place = cells[id_column], sheet.grid.place(number, id_column)
        iri = NO_TEXT.get(cell.kind) or minting.iri_of(cell.text)
        if isinstance(iri, CellError):
            findings.append(cell_finding(iri, place, cell.text))
        elif iri in row_by_iri:
            other = same(shown_place(sheet.grid.place(row_by_iri[iri], id_column)))
            findings.append(cell_finding(CellError("row-id-used-twice"), place, cell.text, other=other))
        else:
            row_by_iri[iri] = number
            iris[number] = iri
    for number, cells in rows:
        if number not in iris:
            key = derived[number].key if number in derived else ""
            iris[number] = minting.mint(key or next(iter(labels[number]), ""))
            if (key or _text(cells, swedish)) and id_column is not None and id_column not in cells:
                minted[number] = iris[number]
    by_row = {
        number: Subject(iri, Texts(labels[number][0], labels[number][-1]) if labels[number] else None)
        for number, iri in sorted(iris.items())
    }
    return RowSubjects(by_row, minted, labels, tuple(findings), derived, frozenset(repeated))


def filled_rows(sheet: Recognised) -> Iterator[tuple[int, Cells]]:
    """The rows that describe a thing, each with the cells of the common row that it leaves empty."""
    _, common = sheet.common
    return ((number, {**common, **cells} if common else cells) for number, cells in sheet.rows.items())


def label_column(sheet: Recognised, language: str) -> int | None:
    """The column of the names in a language, None if there is none."""
    for each in sheet.form.own_fields:
        if each.predicate == LABEL and each.language == language:
            columns = sheet.columns_of(each)
            return columns[0][0] if columns else None
    return None


def _text(cells: Cells, column: int | None) -> str:
    cell = cells.get(column) if column is not None else None
    return "" if cell is None or cell.kind in NO_TEXT else cell.text


@dataclass(frozen=True)
class Minting:
    """Gives the things of one class their IRIs; the same things in the same order get the same IRIs.

    `is_known` tells whether the graph has an IRI, `is_member` whether it is that of a thing of the class; `members`
    gives the IRIs of all these things.
    """

    names: Names
    segment: str
    is_known: Callable[[str], bool]
    is_member: Callable[[str], bool]
    members: Callable[[], Iterable[str]] = tuple
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def written(self, text: str) -> str:
        """The IRI that a person wrote in full, as `id/plan/x`, or as the key alone."""
        if _SCHEME.match(text):
            return text
        return f"{self.names.base}{text if '/' in text else f'id/{self.segment}/{text}'}"

    def iri_of(self, text: str) -> str | CellError:
        """The IRI that a person wrote; an error if it cannot be used."""
        iri = self.written(text)
        if self.is_member(iri):
            return self._take(iri)
        parts = self.names.thing_parts(iri)
        if parts is None:
            key = slug(text.rstrip("/").rpartition("/")[2])
            if iri.startswith(self.names.base):
                return suggesting("row-id-not-a-key", key)
            here = self.names.thing(self.segment, key)
            return suggesting("row-id-elsewhere", here if self.is_known(here) else None)
        if parts[0] != self.segment:
            here = self.names.thing(self.segment, parts[1])
            return suggesting("row-id-of-another-class", here if self.is_member(here) else None)
        is_number = parts[1].isdigit()  # that of a row rather than a key
        if is_number or not _KEY.fullmatch(parts[1]) or len(parts[1]) > _LONGEST_KEY:
            return suggesting("row-id-not-a-key", None if is_number else slug(parts[1]))
        return self._take(iri)

    def meant(self, iri: str, labels: Iterable[str]) -> str | None:
        """The thing whose address is a given one with words more or fewer at its end; None if there is none.

        None too for the address of a thing, and for one that is made of the labels of its row.
        """
        bare = _NUMBERED.sub("", iri)
        own = {self.names.thing(self.segment, slug(label)) for label in labels}
        if self.is_known(iri) or iri in own or bare in own:
            return None
        alike = (each for each in self.members() if each.startswith(f"{iri}-") or iri.startswith(f"{each}-"))
        return min(alike, default=None)

    def mint(self, label: str) -> str:
        """A new IRI for a thing with a label or a key; it ends in a number if the one without is taken."""
        key = slug(label) or self.segment
        iri = self.names.thing(self.segment, key)
        while iri in self._taken or self.is_known(iri):
            number = self._numbers[key] = self._numbers.get(key, 1) + 1
            numbered = f"{shortened(key, LONGEST - len(str(number)) - 1)}-{number}"
            iri = self.names.thing(self.segment, numbered)
        return self._take(iri)

    def _take(self, iri: str) -> str:
        self._taken.add(iri)
        return iri


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
