"""The workbook of a form: a sheet to fill in, a sheet of help, and a hidden one that tells what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import IO

from openpyxl.workbook.workbook import Workbook

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.templates.data_sheet import add_rules, lay_out, write_headers, write_rows
from lq_graph.contributing.templates.help import ColumnHelp, column_help, write_help_sheet
from lq_graph.contributing.templates.lists import write_hidden_sheet
from lq_graph.contributing.templates.memory_writer import MemoryWriter
from lq_graph.contributing.templates.sheet_column import Column, sheet_columns
from lq_graph.contributing.templates.sheet_row import Row, cells, counts
from lq_graph.contributing.templates.steady_archive import SteadyArchive
from lq_graph.settings import Language, Texts

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
    room = counts(rows)
    columns = sheet_columns(form, room)
    sheet = book.worksheets[0]
    sheet.title = sheet_title(form.name, language)
    helps = {column.key: column_help(form, column, reference, language) for column in columns}
    write_headers(sheet, columns, helps, language)
    write_rows(sheet, columns, [cells(form, row, room) for row in rows])
    write_help_sheet(book, sheet.title, _told(columns, helps, language), language)
    lists = write_hidden_sheet(book, form, reference, language)
    add_rules(sheet, columns, lists, language)
    lay_out(sheet, columns)
    _save(book, form, language, stream)


def sheet_title(name: Texts, language: Language) -> str:
    """The name of a class as a sheet can be called. ECMA-376 Part 1 §18.2.19, as Excel has it."""
    title = _FORBIDDEN.sub(" ", name.said(language)).strip(" '")[:_LONGEST_TITLE].strip(" '")
    return title[:1].upper() + title[1:]


def _told(
    columns: Sequence[Column], helps: Mapping[str, ColumnHelp], language: Language
) -> list[tuple[str, ColumnHelp]]:
    """The name and help of each column but for those of further values."""
    firsts = (column for column in columns if column.number in (None, 1))
    named = (replace(each, name=each.field.name) if each.field else each for each in firsts)
    return [(each.header.said(language), helps[each.key]) for each in named]


def _save(book: Workbook, form: Form, language: Language, stream: IO[bytes]) -> None:
    about = book.properties
    about.creator, about.title, about.language = "lq", form.name.said(language), language
    about.created = about.modified = _MADE
    with SteadyArchive(stream, "w") as archive:
        MemoryWriter(book, archive).save()
