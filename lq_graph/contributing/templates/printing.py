"""How a sheet prints: on A4 in landscape, with its titles on every page, and no more pages wide than it must be."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.templates.words import PAGE, PRINTED
from lq_graph.text import Language

A4 = 9  # ECMA-376 Part 1 §18.3.1.63
_MARGIN, _EDGE = 0.4, 0.7  # inches: at the sides, and above and below, where header and footer stand
_ACROSS = 147  # letters of 11 points across A4 in landscape between the margins
_LEAST_SCALE = 70  # per cent: letters of 7.7 points


def pages_across(widths: Sequence[float], repeated: float) -> int:
    """How many pages wide columns of some widths, in letters, are printed so that their letters stay legible.

    `repeated` is the width of the column that all pages but the first repeat.
    """
    across = _ACROSS * 100 / _LEAST_SCALE
    return max(1, ceil((sum(widths) - repeated) / (across - repeated)))


def print_columns(
    sheet: Worksheet, widths: Sequence[float], title_row: int, title_column: int, language: Language
) -> None:
    """Makes a sheet print with its row of titles on every page, and with a column on every page after the first.

    The programs choose the scale: their letters differ in width.
    """
    _set_up(sheet, title_row, language)
    pages = pages_across(widths, widths[title_column - 1])
    sheet.page_setup.fitToWidth = pages
    sheet.print_options.gridLines = True
    if pages > 1:
        letter = get_column_letter(title_column)
        sheet.print_title_cols = f"{letter}:{letter}"


def print_page(sheet: Worksheet, title_row: int, language: Language) -> None:
    """Makes a sheet print one page wide, with its row of titles on every page."""
    _set_up(sheet, title_row, language)


def _set_up(sheet: Worksheet, title_row: int, language: Language) -> None:
    """A4 in landscape; above the name of the sheet and of the file, below the day and the number of the page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # any number of pages
    sheet.print_title_rows = f"{title_row}:{title_row}"
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, _EDGE, _EDGE, header=_MARGIN, footer=_MARGIN)
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text, header.right.text = "&A", "&F"
    footer.left.text, footer.right.text = PRINTED.in_language(language), PAGE.in_language(language)
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer
