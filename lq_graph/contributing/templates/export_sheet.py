"""The hidden sheet of a workbook with the cells of an export as they were written, which `exported` reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import CellValue, Column
from lq_graph.contributing.templates.cells import write_cell
from lq_graph.contributing.templates.exported import FIRST, FORM, KIND, ROW, SEGMENT


def write_exported(
    sheet: Worksheet, form: Form, columns: Sequence[Column], rows: Iterable[Mapping[str, CellValue]]
) -> None:
    """Adds the rows of a form to the hidden sheet."""
    start = sheet.max_row + 1 if sheet["A1"].value else 1
    keys = [column.key for column in columns]
    for place, text in ((KIND, FORM), (SEGMENT, form.segment), *enumerate(keys, FIRST)):
        write_cell(sheet, start, place, text)
    for number, cells in enumerate(rows, start + 1):
        write_cell(sheet, number, KIND, ROW)
        for place, key in enumerate(keys, FIRST):
            if key in cells:
                write_cell(sheet, number, place, cells[key])
    sheet.sheet_state = "hidden"
