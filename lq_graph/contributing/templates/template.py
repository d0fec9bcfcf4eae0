"""The workbook of a form: a sheet to fill in, a sheet of help, and a hidden sheet of lists."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from lq_graph.contributing.forms.examples import example_value
from lq_graph.contributing.forms.form import Choice, Field, Form
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.forms.rows import (
    ID,
    CellValue,
    Column,
    Row,
    SheetContent,
    sheet_content,
)
from lq_graph.contributing.templates.cells import (
    TITLE,
    WRAPPED,
    ListRange,
    Looks,
    add_rule,
    alignment,
    blank_cell,
    comment,
    look_like_blank,
    look_like_body,
    look_like_header,
    number_format,
    protection,
    row_height,
    width,
    write_cell,
)
from lq_graph.contributing.templates.export_sheet import write_exported
from lq_graph.contributing.templates.exported import EXPORTED_SHEET
from lq_graph.contributing.templates.identity import HIDDEN_SHEET, template_properties
from lq_graph.contributing.templates.printing import print_columns, print_page
from lq_graph.contributing.templates.words import EXAMPLE, HELP_HEADERS, HELP_SHEET, guide, hint, need
from lq_graph.names import LQ
from lq_graph.text import Language, Texts

KEY_ROW, HEADER_ROW, FIRST_ROW, LAST_ROW = 1, 2, 3, 20_000
_BLANK_ROWS, _BLANK_HEIGHT = 20, 30.0  # rows of an empty template, and their height in points
_SPACING = 6  # points above and below the headers
_LONGEST_TITLE = 31
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_CREATED = datetime(2000, 1, 1)  # a template depends on its shapes, not on its day, so that it is the same on all

_HELP_WIDTHS = (34, 24, 80, 42)

_FIRST_LIST = 4  # column of the first list; the properties stand in the first two
_LIST_COLUMNS = 2  # what people read, and the address


def write_template(
    form: Form, reference: Reference, language: Language, stream: IO[bytes], rows: Sequence[Row] = ()
) -> None:
    """Writes the workbook in which things of a class are described, with the given rows filled in.

    The same form, reference and rows give the same bytes. Raises LqError for a text that no cell can hold. Time: about
    40 ms, and 15 µs a filled cell.
    """
    write_sheet(form, reference, language, stream, sheet_content(form, rows))


def write_sheet(form: Form, reference: Reference, language: Language, stream: IO[bytes], content: SheetContent) -> None:
    """Writes the workbook of a form with the given columns and rows, as write_template does with all."""
    write_sheets([(form, content)], reference, language, stream)


def write_sheets(
    sheets: Sequence[tuple[Form, SheetContent]], reference: Reference, language: Language, stream: IO[bytes]
) -> None:
    """Writes a workbook with a sheet for each of some forms, with the given columns and rows.

    The cells of columns that are given or only shown are grey, and cannot be changed as long as the sheet is protected;
    the protection has no password.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    filled = [
        (book.create_sheet(sheet_title(content.title or form.name, language)), form, content)
        for form, content in sheets
    ]
    help_sheet = book.create_sheet(HELP_SHEET.in_language(language))
    hidden = _HiddenSheet(book, reference, language)
    hidden.write_properties(sheets[0][0] if len(sheets) == 1 else None)
    header, top = 1, 1
    for sheet, form, content in filled:
        columns = content.columns
        helps = {column: _column_help(form, column, reference, language) for column in columns}
        _write_headers(sheet, helps, language)
        _write_rows(sheet, columns, content.rows)
        header, top = _write_help(help_sheet, top, sheet, helps, language)
        fields = {column.field.key: column.field for column in columns if column.field and not column.is_locked}
        _add_rules(sheet, columns, {key: hidden.list_of(field) for key, field in fields.items()}, language)
        _lay_out(sheet, columns, language)
        stated = content.rows if content.exported is None else content.exported
        if any(ID in cells for cells in stated):
            exported = book[EXPORTED_SHEET] if EXPORTED_SHEET in book.sheetnames else book.create_sheet(EXPORTED_SHEET)
            write_exported(exported, form, columns, stated)
    help_sheet.sheet_view.showGridLines = False
    print_page(help_sheet, header if len(sheets) == 1 else 1, language)
    about = book.properties
    about.creator, about.title, about.language = "lq", filled[0][0].title, language
    about.created = about.modified = _CREATED
    with _UndatedArchive(stream, "w") as archive:
        _MemoryWriter(book, archive).save()


def sheet_title(name: Texts, language: Language) -> str:
    """The name of a class as the title of a sheet. ECMA-376 Part 1 §18.2.19, as Excel has it."""
    title = _FORBIDDEN_IN_TITLES.sub(" ", name.in_language(language)).strip(" '")[:_LONGEST_TITLE].strip(" '")
    return title[:1].upper() + title[1:]


# The sheet to fill in


def _write_headers(sheet: Worksheet, helps: Mapping[Column, _ColumnHelp], language: Language) -> None:
    """Writes the hidden row of keys and the row of headers, each with its help as a comment."""
    looks = Looks()
    for number, (column, help_) in enumerate(helps.items(), 1):
        write_cell(sheet, KEY_ROW, number, column.written_key)
        cell = write_cell(sheet, HEADER_ROW, number, column.header.in_language(language))
        is_automatic = column.key == ID or column.is_locked
        is_required = column.required and not column.is_locked
        look = partial(look_like_header, required=is_required, automatic=is_automatic)
        looks.give(cell, str(look.keywords), look)
        cell.comment = comment(help_.text(language))
    widths = [(column.header.in_language(language), width(column)) for column in helps]
    sheet.row_dimensions[HEADER_ROW].height = row_height(widths) + _SPACING
    sheet.row_dimensions[KEY_ROW].hidden = True


def _write_rows(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, CellValue]]) -> None:
    """Writes rows of values by the keys of their columns."""
    looks = Looks()
    wrapped = [column for column in columns if alignment(column).wrap_text]
    numbered = {column.key: (number, column) for number, column in enumerate(columns, 1)}
    locked = {column.key for column in columns if column.is_locked}
    for row, cells in enumerate(rows, FIRST_ROW):
        for key, value in cells.items():
            number, column = numbered[key]
            looks.give(write_cell(sheet, row, number, value), key, partial(look_like_body, column=column))
        for key in locked - cells.keys():
            number, column = numbered[key]
            looks.give(sheet.cell(row, number), key, partial(look_like_body, column=column))  # type: ignore[arg-type]
        texts = ((str(cells.get(column.key, "")), width(column)) for column in wrapped)
        sheet.row_dimensions[row].height = row_height(texts)
    if not rows:
        _write_blank_rows(sheet, columns)


def _write_blank_rows(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Adds rows with borders, so that an empty template prints as a form that can be filled in by hand."""
    looks = Looks()
    for row in range(FIRST_ROW, FIRST_ROW + _BLANK_ROWS):
        for number, column in enumerate(columns, 1):
            looks.give(blank_cell(sheet, row, number), column.key, partial(look_like_blank, column=column))
        sheet.row_dimensions[row].height = _BLANK_HEIGHT


def _add_rules(
    sheet: Worksheet, columns: Sequence[Column], lists: Mapping[str, ListRange | None], language: Language
) -> None:
    """Adds to the cells of each field the list to choose from, or another rule; one rule for all its columns."""
    fields: dict[str, Field] = {}
    ranges: dict[str, list[str]] = {}
    for number, column in enumerate(columns, 1):
        if column.field is not None and not column.is_locked:
            letter = get_column_letter(number)
            fields[column.field.key] = column.field
            ranges.setdefault(column.field.key, []).append(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
    for key, field in fields.items():
        add_rule(sheet, " ".join(ranges[key]), field, lists.get(key), language)


def _lay_out(sheet: Worksheet, columns: Sequence[Column], language: Language) -> None:
    """Sets widths and formats, freezes headers and names, and puts the cursor in the first cell to fill."""
    name = 2 if columns[0].key == ID else 1
    first = next((number for number, column in enumerate(columns, 1) if not column.is_locked and column.key != ID), 1)
    for number, column in enumerate(columns, 1):
        look = sheet.column_dimensions[get_column_letter(number)]
        look.width = width(column)
        look.number_format, look.alignment = number_format(column), alignment(column)
        look.protection = protection(column)
    sheet.freeze_panes = f"{get_column_letter(name + 1)}{FIRST_ROW}"
    pane = sheet.sheet_view.pane
    if pane is not None:
        pane.activePane = "bottomLeft"
    cell = f"{get_column_letter(first)}{FIRST_ROW}"
    sheet.sheet_view.selection = [Selection(pane="bottomLeft", activeCell=cell, sqref=cell)]
    if any(column.is_locked for column in columns):
        sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False, autoFilter=False)
    print_columns(sheet, [width(column) for column in columns], HEADER_ROW, name, language)


# The sheet of help


@dataclass(frozen=True)
class _ColumnHelp:
    """The help of a column: whether it must be filled, what to write, and an example, empty if there is none."""

    need: str
    hint: str
    example: str

    def text(self, language: Language) -> str:
        """All of it, a line each."""
        example = EXAMPLE.in_language(language).format(self.example) if self.example else ""
        return "\n".join(filter(None, (self.need, self.hint, example)))


def _column_help(form: Form, column: Column, reference: Reference, language: Language) -> _ColumnHelp:
    example = "" if column.field is None else example_value(form, column.field, reference, language)
    return _ColumnHelp(need(column).in_language(language), hint(column).in_language(language), example)


def _write_help(
    page: Worksheet, top: int, sheet: Worksheet, helps: Mapping[Column, _ColumnHelp], language: Language
) -> tuple[int, int]:
    """Adds the help on a sheet from a row on, and returns the row of its headers and the next free one.

    It is the guide, then a row for each column but those of further values.
    """
    lines = [line.in_language(language) for line in guide(sheet.title, tuple(helps))]
    for row, line in enumerate(lines, top):
        cell = write_cell(page, row, 1, line)
        if row == top:
            cell.font = TITLE
    header = top + len(lines) + 1
    for number, (name, letters) in enumerate(zip(HELP_HEADERS, _HELP_WIDTHS, strict=True), 1):
        look_like_header(write_cell(page, header, number, name.in_language(language)), required=False)
        page.column_dimensions["ABCD"[number - 1]].width = letters
    row = header
    for row, column in enumerate((each for each in helps if each.number in (None, 1)), header + 1):
        unnumbered = replace(column, name=column.field.name) if column.field is not None else column
        help_ = helps[column]
        texts = (unnumbered.header.in_language(language), help_.need, help_.hint, help_.example)
        for number, text in enumerate(texts, 1):
            write_cell(page, row, number, text).alignment = WRAPPED
        page.row_dimensions[row].height = row_height(zip(texts, _HELP_WIDTHS, strict=True))
    return header, row + 3


# The hidden sheet


class _HiddenSheet:
    """The hidden sheet of a workbook: the template's properties, and lists of choices, each once."""

    def __init__(self, book: Workbook, reference: Reference, language: Language) -> None:
        self._book = book
        self._sheet: Worksheet = book.create_sheet(HIDDEN_SHEET)
        self._sheet.sheet_state = "hidden"
        self._reference = reference
        self._language = language
        self._known: dict[tuple[Choice, ...], ListRange] = {}

    def write_properties(self, form: Form | None) -> None:
        """Adds the properties of the template of a form, or of several if it is None."""
        properties = template_properties(form, self._reference.names, self._language)
        for row, (name, value) in enumerate(properties.items(), 1):
            write_cell(self._sheet, row, 1, name)
            write_cell(self._sheet, row, 2, value)
            self._book.custom_doc_props.append(StringProperty(name=name, value=value))  # type: ignore[attr-defined]  # stubs of 3.0

    def list_of(self, field: Field) -> ListRange | None:
        """The list to choose a value of a field from; None if it has none."""
        choices = self._reference.choices(field, self._language)
        if choices and choices not in self._known:
            self._known[choices] = self._write_list(field, choices)
        return self._known.get(choices)

    def _write_list(self, field: Field, choices: Sequence[Choice]) -> ListRange:
        """Writes what people read and the address of each choice, below the name of the range."""
        place = _FIRST_LIST + _LIST_COLUMNS * len(self._known)
        name = "lq_" + re.sub(r"\W", "_", field.key)
        if name in self._book.defined_names:
            name = f"{name}_{len(self._known)}"
        write_cell(self._sheet, 1, place, name)
        row, is_closed = 1, True
        for row, choice in enumerate(choices, 2):
            text = self._reference.display_text(field, choice).in_language(self._language)
            write_cell(self._sheet, row, place, text)
            write_cell(self._sheet, row, place + 1, choice.iri)
            is_closed = is_closed and choice.iri.startswith(LQ)
        letter = get_column_letter(place)
        self._book.defined_names[name] = DefinedName(name, attr_text=f"'{HIDDEN_SHEET}'!${letter}$2:${letter}${row}")
        return ListRange(name, is_closed)


# The file


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
    """A zip file to write to, with the same bytes whenever it is written: its members have no time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Adds a member from its contents."""
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the first moment that a zip file can state
        member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
        super().writestr(member, data)
