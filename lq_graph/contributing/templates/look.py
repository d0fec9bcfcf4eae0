"""The look of a template: widths, colours and letters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import copy

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from lq_graph.contributing.forms.form import Kind
from lq_graph.contributing.templates.sheet_column import Column

_WIDTHS: dict[Kind, int] = {"text": 36, "number": 15, "day": 15, "truth": 15, "choice": 30, "address": 34}
_CODE_WIDTH, _ID_WIDTH = 18, 20
_LETTER = 1.1  # letters of text beside the digits that widths are measured in
_LINE_HEIGHT = 15.0  # points, of 11-point letters
_AUTHOR = "lq"
_COMMENT_LETTERS, _COMMENT_LINE = 44, 15  # letters in a line of a comment, and its height in points

_DARK, _LIGHT, _PALE = "1F3A5F", "DCE6F1", "F3F3F3"  # 11.5:1 with white, 15:1 and more with black
_LINE = Side(style="thin", color="8EA9C8")
_FONT = "Calibri"
WRAPPED, UNWRAPPED = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")
TITLE = Font(name=_FONT, bold=True, size=14)


def width(column: Column) -> int:
    """The width of a column, in letters."""
    if column.field is None:
        return _ID_WIDTH
    if column.field.kind == "text" and column.field.language is None:
        return _CODE_WIDTH
    return _WIDTHS[column.field.kind]


def alignment(column: Column) -> Alignment:
    """How the cells of a column stand: texts in a language in several lines, all else in one."""
    return WRAPPED if column.field is not None and column.field.language else UNWRAPPED


def row_height(texts: Iterable[tuple[str, int]]) -> float:
    """The height, in points, that texts need in one row, each in a column of so many letters.

    Programs that open a workbook do not look for themselves how high a row must be.
    """
    return _LINE_HEIGHT * max((_lines(text, letters) for text, letters in texts), default=1)


class Looks:
    """The looks of cells by name, each made once: to find a look that a workbook has already takes 50 µs a cell."""

    def __init__(self) -> None:
        self._models: dict[str, Cell] = {}

    def give(self, cell: Cell, name: str, look: Callable[[Cell], None]) -> None:
        """Gives a cell the look of a name, by a function that does so to the first; a text marked as one stays so."""
        name = f"{name} {cell.quotePrefix}"
        model = self._models.get(name)
        if model is None:
            look(cell)
            self._models[name] = cell
        else:
            cell._style = copy(model._style)  # type: ignore[attr-defined]  # the stubs lack it


def look_like_header(cell: Cell, *, required: bool = False, automatic: bool = False) -> None:
    """A cell as a header: white on dark if the column must be filled, pale if nobody fills it."""
    fill = _DARK if required else _PALE if automatic else _LIGHT
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(
        name=_FONT, size=11, bold=not automatic, italic=automatic, color="FFFFFF" if required else "000000"
    )
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side(style="medium", color=_DARK), right=_LINE)


def comment(text: str) -> Comment:
    """A comment of the size of its text."""
    lines = sum(math.ceil(max(len(line), 1) / _COMMENT_LETTERS) for line in text.split("\n"))
    return Comment(text, _AUTHOR, height=_COMMENT_LINE * (lines + 2), width=320)


def _lines(text: str, letters: int) -> int:
    """How many lines a text takes, broken between words, in letters of a usual width."""
    lines, left = 1, 0.0
    for word in text.split():
        needed = len(word) * _LETTER + 1
        lines, left = (lines + 1, needed) if left and left + needed > letters else (lines, left + needed)
    return lines
