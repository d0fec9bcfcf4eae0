"""The parts of a workbook file while it is edited."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from lq_graph.contributing.marking.elements import (
    Element,
    edited,
    escaped,
    in_utf8,
    outline,
    quoted,
    with_attributes,
    with_child,
)
from lq_graph.contributing.xlsx.package import Package, related, relationships_part
from lq_graph.reading.position import column_letters

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MINIMAL_STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_CONTENT_TYPES = "[Content_Types].xml"
_NO_RELATIONSHIPS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can state
_NUMBER = re.compile("[0-9]{1,9}")
_PRINT_TITLES = "_xlnm.Print_Titles"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_SELECTED = re.compile(rb"""\stabSelected=["'](?:1|true)["']""")
_LATER = rb"legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
_AFTER_DRAWING = re.compile(rb"<(?:\w+:)?(?:" + _LATER + rb")\b|</((?:\w+:)?)worksheet\s*>")

TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass
class WorkbookParts:
    """The parts of a package, with those that were changed or added."""

    package: Package
    changed: dict[str, bytes] = field(default_factory=dict)

    def has(self, part: str) -> bool:
        """Whether there is a part of this name."""
        return part in self.changed or part in self.package.parts

    def read(self, part: str) -> bytes:
        """A part with its changes, in UTF-8."""
        return self.changed[part] if part in self.changed else in_utf8(self.package.read(part))

    def write(self, part: str, content: bytes) -> None:
        """Sets a part."""
        self.changed[part] = content

    def related(self, part: str, kind: str) -> str | None:
        """The first part to which a part had a relationship of a kind before any change."""
        return related(self.package, part, kind)

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as `xl/comments{}.xml` that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Adds a relationship of a part to another one, and returns its id."""
        holder = relationships_part(part)
        content = self.read(holder) if self.has(holder) else DECLARATION + _NO_RELATIONSHIPS
        root = outline(self.package.path, content)
        taken = {each.attributes.get("Id") for each in root.children}
        name = next(f"lq{number}" for number in range(1, len(taken) + 2) if f"lq{number}" not in taken)
        where = posixpath.relpath(target, posixpath.dirname(part))
        relation = f'<{root.prefix}Relationship Id="{name}" Type="{RELATIONSHIPS}/{kind}" Target={quoted(where)}/>'
        self.write(holder, edited(content, [with_child(content, root, relation.encode())]))
        return name

    def declare(self, part: str, content_type: str) -> None:
        """Declares the type of a new part."""
        self._declare(f'Override PartName="/{part}" ContentType="{content_type}"')

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Declares the type of parts with an extension, unless it is declared."""
        root = outline(self.package.path, self.read(_CONTENT_TYPES))
        if all(each.attributes.get("Extension", "").lower() != ending for each in root.all("Default")):
            self._declare(f'Default Extension="{ending}" ContentType="{content_type}"')

    def to_bytes(self) -> bytes:
        """The workbook file: parts in their old order, then the new ones; the same bytes each time."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for info in self.package.archive.infolist():
                if not info.is_dir():
                    content = self.changed.get(info.filename)
                    written = self.package.read(info.filename) if content is None else content
                    archive.writestr(zip_entry(info.filename, info.date_time), written)
            for part in sorted(self.changed.keys() - self.package.parts):
                archive.writestr(zip_entry(part), self.changed[part])
        return stream.getvalue()

    def _declare(self, declaration: str) -> None:
        content = self.read(_CONTENT_TYPES)
        root = outline(self.package.path, content)
        child = f"<{root.prefix}{declaration}/>".encode()
        self.write(_CONTENT_TYPES, edited(content, [with_child(content, root, child)]))


def add_first(parts: WorkbookParts, workbook: str, title: str, content: bytes) -> None:
    """Adds a sheet before all others and selects it; defined names stay with their sheets. ECMA-376 Part 1 §18.2."""
    part = parts.free("xl/worksheets/sheet{}.xml")
    parts.write(part, content)
    parts.declare(part, f"{TYPES}.worksheet+xml")
    relation = parts.relate(workbook, "worksheet", part)
    book = parts.read(workbook)
    root = outline(parts.package.path, book)
    sheets = root.first("sheets")
    if sheets is not None:
        ids = (each.attributes.get("sheetId", "") for each in sheets.children)
        number = max((int(each) for each in ids if _NUMBER.fullmatch(each)), default=0) + 1
        sheet = f'<{root.prefix}sheet xmlns:r="{RELATIONSHIPS}" name="{title}" sheetId="{number}" r:id="{relation}"/>'
        edits = [(sheets.inner, sheets.inner, sheet.encode()), *_views(book, root, 0), *_names(book, root)]
        parts.write(workbook, edited(book, edits))


def bring_to_front(parts: WorkbookParts, workbook: str, number: int) -> None:
    """Makes a sheet, by its number from 0, the one that is shown when the workbook is opened."""
    book = parts.read(workbook)
    parts.write(workbook, edited(book, _views(book, outline(parts.package.path, book), number)))


def repeat_titles(parts: WorkbookParts, workbook: str, title: str, number: int, row: int) -> None:
    """Makes a sheet, by its title and its number from 0, print a row on every page. ECMA-376 Part 1 §18.2.6."""
    book = parts.read(workbook)
    root = outline(parts.package.path, book)
    names = root.all("definedNames", "definedName")
    known = ((each.attributes.get("name"), each.attributes.get("localSheetId")) for each in names)
    if (_PRINT_TITLES, str(number)) in known:
        return
    place = f"'{title}'!${row}:${row}"
    p = root.prefix
    name = f'<{p}definedName name="{_PRINT_TITLES}" localSheetId="{number}">{escaped(place)}</{p}definedName>'
    holder = root.first("definedNames")
    if holder is not None:
        edit = with_child(book, holder, name.encode())
    else:
        before = [each.end for each in root.children if each.local in _BEFORE_NAMES]
        edit = (max(before), max(before), f"<{p}definedNames>{name}</{p}definedNames>".encode())
    parts.write(workbook, edited(book, [edit]))


def _views(book: bytes, root: Element, number: int) -> list[tuple[int, int, bytes]]:
    views = root.all("bookViews", "workbookView")
    return [_set(book, view, activeTab=str(number), firstSheet="0") for view in views]


def _names(book: bytes, root: Element) -> list[tuple[int, int, bytes]]:
    """Names of a single sheet refer to it by its number, which is one more now."""
    names = ((each, each.attributes.get("localSheetId", "")) for each in root.all("definedNames", "definedName"))
    return [_set(book, each, localSheetId=str(int(id_) + 1)) for each, id_ in names if _NUMBER.fullmatch(id_)]


def _set(book: bytes, element: Element, **values: str) -> tuple[int, int, bytes]:
    return element.start, element.inner, with_attributes(book[element.start : element.inner], **values)


def in_background(content: bytes) -> bytes:
    """A sheet part that is not selected: with two selected sheets people would change both at once."""
    start = content[: content.find(b"sheetData")]
    return _SELECTED.sub(b"", start) + content[len(start) :]


def with_drawing(content: bytes, relation: str) -> bytes:
    """A sheet part with the drawing of its comments, in the order of ECMA-376 Part 1 §18.3.1.99."""
    data_end = max(content.rfind(b"sheetData>"), content.rfind(b"sheetData/>"), 0)
    found = _AFTER_DRAWING.search(content, data_end)
    root_end = re.search(rb"</((?:\w+:)?)worksheet\s*>\s*\Z", content)
    if found is None or root_end is None:
        return content
    drawing = f'<{root_end[1].decode()}legacyDrawing xmlns:r="{RELATIONSHIPS}" r:id="{relation}"/>'.encode()
    return content[: found.start()] + drawing + content[found.start() :]


def text_cell(row: int, column: int, text: str, style: int | None = None) -> str:
    """The element of a cell with an inline text."""
    styled = "" if style is None else f' s="{style}"'
    inline = f'<is><t xml:space="preserve">{escaped(text)}</t></is>'
    return f'<c r="{column_letters(column)}{row}"{styled} t="inlineStr">{inline}</c>'


def zip_entry(name: str, moment: tuple[int, int, int, int, int, int] = _NO_TIME) -> zipfile.ZipInfo:
    """The entry of a compressed part in a zip file."""
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
