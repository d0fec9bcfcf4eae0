"""The sheet of help of a template: how to fill it in, column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.templates import words
from lq_graph.contributing.templates.example_values import example_value
from lq_graph.contributing.templates.look import TITLE, WRAPPED, look_like_header, row_height
from lq_graph.contributing.templates.sheet_column import Column
from lq_graph.contributing.templates.words import HELP_HEADERS, HELP_SHEET, guide
from lq_graph.contributing.templates.workbook_cells import write_cell
from lq_graph.contributing.templates.written_value import written
from lq_graph.settings import Language, Texts

_WIDTHS = (34, 24, 80, 42)


@dataclass(frozen=True)
class ColumnHelp:
    """What a person is told of a column: whether it must be filled, what to write, and an example if there is one."""

    need: str
    hint: str
    example: str

    def text(self, language: Language) -> str:
        """All of it, a line each."""
        example = words.EXAMPLE.said(language).format(self.example) if self.example else ""
        return "\n".join(filter(None, (self.need, self.hint, example)))


def column_help(form: Form, column: Column, reference: Reference, language: Language) -> ColumnHelp:
    """The help of a column, with what the graph says of another thing of the class as example."""
    need, hint = words.need(column).said(language), words.hint(column).said(language)
    field = column.field
    value = None if field is None else example_value(reference.columns, form.class_, field)
    if field is None or value is None:
        return ColumnHelp(need, hint, "")
    example = str(written(value, field, reference, language))
    return ColumnHelp(need, hint, example.replace(".", ",") if field.kind == "number" and language == "sv" else example)


def write_help_sheet(book: Workbook, sheet: str, helps: Iterable[tuple[str, ColumnHelp]], language: Language) -> None:
    """Adds the sheet of help: how to go about it, then a row for each of some columns, by its header."""
    page: Worksheet = book.create_sheet(HELP_SHEET.said(language))
    lines = [line.said(language) for line in guide(Texts(sheet, sheet))]
    for row, line in enumerate(lines, 1):
        cell = write_cell(page, row, 1, line)
        if row == 1:
            cell.font = TITLE
    top = len(lines) + 2
    for number, (name, letters) in enumerate(zip(HELP_HEADERS, _WIDTHS, strict=True), 1):
        look_like_header(write_cell(page, top, number, name.said(language)), required=False)
        page.column_dimensions["ABCD"[number - 1]].width = letters
    for row, (header, told) in enumerate(helps, top + 1):
        texts = (header, told.need, told.hint, told.example)
        for number, text in enumerate(texts, 1):
            write_cell(page, row, number, text).alignment = WRAPPED
        page.row_dimensions[row].height = row_height(zip(texts, _WIDTHS, strict=True))
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
