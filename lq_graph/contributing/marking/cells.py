"""The cells of a sheet part, with other styles and with texts written into them; all else in the part stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lq_graph.contributing.marking.outline import edited, escaped, refuse_unusual, with_attributes
from lq_graph.contributing.sheets.filled_cells import column_number
from lq_graph.reading.position import column_letters

Place = tuple[int, int]
_SPANS = re.compile(rb'\sspans="[^"]*"')  # which columns a row spans, a hint that need not be given


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

    def __init__(self, path: Path, content: bytes) -> None:
        refuse_unusual(path, content)
        found = re.search(rb"<((?:\w+:)?)worksheet\b", content)
        self._prefix = found[1].decode() if found else ""
        p = re.escape(self._prefix).encode()
        self._content = _placed(content, p)
        self._row_tag = re.compile(rb"<" + p + rb'row\b[^<>]*?\sr="([0-9]+)"[^<>]*>')
        self._row_end = b"</" + self._prefix.encode() + b"row>"
        self._cell = re.compile(
            rb"<" + p + rb'c\b[^<>]*?\sr="([A-Z]{1,3})[0-9]+"[^<>]*?(?:/>|>.*?</' + p + rb"c>)", re.DOTALL
        )
        self._cell_tag = re.compile(rb"<" + p + rb"c\s[^<>]*>")
        self._column_tag = re.compile(rb"<" + p + rb"col\s[^<>]*>")
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
        found = None if row is None else next((cell for column, cell in self._cells(row) if column == place[1]), None)
        return self._default_style(place) if found is None else _number(found[0], b"s") or 0

    def changed(self, changes: Mapping[Place, CellChange]) -> bytes:
        """The part with changed cells; rows and cells that are not there are put where they belong."""
        by_row: dict[int, dict[int, CellChange]] = {}
        for (number, column), change in sorted(changes.items()):
            by_row.setdefault(number, {})[column] = change
        edits = [edit for number, cells in by_row.items() for edit in self._edits(number, cells)]
        return edited(self._content, edits)

    def _edits(self, number: int, changes: Mapping[int, CellChange]) -> Iterator[tuple[int, int, bytes]]:
        row = self._rows.get(number)
        if row is None or row.is_empty_tag:
            yield self._whole_row(number, row, changes)
            return
        tag = _SPANS.sub(b"", self._content[row.start : row.inner])
        yield row.start, row.inner, tag
        waiting = list(changes.items())
        for column, found in self._cells(row):
            while waiting and waiting[0][0] < column:
                yield found.start(), found.start(), self._new_cell(number, *waiting.pop(0))
            if not waiting:
                return
            if waiting[0][0] == column:
                yield found.start(), found.end(), self._changed_cell(found[0], waiting.pop(0)[1])
        end = row.end - len(self._row_end)
        yield end, end, b"".join(self._new_cell(number, column, change) for column, change in waiting)

    def _whole_row(self, number: int, row: _Row | None, changes: Mapping[int, CellChange]) -> tuple[int, int, bytes]:
        cells = b"".join(self._new_cell(number, column, change) for column, change in changes.items())
        if row is None:
            return self._new_row(number, f'<{self._prefix}row r="{number}">'.encode() + cells + self._row_end)
        tag = _SPANS.sub(b"", self._content[row.start : row.inner]).removesuffix(b"/>").rstrip()
        return row.start, row.end, tag + b">" + cells + self._row_end

    def _new_cell(self, row: int, column: int, change: CellChange) -> bytes:
        cell = f'<{self._prefix}c r="{column_letters(column)}{row}"/>'.encode()
        style = self._default_style((row, column)) if change.style is None else change.style
        return self._changed_cell(cell, CellChange(style or None, change.text))

    def _changed_cell(self, cell: bytes, change: CellChange) -> bytes:
        if change.style is not None:
            cell = with_attributes(cell, s=str(change.style))
        if change.text is None:
            return cell
        tag = re.sub(rb"\s*/?>\Z", b">", with_attributes(cell[: cell.index(b">") + 1], t="inlineStr"))
        p = self._prefix
        text = f'<{p}is><{p}t xml:space="preserve">{escaped(change.text)}</{p}t></{p}is></{p}c>'
        return tag + text.encode()

    def _default_style(self, place: Place) -> int:
        row = self._rows.get(place[0])
        of_row = None if row is None else _number(self._content[row.start : row.inner], b"s")
        return of_row or next((style for first, last, style in self._columns if first <= place[1] <= last), 0)

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

    def _cells(self, row: _Row) -> Iterator[tuple[int, re.Match[bytes]]]:
        """The column of each cell of a row, and where it is, from left to right."""
        for found in self._cell.finditer(self._content, row.inner, row.end):
            yield column_number(found[1].decode()), found

    @cached_property
    def _columns(self) -> list[tuple[int, int, int]]:
        """First and last column, and style, of each stretch of columns that have one."""
        end = self._data_end.search(self._content)
        tags = self._column_tag.findall(self._content, 0, end.start() if end else len(self._content))
        said = ((_number(tag, b"min"), _number(tag, b"max"), _number(tag, b"style")) for tag in tags)
        return [(first, last, style) for first, last, style in said if first and last and style]


def _placed(content: bytes, prefix: bytes) -> bytes:
    """A sheet part in which every row and cell says where it is, as most programs have it."""
    if re.search(rb"<" + prefix + rb"(?:row|c)(?![\w:])(?![^<>]*\sr=)", content) is None:
        return content
    row = column = 0

    def place(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        said = _number(found[0], b"r")
        if found[1] == b"row":
            row, column = said or row + 1, 0
            return found[0] if said else with_attributes(found[0], r=str(row))
        known = _place(found[0])
        column = column + 1 if known is None else known[1]
        return found[0] if known else with_attributes(found[0], r=f"{column_letters(column)}{row}")

    return re.sub(rb"<" + prefix + rb"(row|c)(?![\w:])[^<>]*>", place, content)


def _place(tag: bytes) -> Place | None:
    found = re.match(rb'<[^<>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"', tag)
    return None if found is None else (int(found[2]), column_number(found[1].decode()))


def _number(tag: bytes, attribute: bytes) -> int | None:
    found = re.match(rb"<[^<>]*?\s" + attribute + rb'="([0-9]+)"', tag)
    return None if found is None else int(found[1])
