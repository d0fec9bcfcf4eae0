"""What each row of a sheet is about: the address that it gives, or one minted from its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.contributing.sheets.header_findings import shown_place
from lq_graph.contributing.sheets.minting import Minting
from lq_graph.contributing.sheets.misreading import Misreading, same
from lq_graph.contributing.sheets.reader_findings import Subject, finding
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.names import SKOS
from lq_graph.settings import Texts

_UNREADABLE = {"formula": Misreading("cell-formula-without-value"), "error": Misreading("cell-error-value")}
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
        if isinstance(iri, Misreading):
            self._findings.append(finding(iri, place, cell.text))
        elif iri in self._given:
            other = same(shown_place(self._sheet.grid.place(self._given[iri], column)))
            self._findings.append(finding(Misreading("row-id-used-twice"), place, cell.text, other=other))
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
