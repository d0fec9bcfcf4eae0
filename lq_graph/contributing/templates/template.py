"""The workbook of a form: a sheet to fill in, a sheet of help, and a hidden sheet of lists."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.forms.rows import ID, CellValue, Column, Row, row_cells, sheet_columns, value_counts
from lq_graph.contributing.templates.parts import (
    TEXT_FORMAT,
    ColumnHelp,
    ListRange,
    Looks,
    add_rule,
    alignment,
    column_help,
    comment,
    look_like_header,
    row_height,
    width,
    write_cell,
    write_help_sheet,
    write_hidden_sheet,
)
from lq_graph.text import Language, Texts

# The sheet of a workbook that people fill in: keys, headers, rows, and what its cells take.

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
        cell = write_cell(sheet, HEADER_ROW, number, column.header.in_language(language))
        look = partial(look_like_header, required=column.required, automatic=column.key == ID)
        looks.give(cell, str(look.keywords), look)
        cell.comment = comment(helps[column.key].text(language))
    widths = [(column.header.in_language(language), width(column)) for column in columns]
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
    for key, ranges in places.items():
        add_rule(sheet, " ".join(ranges), fields[key], lists.get(key), language)


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


# The workbook of a form: a sheet to fill in, a sheet of help, and a hidden one that tells what it is.

_LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MADE = datetime(2000, 1, 1)  # a template says its shapes, not its day, so that it is the same on all


def write_template(
    form: Form, reference: Reference, language: Language, stream: IO[bytes], rows: Sequence[Row] = ()
) -> None:
    """Writes the workbook in which things of a class are described, with rows for those that are.

    The same form, reference and rows give the same bytes. Raises LqError for a text that no cell can hold. Time: about
    40 ms, and 15 µs a filled cell.
    """
    book = Workbook()
    room = value_counts(rows)
    columns = sheet_columns(form, room)
    sheet = book.worksheets[0]
    sheet.title = sheet_title(form.name, language)
    helps = {column.key: column_help(form, column, reference, language) for column in columns}
    write_headers(sheet, columns, helps, language)
    write_rows(sheet, columns, [row_cells(form, row, room) for row in rows])
    write_help_sheet(book, sheet.title, _told(columns, helps, language), language)
    lists = write_hidden_sheet(book, form, reference, language)
    add_rules(sheet, columns, lists, language)
    lay_out(sheet, columns)
    _save(book, form, language, stream)


def sheet_title(name: Texts, language: Language) -> str:
    """The name of a class as a sheet can be called. ECMA-376 Part 1 §18.2.19, as Excel has it."""
    title = _FORBIDDEN.sub(" ", name.in_language(language)).strip(" '")[:_LONGEST_TITLE].strip(" '")
    return title[:1].upper() + title[1:]


def _told(
    columns: Sequence[Column], helps: Mapping[str, ColumnHelp], language: Language
) -> list[tuple[str, ColumnHelp]]:
    """The name and help of each column but for those of further values."""
    firsts = (column for column in columns if column.number in (None, 1))
    named = (replace(each, name=each.field.name) if each.field else each for each in firsts)
    return [(each.header.in_language(language), helps[each.key]) for each in named]


def _save(book: Workbook, form: Form, language: Language, stream: IO[bytes]) -> None:
    about = book.properties
    about.creator, about.title, about.language = "lq", form.name.in_language(language), language
    about.created = about.modified = _MADE
    with _UndatedArchive(stream, "w") as archive:
        _MemoryWriter(book, archive).save()


class _MemoryWriter(ExcelWriter):
    """Writes a workbook of cells and comments without temporary files, for processes that may write none.

    `Workbook.save` writes each sheet to a file on disk first; `write_worksheet` is where it does so.
    """

    def __init__(self, book: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._members = archive

    def write_worksheet(self, ws: Any) -> None:
        """Writes one sheet into the archive."""
        markup = BytesIO()
        writer: Any = WorksheetWriter(ws, markup)
        writer.write()
        self._members.writestr(ws.path[1:], markup.getvalue())
        self.manifest.append(ws)


class _UndatedArchive(zipfile.ZipFile):
    """A zip file to write to, with the same bytes whenever it is written: its members bear no time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Adds a member from its contents."""
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the first moment that a zip file can state
        member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
        super().writestr(member, data)
