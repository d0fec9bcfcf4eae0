"""Cells of a workbook that hold what they are given: text stays text, whatever it begins with."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.templates.sheet_row import CellValue
from lq_graph.errors import LqError

TEXT_FORMAT = "@"
LONGEST = 32_767  # characters in a cell. ECMA-376 Part 1 §18.3.1.4, as Excel has it
_COMMAND = re.compile(r"[=+\-@\t\r]")  # what a spreadsheet may take for the start of a formula
_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_cell(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """The cell at a row and a column, filled; a text that begins like a formula is marked as a text.

    Raises LqError for a text that is longer than a cell can be.
    """
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} is covered by a merged cell")
    if isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value
    return cell


def _write_text(cell: Cell, text: str) -> None:
    if len(text) > LONGEST:
        place = f"{cell.coordinate}: a text of {len(text):,} characters does not fit in a cell"
        raise LqError(f"{place}; a workbook takes {LONGEST:,}, a CSV file any number")
    cell.value = _escaped(text)
    cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error, a number
    if _COMMAND.match(text):
        cell.quotePrefix = True


def _escaped(text: str) -> str:
    """A text without characters that XML cannot hold, in the way of ECMA-376 Part 1 §22.9.2.19."""
    return _SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
