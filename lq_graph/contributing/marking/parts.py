"""The parts of a workbook while it is edited: elements located by byte, so that all else is kept."""

from __future__ import annotations

import codecs
import html
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from lq_graph.contributing.xlsx.markup import parser_without_dtd, well_formed
from lq_graph.contributing.xlsx.package import Package, related, relationships_part
from lq_graph.errors import BROKEN, Refusal

# Where the elements of an XML part stand in its bytes, so that a part can be edited and all else in it be kept.

_DECLARATION = re.compile(rb"\A<\?xml[^>]*\?>")
_MAYBE_IN_ATTRIBUTE = re.compile(rb"""=\s*(?:"[^"<>]*|'[^'<>]*)>""")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass
class Element:
    """An element: its name as it is written, and where it and what is in it begin and end.

    Of an element written as one empty tag, what is in it begins and ends at the end of the tag.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without prefix."""
        return self.name[self.name.find(":") + 1 :]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, empty if there is none."""
        return self.name[: self.name.find(":") + 1]

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag."""
        return self.inner_end == self.end

    def all(self, *path: str) -> Iterator[Element]:
        """The elements at the end of a path of local names, in their order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.local == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> Element | None:
        """The first of them."""
        return next(self.all(*path), None)


def outline(path: Path, content: bytes) -> Element:
    """The root element of a part in UTF-8; raises Refusal for a part with a DTD or that is no XML."""
    parser = parser_without_dtd(path)
    root = Element("", {}, 0)
    open_ = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, parser.CurrentByteIndex)
        element.inner = _tag_end(content, element.start)
        open_[-1].children.append(element)
        open_.append(element)

    def end(name: str) -> None:
        element = open_.pop()
        is_empty_tag = content.endswith(b"/>", 0, element.inner)
        element.inner_end = element.inner if is_empty_tag else parser.CurrentByteIndex
        element.end = element.inner if is_empty_tag else content.index(b">", element.inner_end) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with well_formed(path):
        parser.Parse(content, True)
    return root.children[0]


def refuse_unusual(path: Path, content: bytes) -> None:
    """Nothing for well-formed XML of elements and texts alone, as all programs write it; Refusal for anything else.

    Such a part can be searched for tags without being read: what looks like a tag is one.
    """
    parser = parser_without_dtd(path)
    if _MAYBE_IN_ATTRIBUTE.search(content):
        parser.StartElementHandler = _refuse_tag_ends(path)
    if b"<!" in content or content.count(b"<?") > content.startswith(b"<?"):
        raise Refusal(path, BROKEN)
    with well_formed(path):
        parser.Parse(content, True)


def in_utf8(content: bytes) -> bytes:
    """A part as UTF-8: a few programs write UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16").encode()
        return _DECLARATION.sub(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', content)
    return content.removeprefix(codecs.BOM_UTF8)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content with stretches replaced; of several at one place, the first comes first."""
    pieces: list[bytes] = []
    place = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces.extend((content[place:start], new))
        place = max(end, place)
    return b"".join((*pieces, content[place:]))


def with_child(content: bytes, element: Element, child: bytes) -> tuple[int, int, bytes]:
    """The edit that puts a child at the end of an element."""
    if not element.is_empty_tag:
        return element.inner_end, element.inner_end, child
    tag = content[element.start : element.end].rstrip(b"/> \n\t")
    return element.start, element.end, tag + b">" + child + f"</{element.name}>".encode()


def with_attributes(element: bytes, **values: str) -> bytes:
    """The bytes of an element, or of its start tag, with attributes set."""
    end = _tag_end(element, 0)
    tag, rest = element[:end], element[end:]
    for name, value in values.items():
        tag = re.sub(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", tag, count=1)
        tag = re.sub(rb"\s*(/?>)\Z", rb" " + name.encode() + rb"=" + quoted(value).encode() + rb"\1", tag)
    return tag + rest


def escaped(text: str) -> str:
    """A text as it is written in XML, without what XML cannot hold."""
    return html.escape(_NO_XML.sub("\ufffd", text), quote=False)


def quoted(text: str) -> str:
    """A text as the value of an attribute, in its quotes."""
    inner = html.escape(_NO_XML.sub("\ufffd", text)).replace("\n", "&#10;")
    return f'"{inner}"'


def _refuse_tag_ends(path: Path) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        if any(">" in value for value in attributes.values()):
            raise Refusal(path, BROKEN)

    return start


def _tag_end(content: bytes, start: int) -> int:
    """Where a start tag ends; its attributes may hold `>`."""
    quote, place = 0, start
    while True:
        byte = content[place]
        place += 1
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return place


# The parts of a workbook file while it is edited, written out as a workbook again.

_CONTENT_TYPES = "[Content_Types].xml"
_RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MADE = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows


@dataclass
class WorkbookParts:
    """The parts of a package and, before them, those that were changed or added."""

    package: Package
    changed: dict[str, bytes] = field(default_factory=dict)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self.changed or part in self.package.parts

    def read(self, part: str) -> bytes:
        """A part as it is now, in UTF-8."""
        return self.changed[part] if part in self.changed else in_utf8(self.package.read(part))

    def write(self, part: str, content: bytes) -> None:
        """Sets a part."""
        self.changed[part] = content

    def related(self, part: str, kind: str) -> str | None:
        """The first part that a part has a relation of a kind to, as the file came."""
        return related(self.package, part, kind)

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as `xl/comments{}.xml` that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Gives a part a relation to another one; the id of the relation."""
        holder = relationships_part(part)
        content = self.read(holder) if self.has(holder) else DECLARATION + _NO_RELATIONS
        root = outline(self.package.path, content)
        taken = {each.attributes.get("Id") for each in root.children}
        name = next(f"lq{number}" for number in range(1, len(taken) + 2) if f"lq{number}" not in taken)
        where = posixpath.relpath(target, posixpath.dirname(part))
        relation = f'<{root.prefix}Relationship Id="{name}" Type="{_RELATION_TYPES}{kind}" Target={quoted(where)}/>'
        self.write(holder, edited(content, [with_child(content, root, relation.encode())]))
        return name

    def declare(self, part: str, content_type: str) -> None:
        """Says of what type a new part is."""
        self._declare(f'Override PartName="/{part}" ContentType="{content_type}"')

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Says of what type parts of an ending are, if it is not said."""
        root = outline(self.package.path, self.read(_CONTENT_TYPES))
        if all(each.attributes.get("Extension", "").lower() != ending for each in root.all("Default")):
            self._declare(f'Default Extension="{ending}" ContentType="{content_type}"')

    def to_bytes(self) -> bytes:
        """The workbook file: parts in their old order, then the new ones; the same each time."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for info in self.package.archive.infolist():
                if not info.is_dir():
                    content = self.changed.get(info.filename)
                    written = self.package.read(info.filename) if content is None else content
                    archive.writestr(entry(info.filename, info.date_time), written)
            for part in sorted(self.changed.keys() - self.package.parts):
                archive.writestr(entry(part), self.changed[part])
        return stream.getvalue()

    def _declare(self, declaration: str) -> None:
        content = self.read(_CONTENT_TYPES)
        root = outline(self.package.path, content)
        child = f"<{root.prefix}{declaration}/>".encode()
        self.write(_CONTENT_TYPES, edited(content, [with_child(content, root, child)]))


def entry(name: str, moment: tuple[int, int, int, int, int, int] = _MADE) -> zipfile.ZipInfo:
    """What a zip file says of a packed part; the same each time."""
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


# The list of sheets of a workbook, with another one put first. ECMA-376 Part 1 §18.2.

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def add_first(parts: WorkbookParts, workbook: str, title: str, content: bytes) -> None:
    """Adds a sheet before all others, in front; what names belong to which sheet stays so."""
    part = parts.free("xl/worksheets/sheet{}.xml")
    parts.write(part, content)
    parts.declare(part, _SHEET_TYPE)
    relation = parts.relate(workbook, "worksheet", part)
    book = parts.read(workbook)
    root = outline(parts.package.path, book)
    sheets = root.first("sheets")
    if sheets is not None:
        number = max((int(each.attributes.get("sheetId", "0")) for each in sheets.children), default=0) + 1
        sheet = f'<{root.prefix}sheet xmlns:r="{_RELATIONS}" name="{title}" sheetId="{number}" r:id="{relation}"/>'
        edits = [(sheets.inner, sheets.inner, sheet.encode()), *_views(book, root, 0), *_names(book, root)]
        parts.write(workbook, edited(book, edits))


def bring_to_front(parts: WorkbookParts, workbook: str, number: int) -> None:
    """Makes a sheet, by its number from 0, the one that is seen when the workbook is opened."""
    book = parts.read(workbook)
    parts.write(workbook, edited(book, _views(book, outline(parts.package.path, book), number)))


def _views(book: bytes, root: Element, number: int) -> list[tuple[int, int, bytes]]:
    views = root.all("bookViews", "workbookView")
    return [_set(book, view, activeTab=str(number), firstSheet="0") for view in views]


def _names(book: bytes, root: Element) -> list[tuple[int, int, bytes]]:
    """Names of a single sheet say which by its number, which is one more now."""
    names = (each for each in root.all("definedNames", "definedName") if "localSheetId" in each.attributes)
    return [_set(book, each, localSheetId=str(int(each.attributes["localSheetId"]) + 1)) for each in names]


def _set(book: bytes, element: Element, **values: str) -> tuple[int, int, bytes]:
    return element.start, element.inner, with_attributes(book[element.start : element.inner], **values)


# What a sheet part says of itself beside its cells: that it is the one in front, and where its comments are drawn.

_SELECTED = re.compile(rb"""\stabSelected=["'](?:1|true)["']""")
_LATER = rb"legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
_AFTER_DRAWING = re.compile(rb"<(?:\w+:)?(?:" + _LATER + rb")\b|</((?:\w+:)?)worksheet\s*>")


def in_background(content: bytes) -> bytes:
    """A sheet that is not selected: of two that are, people would change both at once."""
    start = content[: content.find(b"sheetData")]
    return _SELECTED.sub(b"", start) + content[len(start) :]


def with_drawing(content: bytes, relation: str) -> bytes:
    """A sheet with the drawing of its comments, in the place that it has. ECMA-376 Part 1 §18.3.1.99."""
    data_end = max(content.rfind(b"sheetData>"), content.rfind(b"sheetData/>"), 0)
    found = _AFTER_DRAWING.search(content, data_end)
    root_end = re.search(rb"</((?:\w+:)?)worksheet\s*>\s*\Z", content)
    if found is None or root_end is None:
        return content
    drawing = f'<{root_end[1].decode()}legacyDrawing xmlns:r="{_RELATIONS}" r:id="{relation}"/>'.encode()
    return content[: found.start()] + drawing + content[found.start() :]
