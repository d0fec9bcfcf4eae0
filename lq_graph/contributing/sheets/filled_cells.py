"""The filled cells of a sheet, read as a stream; what is only formatted costs next to nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lq_graph.contributing.refusal import Refusal
from lq_graph.contributing.sheets.cell_values import CellReader
from lq_graph.contributing.sheets.grid import GridCell, Rows
from lq_graph.contributing.sheets.markup import Attributes, read_markup
from lq_graph.contributing.sheets.shared_strings import TextReader
from lq_graph.settings import Texts

MOST_ROWS = 20_000
MOST_COLUMNS = 500
_MOST_CELLS = 1_000_000  # 50 in each row
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_LETTERS = 3
_DIGITS = "0123456789"
_TOO_MANY = Texts(
    "bladet har fler än {rows} ifyllda rader eller {columns} kolumner; dela upp det på flera filer",
    "the sheet has more than {rows} filled rows or {columns} columns; split it into several files",
)
_FORMATTED = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
_HOLDERS = (b"<v", b"<f", b"<is", b"<![CDATA[")


@dataclass(frozen=True)
class SheetRows:
    """The filled cells of a sheet by row and column, and for those merged into a cell above them its row."""

    rows: Rows
    merged: Mapping[tuple[int, int], int]


def read_rows(path: Path, chunks: Iterable[bytes], cells: CellReader) -> SheetRows:
    """The filled cells of a sheet; a cell merged downwards stands in each of its rows.

    Raises Refusal for more than 20,000 filled rows, 500 columns or a million cells. Time: 3 µs a filled cell, and 5 ms
    a megabyte of formats.
    """
    reader = _SheetReader(path, cells)
    read_markup(path, _filled(chunks), reader)
    rows = dict(sorted(reader.rows.items()))
    return SheetRows(rows, _fill_down(rows, reader.merged))


def _filled(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content less cells, and whole stretches of rows, that hold nothing but their format."""
    rest = b""
    for chunk in chunks:
        content = rest + chunk
        cut = max(content.rfind(b"<row "), 0)
        rest = content[cut:]
        yield _less_formats(content[:cut])
    yield rest


def _less_formats(rows: bytes) -> bytes:
    """Rows less what only has a format, if all say where they are: what does not counts for the place of the next."""
    if rows.count(b"<row") > rows.count(b'<row r="') or rows.count(b"<c") > rows.count(b'<c r="') + rows.count(b"<col"):
        return rows
    if rows.startswith(b"<row ") and not any(mark in rows for mark in _HOLDERS):
        return b""
    return rows if _HOLDERS[-1] in rows else _FORMATTED.sub(b"", rows)


@dataclass
class _SheetReader:
    path: Path
    cells: CellReader
    rows: Rows = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    _count: int = 0
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _style: str = ""
    _has_formula: bool = False
    _value: list[str] | None = None
    _reading: bool = False
    _inline: TextReader | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin(attributes)
        elif name == "v":
            self._value = []
            self._reading = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column = 0
        elif name == "is":
            self._inline = TextReader()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._inline is not None:
            self._inline.start(name, attributes)

    def end(self, name: str) -> None:
        if name == "v":
            self._reading = False
        elif name == "c":
            self._keep()
        elif name == "is" and self._inline is not None:
            self._value, self._inline = [self._inline.take()], None
        elif self._inline is not None:
            self._inline.end(name)

    def text(self, text: str) -> None:
        if self._reading and self._value is not None:
            self._value.append(text)
        elif self._inline is not None:
            self._inline.text(text)

    def _merge(self, reference: str) -> None:
        if len(self.merged) >= MOST_ROWS:
            raise Refusal(self.path, too_many())
        self.merged.append(reference)

    def _begin(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = column_number(reference.rstrip(_DIGITS)) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._has_formula = False
        self._value = None

    def _keep(self) -> None:
        content = None if self._value is None else "".join(self._value)
        value = self.cells.value(self._kind, self._style, content, self._has_formula)
        if value is None:
            return
        self._count += 1
        self.rows.setdefault(self._row, {})[self._column] = value
        if len(self.rows) > MOST_ROWS or self._column > MOST_COLUMNS or self._count > _MOST_CELLS:
            raise Refusal(self.path, too_many())


def too_many() -> Texts:
    """What is said of a sheet that is too large."""
    shown = {"rows": f"{MOST_ROWS:_}".replace("_", " "), "columns": MOST_COLUMNS}
    return Texts(_TOO_MANY.sv.format(**shown), _TOO_MANY.en.format(**shown))


@lru_cache(maxsize=MOST_COLUMNS)
def column_number(letters: str) -> int:
    """The number, from 1, of a column with letters such as AB; beyond the last column for what is no such letters."""
    if not letters.isascii() or not letters.isupper() or len(letters) > _MOST_LETTERS:
        return MOST_COLUMNS + 1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _fill_down(rows: Rows, merged: Iterable[str]) -> Mapping[tuple[int, int], int]:
    """Gives the rows the values of the cells that were merged down into them, and says which cells those are."""
    numbers = list(rows)
    filled: dict[tuple[int, int], int] = {}
    for column, first, last in _downwards(merged):
        value: GridCell | None = rows.get(first, {}).get(column)
        if value is None:
            continue
        for number in numbers[bisect_right(numbers, first) : bisect_right(numbers, last)]:
            if (number, column) not in filled:  # so that ranges that overlap, which no program writes, end soon
                rows[number][column] = value
                filled[number, column] = first
    return filled


def _downwards(merged: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """Column, first and last row of the merged ranges that are one column wide."""
    for reference in merged:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end and start[1] == end[1]:
            yield column_number(start[1]), int(start[2]), int(end[2])
