"""Sheets print on A4 in landscape, no more pages wide than they must be, with titles on every page."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from contributing.city import plan_form, reference
from lq_graph.contributing.forms.rows import SheetContent, sheet_columns
from lq_graph.contributing.templates.printing import pages_across
from lq_graph.contributing.templates.template import write_sheet, write_template
from lq_graph.text import Language


def opened(language: Language = "sv", content: SheetContent | None = None) -> Workbook:
    stream = io.BytesIO()
    if content is None:
        write_template(plan_form(), reference(), language, stream)
    else:
        write_sheet(plan_form(), reference(), language, stream, content)
    return load_workbook(stream)


@pytest.mark.parametrize(
    ("widths", "pages"),
    [
        ([20, 30, 20], 1),
        ([30] * 7, 1),
        ([30] * 8, 2),
        ([20] + [30] * 40, 7),
    ],
)
def test_as_many_pages_are_printed_side_by_side_as_letters_stay_legible_on(widths: list[float], pages: int) -> None:
    assert pages_across(widths, 30) == pages


def test_each_page_has_the_titles_and_the_names_of_the_things() -> None:
    sheet = opened().worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$2", "$B:$B")


def test_an_empty_template_has_rows_with_lines_to_write_in_by_hand_and_a_filled_one_has_none() -> None:
    sheet = opened().worksheets[0]
    assert sheet.cell(5, 2).border.bottom.style == "thin"
    assert sheet.cell(5, 2).value is None
    filled = SheetContent(sheet_columns(plan_form()), ({"Plan-name-sv": "Ny"},))
    assert opened(content=filled).worksheets[0].max_row == 3


def test_a_narrow_sheet_repeats_no_column() -> None:
    columns = sheet_columns(plan_form())[1:4]
    sheet = opened(content=SheetContent(columns)).worksheets[0]
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (1, None)


@pytest.mark.parametrize(("language", "page"), [("sv", "Sida &P av &N"), ("en", "Page &P of &N")])
def test_each_page_names_its_sheet_its_file_the_day_and_its_number(language: Language, page: str) -> None:
    for sheet in opened(language).worksheets[:2]:
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header is not None
        assert footer is not None
        assert (header.left.text, header.right.text) == ("&A", "&F")
        assert "&D" in (footer.left.text or "")
        assert footer.right.text == page


def test_the_help_prints_one_page_wide_with_its_headers_repeated() -> None:
    page = opened().worksheets[1]
    top = next(cell.row for (cell,) in page["A1:A40"] if cell.value == "Kolumn")
    assert page.print_title_rows == f"${top}:${top}"
    assert page.page_setup.fitToHeight == 0
