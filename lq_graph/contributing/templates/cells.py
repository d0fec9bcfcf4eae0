"""The cells of a template: what they hold, how they look, and which values they take."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Field, Kind
from lq_graph.contributing.forms.rows import FALSE, ID, TRUE, CellValue, Column, capitalised
from lq_graph.contributing.templates import words
from lq_graph.errors import LqError
from lq_graph.names import XSD
from lq_graph.text import Language, Texts

LONGEST = 32_767  # characters in a cell. ECMA-376 Part 1 §18.3.1.4, as Excel has it
_COMMAND = re.compile(r"[=+\-@\t\r]")  # what a spreadsheet may take for the start of a formula
_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_WIDTHS: dict[Kind, int] = {"text": 30, "number": 15, "day": 14, "truth": 14, "choice": 24, "address": 28}
_CODE_WIDTH, _ID_WIDTH, _SHOWN_WIDTH, _LONG_WIDTH = 16, 18, 16, 70
_LETTER = 1.1  # width of a letter of text, in the digits that widths are measured in
_LINE_HEIGHT = 15.0  # points, of 11-point letters
_COMMENT_LETTERS, _COMMENT_LINE = 44, 15  # letters in a line of a comment, and its height in points

_DARK, _LIGHT, _PALE = "1F3A5F", "DCE6F1", "F3F3F3"  # 11.5:1 with white, 15:1 and more with black
_LINE_COLOUR = "BFBFBF"
_FONT = "Calibri"
TITLE = Font(name=_FONT, bold=True, size=14)
WRAPPED, UNWRAPPED = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")

_LONGEST_TITLE, _LONGEST_TEXT = 32, 225  # characters that Excel takes in a rule
_DAY_LENGTHS = ("4", "40")  # characters of 2024, and of the longest way to write a day; a date cell has 5
_UNBOUNDED = "1E+300"


def blank_cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell at a row and a column, which is empty and not covered by another."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} is covered by a merged cell")
    return cell


def write_cell(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """The cell at a row and a column, filled; a text stays a text, whatever it begins with.

    Raises LqError for a text that is longer than a cell can be.
    """
    cell = blank_cell(sheet, row, column)
    if not isinstance(value, str):
        cell.value = value
        return cell
    if len(value) > LONGEST:
        place = f"{cell.coordinate}: a text of {len(value):,} characters does not fit in a cell"
        raise LqError(f"{place}; a workbook takes {LONGEST:,}, a CSV file any number")
    # Characters that XML cannot hold are escaped as in ECMA-376 Part 1 §22.9.2.19.
    cell.value = _SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error, a number
    if _COMMAND.match(value):
        cell.quotePrefix = True
    return cell


class Looks:
    """The looks of cells by name, each made once: finding a look that a workbook has already takes 50 µs a cell."""

    def __init__(self) -> None:
        self._models: dict[str, Cell] = {}

    def give(self, cell: Cell, name: str, look: Callable[[Cell], None]) -> None:
        """Gives a cell the look of a name; `look` gives it to the first such cell, and the others copy it."""
        name = f"{name} {cell.quotePrefix}"  # a text that is marked as one stays so
        model = self._models.get(name)
        if model is None:
            look(cell)
            self._models[name] = cell
        else:
            cell._style = copy(model._style)  # type: ignore[attr-defined]  # the stubs lack it


def look_like_header(cell: Cell, *, required: bool = False, automatic: bool = False) -> None:
    """Makes a cell a header: white on dark if the column is required, pale if nobody fills it in."""
    fill = _DARK if required else _PALE if automatic else _LIGHT
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(
        name=_FONT, size=11, bold=not automatic, italic=automatic, color="FFFFFF" if required else "000000"
    )
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side(style="medium", color=_DARK), right=Side(style="thin", color="8EA9C8"))


def look_like_body(cell: Cell, column: Column) -> None:
    """Gives a cell the format, the alignment and the protection of its column; one that is locked is grey."""
    cell.number_format, cell.alignment = number_format(column), alignment(column)
    cell.protection = protection(column)
    if column.is_locked:
        cell.fill = PatternFill("solid", fgColor=_PALE)


def look_like_blank(cell: Cell, column: Column) -> None:
    """Makes a cell one to write in, with lines around it."""
    look_like_body(cell, column)
    line = Side(style="thin", color=_LINE_COLOUR)
    cell.border = Border(left=line, right=line, top=line, bottom=line)


def number_format(column: Column) -> str:
    """Numbers are shown as such, all else as text, so that no program makes a day of 2018-05 or drops the 0 of 08."""
    is_number = column.is_shown_only or (column.field is not None and column.field.kind == "number")
    return "General" if is_number else "@"


def protection(column: Column) -> Protection:
    """Only the cells that people do not fill in are locked, once their sheet is protected."""
    return Protection(locked=column.is_locked)


def alignment(column: Column) -> Alignment:
    """Texts take several lines, so that they can be read where they are printed.

    Numbers, days and truths take one, and so do the addresses of things, which are long and not for people to read.
    """
    is_short = column.key == ID or (column.field is not None and column.field.kind in ("number", "day", "truth"))
    return UNWRAPPED if is_short else WRAPPED


def width(column: Column) -> int:
    """The width of a column, in letters."""
    if column.is_shown_only:
        return _LONG_WIDTH if column.is_long else _SHOWN_WIDTH
    if column.field is None:
        return _ID_WIDTH
    if column.field.kind == "text" and column.field.language is None:
        return _CODE_WIDTH
    return _WIDTHS[column.field.kind]


def row_height(texts: Iterable[tuple[str, int]]) -> float:
    """The height, in points, that texts need in one row, each in a column of so many letters.

    Programs that open a workbook do not compute how high a row must be.
    """
    return _LINE_HEIGHT * max((_lines(text, letters) for text, letters in texts), default=1)


def _lines(text: str, letters: int) -> int:
    """How many lines a text takes, broken between words, and within those that are longer than a line."""
    lines, left = 1, 0.0
    for word in text.split():
        needed = len(word) * _LETTER + 1
        if left and left + needed > letters:
            lines, left = lines + 1, 0.0
        more, left = divmod(left + needed, letters + 1)
        lines += int(more)
    return lines


def comment(text: str) -> Comment:
    """A comment of the size of its text."""
    lines = sum(math.ceil(max(len(line), 1) / _COMMENT_LETTERS) for line in text.split("\n"))
    return Comment(text, "lq", height=_COMMENT_LINE * (lines + 2), width=320)


@dataclass(frozen=True)
class ListRange:
    """A named range of choices, and whether nothing can be added to it."""

    name: str
    is_closed: bool


def add_rule(sheet: Worksheet, cells: str, field: Field, choices: ListRange | None, language: Language) -> None:
    """Adds the data validation of a field to its cells, such as `C3:D20000`, if they can have one."""
    rule = _rule(field, choices, language)
    if rule is not None:
        rule.sqref = MultiCellRange(cells)
        sheet.add_data_validation(rule)


def _rule(field: Field, choices: ListRange | None, language: Language) -> DataValidation | None:
    if choices is not None:
        rule = DataValidation(type="list", formula1=choices.name, allow_blank=True, showErrorMessage=True)
        rule.errorStyle = "stop" if choices.is_closed else "warning"
        rule.errorTitle = _cut(words.NOT_LISTED.in_language(language), _LONGEST_TITLE)
        advice = words.CHOOSE if choices.is_closed else words.CHOOSE_OR_NAME
        rule.error = _cut(advice.in_language(language), _LONGEST_TEXT)
        return rule
    if field.kind == "truth" or field.options:
        answers = ",".join(each.in_language(language) for each in field.options or (TRUE, FALSE))
        rule = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True, showErrorMessage=True)
        rule.errorStyle = "warning"
        advice = words.CHOOSE if field.options else words.NO_TRUTH
        rule.errorTitle = rule.error = _cut(advice.in_language(language), _LONGEST_TITLE)
        return rule
    if field.kind == "number":
        whole = all(datatype.startswith(f"{XSD}") and "nteger" in datatype for datatype in field.datatypes)
        least, most = field.least_value or f"-{_UNBOUNDED}", field.most_value or _UNBOUNDED
        return _prompting("whole" if whole else "decimal", (least, most), field, words.NO_NUMBER, language)
    if field.kind == "day":
        return _prompting("textLength", _DAY_LENGTHS, field, words.NO_DAY, language)
    return _prompting(None, (None, None), field, None, language) if field.pattern else None


def _prompting(
    type_: str | None, limits: tuple[str | None, str | None], field: Field, fault: Texts | None, language: Language
) -> DataValidation:
    """A rule that shows what to write when a cell is entered, and again when a value is outside the limits.

    It warns only: the reader of workbooks takes more ways to write a number or a day than a rule can describe.
    """
    operator = None if type_ is None else "between"
    rule = DataValidation(type=type_, operator=operator, formula1=limits[0], formula2=limits[1])  # type: ignore[arg-type]
    rule.allow_blank = True
    rule.showInputMessage = True
    rule.promptTitle = _cut(capitalised(field.name).in_language(language), _LONGEST_TITLE)
    rule.prompt = _cut(field.hint.in_language(language), _LONGEST_TEXT)
    if fault is not None:
        rule.showErrorMessage = True
        rule.errorStyle = "warning"
        rule.errorTitle = _cut(fault.in_language(language), _LONGEST_TITLE)
        rule.error = rule.prompt
    return rule


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
