"""Where something stands: in the text of a file, or in a cell of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LETTERS = 26


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of text in one line of a file; line and column count from 1, in characters."""

    file: Path
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a workbook; row and column count from 1."""

    file: Path
    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """The name of the cell in its sheet, such as `C14`."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.file}!{self.sheet}!{self.name}"


Position = Place | Cell


def column_letters(column: int) -> str:
    """The letters of a column that counts from 1: A, B … Z, AA, and so on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
