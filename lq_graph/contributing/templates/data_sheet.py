"""The sheet of a workbook that people fill in: keys, headers, rows, and what its cells take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.templates.help import ColumnHelp
from lq_graph.contributing.templates.lists import ListRange
from lq_graph.contributing.templates.look import Looks, alignment, comment, look_like_header, row_height, width
from lq_graph.contributing.templates.rules import add_rule
from lq_graph.contributing.templates.sheet_column import ID, Column
from lq_graph.contributing.templates.sheet_row import CellValue
from lq_graph.contributing.templates.workbook_cells import TEXT_FORMAT, write_cell
from lq_graph.settings import Language

KEY_ROW, HEADER_ROW, FIRST_ROW, LAST_ROW = 1, 2, 3, 20_000
_ROOM = 6  # points above and below the headers
_FIRST_CELL = f"B{FIRST_ROW}"


def write_headers(
    sheet: Worksheet, columns: Sequence[Column], helps: Mapping[str, ColumnHelp], language: Language
) -> None:
    """Writes the hidden row of keys and the row of headers, each with its help as a comment."""
    looks = Looks()
    for number, column in enumerate(columns, 1):
        write_cell(sheet, KEY_ROW, number, column.key)
        cell = write_cell(sheet, HEADER_ROW, number, column.header.said(language))
        look = partial(look_like_header, required=column.required, automatic=column.key == ID)
        looks.give(cell, str(look.keywords), look)
        cell.comment = comment(helps[column.key].text(language))
    widths = [(column.header.said(language), width(column)) for column in columns]
    sheet.row_dimensions[HEADER_ROW].height = row_height(widths) + _ROOM
    sheet.row_dimensions[KEY_ROW].hidden = True


def write_rows(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, CellValue]]) -> None:
    """Writes a row for each of some things, by the keys of the columns."""
    looks = Looks()
    wrapped = [column for column in columns if alignment(column).wrap_text]
    numbers = {column.key: (number, column) for number, column in enumerate(columns, 1)}
    for row, said in enumerate(rows, FIRST_ROW):
        for key, value in said.items():
            number, column = numbers[key]
            looks.give(write_cell(sheet, row, number, value), key, partial(_look_like_body, column=column))
        texts = ((str(said.get(column.key, "")), width(column)) for column in wrapped)
        sheet.row_dimensions[row].height = row_height(texts)


def add_rules(sheet: Worksheet, columns: Sequence[Column], lists: Mapping[str, ListRange], language: Language) -> None:
    """Adds to the cells of each field the list to choose from, or what else they take."""
    places: dict[str, list[str]] = {}
    for number, column in enumerate(columns, 1):
        if column.field is not None:
            letter = get_column_letter(number)
            places.setdefault(column.field.key, []).append(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
    fields = {column.field.key: column.field for column in columns if column.field is not None}
    for key, cells in places.items():
        add_rule(sheet, " ".join(cells), fields[key], lists.get(key), language)


def lay_out(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Sets widths and formats, keeps headers and names in view, and puts the cursor in the first cell to fill."""
    for number, column in enumerate(columns, 1):
        look = sheet.column_dimensions[get_column_letter(number)]
        look.width = width(column)
        look.number_format, look.alignment = _format(column), alignment(column)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    pane = sheet.sheet_view.pane
    if pane is not None:
        pane.activePane = "bottomLeft"
    sheet.sheet_view.selection = [Selection(pane="bottomLeft", activeCell=_FIRST_CELL, sqref=_FIRST_CELL)]
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"


def _look_like_body(cell: Cell, column: Column) -> None:
    cell.number_format, cell.alignment = _format(column), alignment(column)


def _format(column: Column) -> str:
    """Numbers as they are; all else as text, so that no program makes a day of 2018-05 or drops the 0 of 08."""
    is_number = column.field is not None and column.field.kind == "number"
    return "General" if is_number else TEXT_FORMAT
