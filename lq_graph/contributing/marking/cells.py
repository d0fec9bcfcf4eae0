"""The cells of a sheet part, and the cell styles of a workbook, edited in place to mark cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lq_graph.checking.finding import Severity
from lq_graph.contributing.marking.elements import (
    Element,
    edited,
    escaped,
    outline,
    refuse_unusual,
    with_attributes,
    with_child,
)
from lq_graph.contributing.xlsx.cells import column_number
from lq_graph.reading.position import column_letters

Place = tuple[int, int]  # row and column, from 1
COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "FFFBD3CF", Severity.WARNING: "FFFFF0B8", Severity.INFO: "FFD6E6FA"}
)
_MARKED = re.compile("|".join(COLOURS.values()).encode())
_HEADER = "FFDCE6F1"
_BLACK, _BLUE = "FF000000", "FF0B4F8A"  # 8.3:1 on white
_FILL = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="{1}"/><{0}bgColor indexed="64"/></{0}patternFill>'
    "</{0}fill>"
)
_FONT = '<{0}font>{1}<{0}sz val="{2}"/><{0}color rgb="{3}"/><{0}name val="Calibri"/><{0}family val="2"/></{0}font>'
_TEXT = (
    '<{0}xf numFmtId="49" fontId="{1}" fillId="{2}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
    'applyFill="1" applyAlignment="1"><{0}alignment vertical="top" wrapText="1"/></{0}xf>'
)
_COLOUR = re.compile(rb"<(?:\w+:)?color\b[^<>]*/>|<(?:\w+:)?color\b[^<>]*>[^<>]*</(?:\w+:)?color>")
_SPANS = re.compile(rb'\sspans="[^"]*"')  # which columns a row spans, a hint that need not be given


@dataclass(frozen=True)
class CellChange:
    """The new style and the new text of a cell; None leaves them unchanged."""

    style: int | None = None
    text: str | None = None


class _Row(NamedTuple):
    """The offsets of the start tag and the end of a row, and whether it is a single tag."""

    start: int
    inner: int
    end: int
    is_empty_tag: bool


class MarkCells:
    """The cells of a sheet part that was read without error, by row and column."""

    def __init__(self, path: Path, content: bytes) -> None:
        refuse_unusual(path, content)
        found = re.search(rb"<((?:\w+:)?)worksheet\b", content)
        self._prefix = found[1].decode() if found else ""
        p = re.escape(self._prefix).encode()
        self._content = _placed(content, p)
        self._row_tag = re.compile(rb"<" + p + rb'row\b[^<>]*?\sr="([0-9]{1,7})"[^<>]*>')
        self._row_end = b"</" + self._prefix.encode() + b"row>"
        self._cell = re.compile(
            rb"<" + p + rb'c\b[^<>]*?\sr="([A-Z]{1,3})[0-9]+"[^<>]*?(?:/>|>.*?</' + p + rb"c>)", re.DOTALL
        )
        self._cell_tag = re.compile(rb"<" + p + rb"c\s[^<>]*>")
        self._column_tag = re.compile(rb"<" + p + rb"col\s[^<>]*>")
        self._last: tuple[_Row | None, Sequence[tuple[int, re.Match[bytes]]]] = None, ()
        self._data_end = re.compile(rb"<" + p + rb"sheetData\s*/>|</" + p + rb"sheetData\s*>")

    def styles(self) -> Iterator[tuple[Place, int]]:
        """The styles of the cells that have one of their own."""
        for found in self._cell_tag.finditer(self._content):
            place, style = _place(found[0]), _number(found[0], b"s")
            if place is not None and style is not None:
                yield place, style

    def style(self, place: Place) -> int:
        """The style of a cell, else of its row, else of its column, else 0."""
        row = self._rows.get(place[0])
        found = None if row is None else next((cell for column, cell in self._cells(row) if column == place[1]), None)
        return self._default_style(place) if found is None else _number(found[0], b"s") or 0

    def changed(self, changes: Mapping[Place, CellChange]) -> bytes:
        """The part with changed cells; missing rows and cells are inserted in their order."""
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

    def _cells(self, row: _Row) -> Sequence[tuple[int, re.Match[bytes]]]:
        """The column of each cell of a row, and where it is, from left to right; those of the last row are kept."""
        if self._last[0] != row:
            cells = self._cell.finditer(self._content, row.inner, row.end)
            self._last = row, [(column_number(found[1].decode()), found) for found in cells]
        return self._last[1]

    @cached_property
    def _columns(self) -> list[tuple[int, int, int]]:
        """First and last column, and style, of each range of columns that has one."""
        end = self._data_end.search(self._content)
        tags = self._column_tag.findall(self._content, 0, end.start() if end else len(self._content))
        ranges = ((_number(tag, b"min"), _number(tag, b"max"), _number(tag, b"style")) for tag in tags)
        return [(first, last, style) for first, last, style in ranges if first and last and style]


def _placed(content: bytes, prefix: bytes) -> bytes:
    """A sheet part in which every row and cell has its reference, as most programs write it."""
    if re.search(rb"<" + prefix + rb"(?:row|c)(?![\w:])(?![^<>]*\sr=)", content) is None:
        return content
    row = column = 0

    def place(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        number = _number(found[0], b"r")
        if found[1] == b"row":
            row, column = number or row + 1, 0
            return found[0] if number else with_attributes(found[0], r=str(row))
        known = _place(found[0])
        column = column + 1 if known is None else known[1]
        return found[0] if known else with_attributes(found[0], r=f"{column_letters(column)}{row}")

    return re.sub(rb"<" + prefix + rb"(row|c)(?![\w:])[^<>]*>", place, content)


def _place(tag: bytes) -> Place | None:
    found = re.match(rb'<[^<>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"', tag)
    return None if found is None else (int(found[2]), column_number(found[1].decode()))


def _number(tag: bytes, attribute: bytes) -> int | None:
    found = re.match(rb"<[^<>]*?\s" + attribute + rb'="([0-9]{1,9})"', tag)
    return None if found is None else int(found[1])


class Look(NamedTuple):
    """The fill and the font that a mark replaces, as XML; both empty for a cell without fill."""

    fill: str = ""
    font: str = ""


class _Group:
    """The style elements of one kind, by number; new ones are added at the end."""

    def __init__(self, content: bytes, element: Element | None) -> None:
        self._content = content
        self._element = element
        self._items = [content[each.start : each.end] for each in element.children] if element is not None else []
        self._count = len(self._items)

    def __getitem__(self, number: int) -> bytes:
        return self._items[number] if 0 <= number < len(self._items) else self._items[0]

    def number(self, item: bytes) -> int:
        """The number of an element, which is added if there is no equal one."""
        if item not in self._items:
            self._items.append(item)
        return self._items.index(item)

    def edits(self) -> list[tuple[int, int, bytes]]:
        """The edits that add the new elements to the content."""
        if self._element is None or len(self._items) == self._count:
            return []
        tag = self._content[self._element.start : self._element.inner]
        counted = with_attributes(tag, count=str(len(self._items)))
        new = b"".join(self._items[self._count :])
        return [(self._element.start, self._element.inner, counted), with_child(self._content, self._element, new)]


class MarkStyles:
    """The cell styles of a workbook; styles are added, and the numbers of existing ones never change."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._content = content
        self._root = outline(path, content)
        self._fills, self._fonts, self._cells = map(self._group, ("fills", "fonts", "cellXfs"))
        self._known: dict[tuple[int, bytes, bytes], int] = {}
        self._looks: dict[int, Look] = {}
        self._marked: dict[tuple[int, Severity], int] = {}

    @property
    def has_marks(self) -> bool:
        """Whether any style has the fill of marked cells."""
        return _MARKED.search(self._content) is not None

    def is_marked(self, style: int) -> bool:
        """Whether a style has the fill of marked cells."""
        return _MARKED.search(self._part(self._fills, style, b"fillId")) is not None

    def look(self, style: int) -> Look:
        """The look of a style that a mark replaces."""
        if style not in self._looks:
            self._looks[style] = self._look(style)
        return self._looks[style]

    def _look(self, style: int) -> Look:
        fill = self._part(self._fills, style, b"fillId")
        is_none = b"patternType" not in fill and b"gradientFill" not in fill
        if is_none or b'"none"' in fill:
            return Look()
        return Look(fill.decode(), self._part(self._fonts, style, b"fontId").decode())

    def marked(self, style: int, severity: Severity) -> int:
        """The style of a marked cell; its letters become black if the cell had a fill of its own."""
        if (style, severity) not in self._marked:
            fill = _FILL.format(self._root.prefix, COLOURS[severity]).encode()
            font = _COLOUR.sub(b"", self._part(self._fonts, style, b"fontId")) if self.look(style).fill else b""
            self._marked[style, severity] = self._style(style, fill, font)
        return self._marked[style, severity]

    def restored(self, style: int, look: Look) -> int:
        """The style of a marked cell without its mark."""
        return self._style(style, look.fill.encode() or self._fills[0], look.font.encode())

    def text_style(self, *, bold: bool = False, link: bool = False, size: int = 11, is_header: bool = False) -> int:
        """A style for text of the sheet of findings, which wraps; that of a header is light blue."""
        prefix = self._root.prefix
        traits = f"<{prefix}b/>" * bold + f"<{prefix}u/>" * link
        font = self._fonts.number(_FONT.format(prefix, traits, size, _BLUE if link else _BLACK).encode())
        fill = self._fills.number(_FILL.format(prefix, _HEADER).encode()) if is_header else 0
        return self._cells.number(_TEXT.format(prefix, font, fill).encode())

    def content(self) -> bytes:
        """The part with the added styles."""
        return edited(self._content, [*self._fonts.edits(), *self._fills.edits(), *self._cells.edits()])

    def _group(self, name: str) -> _Group:
        return _Group(self._content, self._root.first(name))

    def _part(self, group: _Group, style: int, attribute: bytes) -> bytes:
        found = re.search(rb"\s" + attribute + rb'="([0-9]{1,9})"', self._cells[style])
        return group[int(found[1]) if found else 0]

    def _style(self, style: int, fill: bytes, font: bytes) -> int:
        if (style, fill, font) not in self._known:
            values = {"fillId": str(self._fills.number(fill)), "applyFill": "1"}
            if font:
                values |= {"fontId": str(self._fonts.number(font)), "applyFont": "1"}
            self._known[style, fill, font] = self._cells.number(with_attributes(self._cells[style], **values))
        return self._known[style, fill, font]
