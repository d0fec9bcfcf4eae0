"""Positions: a place in the text of a file, or a cell of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from lq_graph.triples.terms import Term

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


class Positions(Protocol):
    """The positions of the statements of a file; None for a statement that the file does not make.

    `language` distinguishes the values of one property where each language has a place of its own, as in the columns of
    a sheet.
    """

    def subject(self, subject: Term) -> Position | None:
        """Where the description of a subject begins."""

    def property(self, subject: Term, predicate: Term, language: str | None = None) -> Position | None:
        """Where a subject first has a property, or would have it if it had a value."""

    def value(self, subject: Term, predicate: Term, value: Term) -> Position | None:
        """Where a subject has a value of a property."""


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column that counts from 1: A, B … Z, AA, and so on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
