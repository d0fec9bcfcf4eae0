"""The styles of a workbook, with those of marked cells: as they were, but for what fills them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lq_graph.checking.finding import Severity
from lq_graph.contributing.marking.outline import Element, edited, outline, with_attributes, with_child

COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "FFFBD3CF", Severity.WARNING: "FFFFF0B8", Severity.INFO: "FFD6E6FA"}
)
_MARKED = re.compile("|".join(COLOURS.values()).encode())
_BLACK, _BLUE = "FF000000", "FF0B4F8A"  # 8.3:1 on white
_FILL = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="{1}"/><{0}bgColor indexed="64"/></{0}patternFill>'
    "</{0}fill>"
)
_FONT = '<{0}font>{1}<{0}sz val="11"/><{0}color rgb="{2}"/><{0}name val="Calibri"/><{0}family val="2"/></{0}font>'
_TEXT = (
    '<{0}xf numFmtId="49" fontId="{1}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
    'applyAlignment="1"><{0}alignment vertical="top" wrapText="1"/></{0}xf>'
)
_COLOUR = re.compile(rb"<(?:\w+:)?color\b[^<>]*/>|<(?:\w+:)?color\b[^<>]*>[^<>]*</(?:\w+:)?color>")
MINIMAL = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Look(NamedTuple):
    """What of a cell's style a mark replaces, as XML: its fill and its font; both empty for a cell without fill."""

    fill: str = ""
    font: str = ""


class _Group:
    """The elements of one kind, by number; new ones come last."""

    def __init__(self, content: bytes, element: Element | None) -> None:
        self._content = content
        self._element = element
        self._items = [content[each.start : each.end] for each in element.children] if element is not None else []
        self._count = len(self._items)

    def __getitem__(self, number: int) -> bytes:
        return self._items[number] if 0 <= number < len(self._items) else self._items[0]

    def number(self, item: bytes) -> int:
        """The number of an element, added if there is none like it."""
        if item not in self._items:
            self._items.append(item)
        return self._items.index(item)

    def edits(self) -> list[tuple[int, int, bytes]]:
        """What makes the content hold the new ones."""
        if self._element is None or len(self._items) == self._count:
            return []
        tag = self._content[self._element.start : self._element.inner]
        counted = with_attributes(tag, count=str(len(self._items)))
        new = b"".join(self._items[self._count :])
        return [(self._element.start, self._element.inner, counted), with_child(self._content, self._element, new)]


class MarkStyles:
    """The cell styles of a workbook by their numbers, which stay as they are."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._content = content
        self._root = outline(path, content)
        self._fills, self._fonts, self._cells = map(self._group, ("fills", "fonts", "cellXfs"))
        self._known: dict[tuple[int, bytes, bytes], int] = {}

    @property
    def has_marks(self) -> bool:
        """Whether any style fills cells as marked ones."""
        return _MARKED.search(self._content) is not None

    def is_marked(self, style: int) -> bool:
        """Whether cells of a style are filled as marked ones."""
        return _MARKED.search(self._part(self._fills, style, b"fillId")) is not None

    def look(self, style: int) -> Look:
        """What a mark of a cell replaces."""
        fill = self._part(self._fills, style, b"fillId")
        is_none = b"patternType" not in fill and b"gradientFill" not in fill
        if is_none or b'"none"' in fill:
            return Look()
        return Look(fill.decode(), self._part(self._fonts, style, b"fontId").decode())

    def marked(self, style: int, severity: Severity) -> int:
        """The style of a marked cell; its letters are black where they stood on a colour of their own."""
        fill = _FILL.format(self._root.prefix, COLOURS[severity]).encode()
        font = _in_black(self._part(self._fonts, style, b"fontId")) if self.look(style).fill else b""
        return self._style(style, fill, font)

    def restored(self, style: int, look: Look) -> int:
        """The style of a cell that was marked, as it was before."""
        return self._style(style, look.fill.encode() or self._fills[0], look.font.encode())

    def written(self, *, bold: bool = False, link: bool = False) -> int:
        """A style for text of our own, in as many lines as it takes."""
        prefix = self._root.prefix
        traits = f"<{prefix}b/>" * bold + f"<{prefix}u/>" * link
        number = self._fonts.number(_FONT.format(prefix, traits, _BLUE if link else _BLACK).encode())
        return self._cells.number(_TEXT.format(self._root.prefix, number).encode())

    def content(self) -> bytes:
        """The part with the styles that were asked for."""
        return edited(self._content, [*self._fonts.edits(), *self._fills.edits(), *self._cells.edits()])

    def _group(self, name: str) -> _Group:
        return _Group(self._content, self._root.first(name))

    def _part(self, group: _Group, style: int, attribute: bytes) -> bytes:
        found = re.search(rb"\s" + attribute + rb'="([0-9]+)"', self._cells[style])
        return group[int(found[1]) if found else 0]

    def _style(self, style: int, fill: bytes, font: bytes) -> int:
        if (style, fill, font) not in self._known:
            values = {"fillId": str(self._fills.number(fill)), "applyFill": "1"}
            if font:
                values |= {"fontId": str(self._fonts.number(font)), "applyFont": "1"}
            self._known[style, fill, font] = self._cells.number(with_attributes(self._cells[style], **values))
        return self._known[style, fill, font]


def _in_black(font: bytes) -> bytes:
    return _COLOUR.sub(b"", font)
