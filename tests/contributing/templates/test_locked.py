"""Columns that a template fills in are grey, locked, and told from the others by their keys."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from contributing.city import plan_form, reference
from lq_graph.contributing.forms.rows import CellValue, Column, SheetContent, sheet_columns, shown_column
from lq_graph.contributing.sheets.recognise import find_headers
from lq_graph.contributing.templates.template import FIRST_ROW, write_sheet
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.text import Language, Texts

LAST = shown_column(Texts("senaste kostnad", "last cost"))


def columns() -> tuple[Column, ...]:
    by_key = {column.key: column for column in sheet_columns(plan_form())}
    kind = replace(by_key["Plan-kind"], is_given=True)
    return (kind, LAST, by_key["Plan-name-sv"], by_key["Plan-cost"], by_key["Plan-from"])


def content() -> SheetContent:
    row: dict[str, CellValue] = {"Plan-kind": "officiell", LAST.key: 12.5}
    return SheetContent(columns(), (row, {"Plan-kind": "tolkad"}))


def written(language: Language = "sv") -> bytes:
    stream = io.BytesIO()
    write_sheet(plan_form(), reference(), language, stream, content())
    return stream.getvalue()


def sheet_of(language: Language = "sv") -> Worksheet:
    book: Workbook = load_workbook(io.BytesIO(written(language)))
    return book.worksheets[0]


def test_keys_say_which_columns_are_given_and_which_are_only_shown() -> None:
    keys = [cell.value for cell in sheet_of()[1]]
    assert keys == ["Plan-kind!", "~last cost", "Plan-name-sv", "Plan-cost", "Plan-from"]
    assert [cell.value for cell in sheet_of()[2]][:3] == ["Slag", "Senaste kostnad", "Namn på svenska *"]


def test_the_reader_takes_only_what_was_asked_for() -> None:
    book = read_workbook(Path("x.xlsx"), written())
    headers = find_headers(book.grid(book.sheets[0]), plan_form())
    assert headers is not None
    assert [column.key for _, column in sorted(headers.columns.items())] == [
        "Plan-kind",
        "Plan-name-sv",
        "Plan-cost",
        "Plan-from",
    ]
    assert headers.given == frozenset({1})
    assert headers.shown == frozenset({2})


def test_only_what_people_fill_in_can_be_changed_and_the_protection_has_no_password() -> None:
    sheet = sheet_of()
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert [sheet.cell(FIRST_ROW, number).protection.locked for number in (1, 2)] == [True, True]
    assert [sheet.column_dimensions[letter].protection.locked for letter in "ABCDE"] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert all(isinstance(cell, Cell) and cell.protection.locked for cell in sheet[2])


def test_given_cells_are_grey_and_have_no_rule_or_list() -> None:
    sheet = sheet_of()
    assert sheet.cell(FIRST_ROW, 1).fill.fgColor.rgb == sheet.cell(FIRST_ROW, 2).fill.fgColor.rgb == "00F3F3F3"
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert ranges == {"D3:D20000", "E3:E20000"}


def test_the_cursor_stands_in_the_first_cell_to_fill_and_the_first_column_stays_in_view() -> None:
    sheet = sheet_of()
    assert sheet.freeze_panes == "B3"
    assert sheet.sheet_view.selection[0].activeCell == "C3"


def test_the_help_says_what_is_filled_in_already() -> None:
    book = load_workbook(io.BytesIO(written("en")))
    texts = [str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row if cell.value]
    assert any(text.startswith("Grey cells are filled in already") for text in texts)
    assert "Shown for comparison, and not read." in texts
    assert not any("first column empty" in text for text in texts)


def test_a_template_without_given_columns_is_not_protected() -> None:
    stream = io.BytesIO()
    write_sheet(plan_form(), reference(), "sv", stream, SheetContent(sheet_columns(plan_form())))
    assert not load_workbook(stream).worksheets[0].protection.sheet
