"""The cells of an export as they were written, in a hidden sheet of the workbook.

By them a cell that somebody changed is told from one whose value has changed in the data since the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import ID, CellValue, Column
from lq_graph.contributing.templates.cells import write_cell
from lq_graph.contributing.xlsx.grid import Grid, GridCell

EXPORTED_SHEET = "_lq_exported"
_FORM, _ROW = "form", "row"  # in the first column: what the row holds
_KIND, _SEGMENT, _FIRST = 1, 2, 3  # columns: what the row holds, the form, and the first key or value

ExportedRow = Mapping[str, GridCell]  # the cells of a row by the keys of their columns
ExportedRows = Mapping[str, ExportedRow]  # the rows by the IRIs of their things


def write_exported(
    sheet: Worksheet, form: Form, columns: Sequence[Column], rows: Iterable[Mapping[str, CellValue]]
) -> None:
    """Adds the rows of a form to the hidden sheet."""
    start = sheet.max_row + 1 if sheet["A1"].value else 1
    keys = [column.key for column in columns]
    for place, text in ((_KIND, _FORM), (_SEGMENT, form.segment), *enumerate(keys, _FIRST)):
        write_cell(sheet, start, place, text)
    for number, cells in enumerate(rows, start + 1):
        write_cell(sheet, number, _KIND, _ROW)
        for place, key in enumerate(keys, _FIRST):
            if key in cells:
                write_cell(sheet, number, place, cells[key])
    sheet.sheet_state = "hidden"


def exported_cells(grid: Grid) -> Mapping[str, ExportedRows]:
    """The exported rows in a hidden sheet, by the segments of their forms; rows that cannot be understood are none."""
    found: dict[str, dict[str, Mapping[str, GridCell]]] = {}
    keys: dict[int, str] = {}
    segment = ""
    for cells in grid.rows.values():
        kind = cells[_KIND].text if _KIND in cells else ""
        if kind == _FORM and _SEGMENT in cells:
            segment = cells[_SEGMENT].text
            keys = {place: cell.text for place, cell in cells.items() if place >= _FIRST}
        elif kind == _ROW:
            row = {keys[place]: cell for place, cell in cells.items() if place in keys}
            if ID in row:
                found.setdefault(segment, {})[row[ID].text] = row
    return found
