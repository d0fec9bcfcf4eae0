"""The cells of a sheet part, with other styles and with texts written into them; all else in the part stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lq_graph.contributing.filled_cells import column_number
from lq_graph.contributing.outline import edited, escaped, with_attributes
from lq_graph.reading.position import column_letters

Place = tuple[int, int]


@dataclass(frozen=True)
class CellChange:
    """What becomes of a cell: its style, and its text; None for what stays."""

    style: int | None = None
    text: str | None = None


class _Row(NamedTuple):
    """Where the tag of a row begins and ends, and where the row ends; whether it is one tag."""

    start: int
    inner: int
    end: int
    is_empty_tag: bool


class MarkCells:
    """A sheet part that was read before, by the rows and columns of its cells."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        found = re.search(rb"<((?:\w+:)?)worksheet\b", content)
        self._prefix = found[1].decode() if found else ""
        p = re.escape(self._prefix).encode()
        self._row_tag = re.compile(rb"<" + p + rb'row\b[^>]*?\sr="([0-9]+)"[^>]*>')
        self._row_end = b"</" + self._prefix.encode() + b"row>"
        self._cell = re.compile(rb"<" + p + rb"c\b[^>]*?(?:/>|>.*?</" + p + rb"c>)", re.DOTALL)
        self._cell_tag = re.compile(rb"<" + p + rb"c\s[^>]*>")
        self._column_tag = re.compile(rb"<" + p + rb"col\s[^>]*>")
        self._data_end = re.compile(rb"<" + p + rb"sheetData\s*/>|</" + p + rb"sheetData\s*>")

    def styles(self) -> Iterator[tuple[Place, int]]:
        """The style of every cell that has one of its own."""
        for found in self._cell_tag.finditer(self._content):
            place, style = _place(found[0]), _number(found[0], b"s")
            if place is not None and style is not None:
                yield place, style

    def style(self, place: Place) -> int:
        """The style of a cell, else of its row, else of its column; 0 where none is said."""
        row = self._rows.get(place[0])
        cell = None if row is None else self._cells_of(row).get(place[1])
        if cell is not None:
            return _number(cell, b"s") or 0
        of_row = None if row is None else _number(self._content[row.start : row.inner], b"s")
        return of_row or next((style for first, last, style in self._columns if first <= place[1] <= last), 0)

    def changed(self, changes: Mapping[Place, CellChange]) -> bytes:
        """The part with changed cells; rows and cells that are not there are put where they belong."""
        by_row: dict[int, dict[int, CellChange]] = {}
        for (number, column), change in sorted(changes.items()):
            by_row.setdefault(number, {})[column] = change
        return edited(self._content, [self._edit(number, cells) for number, cells in by_row.items()])

    def _edit(self, number: int, changes: Mapping[int, CellChange]) -> tuple[int, int, bytes]:
        row = self._rows.get(number)
        cells = {} if row is None else self._cells_of(row)
        for column, change in changes.items():
            cells[column] = self._cell_with(cells.get(column), number, column, change)
        inner = b"".join(cell for _, cell in sorted(cells.items()))
        if row is None:
            return self._new_row(number, f'<{self._prefix}row r="{number}">'.encode() + inner + self._row_end)
        tag = re.sub(rb'\sspans="[^"]*"|/(?=>\Z)', b"", self._content[row.start : row.inner])
        return row.start, row.end, tag + inner + self._row_end

    def _cell_with(self, cell: bytes | None, row: int, column: int, change: CellChange) -> bytes:
        name = f"{column_letters(column)}{row}"
        if cell is None:
            cell = f'<{self._prefix}c r="{name}"/>'.encode()
        style = change.style if change.style is not None else self.style((row, column))
        cell = with_attributes(cell, s=str(style)) if style else cell
        if change.text is None:
            return cell
        tag = re.sub(rb"\s*/?>\Z", b">", with_attributes(cell[: cell.index(b">") + 1], t="inlineStr"))
        p = self._prefix
        text = f'<{p}is><{p}t xml:space="preserve">{escaped(change.text)}</{p}t></{p}is></{p}c>'
        return tag + text.encode()

    def _new_row(self, number: int, row: bytes) -> tuple[int, int, bytes]:
        later = [each.start for known, each in self._rows.items() if known > number]
        if later:
            return min(later), min(later), row
        end = self._data_end.search(self._content)
        if end is None:
            return len(self._content), len(self._content), b""
        if end[0].startswith(b"</"):
            return end.start(), end.start(), row
        p = self._prefix.encode()
        return end.start(), end.end(), b"<" + p + b"sheetData>" + row + b"</" + p + b"sheetData>"

    @cached_property
    def _rows(self) -> Mapping[int, _Row]:
        rows = {}
        for found in self._row_tag.finditer(self._content):
            is_empty_tag = found[0].endswith(b"/>")
            end = found.end() if is_empty_tag else self._content.index(self._row_end, found.end()) + len(self._row_end)
            rows[int(found[1])] = _Row(found.start(), found.end(), end, is_empty_tag)
        return rows

    def _cells_of(self, row: _Row) -> dict[int, bytes]:
        inner = self._content[row.inner : row.end]
        placed = ((_place(found[0]), found[0]) for found in self._cell.finditer(inner))
        return {place[1]: cell for place, cell in placed if place is not None}

    @cached_property
    def _columns(self) -> list[tuple[int, int, int]]:
        """First and last column, and style, of each stretch of columns that have one."""
        end = self._data_end.search(self._content)
        tags = self._column_tag.findall(self._content, 0, end.start() if end else len(self._content))
        said = ((_number(tag, b"min"), _number(tag, b"max"), _number(tag, b"style")) for tag in tags)
        return [(first, last, style) for first, last, style in said if first and last and style]


def _place(tag: bytes) -> Place | None:
    found = re.match(rb'<[^>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"', tag)
    return None if found is None else (int(found[2]), column_number(found[1].decode()))


def _number(tag: bytes, attribute: bytes) -> int | None:
    found = re.match(rb"<[^>]*?\s" + attribute + rb'="([0-9]+)"', tag)
    return None if found is None else int(found[1])
