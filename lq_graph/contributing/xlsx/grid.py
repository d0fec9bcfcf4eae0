"""Grids: rows of cells with positions, the same for a sheet of a workbook and for a CSV file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from lq_graph.reading.position import Cell, Position

CellKind = Literal["text", "number", "percent", "day", "truth", "error", "formula"]

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_EDGES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2007\u202f\u205f\u3000\u200c\u200d" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class GridCell(NamedTuple):
    """The text that people see in a cell, empty only if a formula has no value.

    `kind` is the kind of the stored value: a number is written with a point and without exponent, a day as far as it
    is shown (`2024-05-01`, `2024-05`, `2024`, `2024-05-01T13:30:00`), a truth as `true` or `false`.

    `other` is, of a number, how its format shows it where that differs, and of a day its number where that may be a
    year; both are written as numbers are.
    """

    text: str
    kind: CellKind = "text"
    other: str = ""


Rows = dict[int, dict[int, GridCell]]


class Hidden(NamedTuple):
    """The numbers of hidden rows and columns, filtered rows among them."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


class Block(NamedTuple):
    """Cells that are merged, by their first and last rows and columns; the first one has the value."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


NOT_HIDDEN = Hidden()


@dataclass(frozen=True)
class Grid:
    """The filled cells of a sheet or a file by row and column, both from 1, with their positions.

    `place` gives the position of any cell, filled or not; `title` is the name of the sheet, empty for a CSV file.
    `hidden` are the filled rows and the columns that people do not see, `blocks` the cells that are merged across
    columns.
    """

    path: Path
    title: str
    rows: Mapping[int, Mapping[int, GridCell]]
    place: Callable[[int, int], Position]
    hidden: Hidden = NOT_HIDDEN
    blocks: tuple[Block, ...] = ()

    def after(self, row: int) -> Iterator[tuple[int, Mapping[int, GridCell]]]:
        """The numbers and cells of the filled rows below a row."""
        return ((number, cells) for number, cells in self.rows.items() if number > row)

    def texts(self, row: int) -> dict[int, str]:
        """The texts of the cells of a row, by column."""
        return {column: cell.text for column, cell in self.rows.get(row, {}).items()}


def sheet_grid(
    path: Path,
    title: str,
    rows: Rows,
    merged: Mapping[tuple[int, int], int],
    *,
    hidden: Hidden = NOT_HIDDEN,
    blocks: tuple[Block, ...] = (),
) -> Grid:
    """The grid of a sheet of a workbook; `merged` gives the rows of cells that were merged into one above them."""

    def place(row: int, column: int) -> Cell:
        return Cell(path, title, merged.get((row, column), row), column)

    return Grid(path, title, rows, place, hidden, blocks)


def tidy(text: str) -> str:
    """A text in composed letters (NFC), without space around it and without invisible characters."""
    if text.isascii():
        return text.strip().replace("\r\n", "\n") if text[:1] <= " " or text[-1:] <= " " or "\r" in text else text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip(_EDGES).replace("\r\n", "\n")
