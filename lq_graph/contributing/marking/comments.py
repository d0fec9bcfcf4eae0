"""Comments on marked cells, and the boxes in which they are shown. ECMA-376 Part 1 §18.7."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path

from lq_graph.contributing.marking.elements import Element, edited, escaped, outline, refuse_unusual, with_child
from lq_graph.contributing.marking.parts import DECLARATION
from lq_graph.text import Language, Texts

_AUTHOR = "lq"
_TITLE = Texts("Granskning (lq):", "Review (lq):")
_TEXTS = re.compile(rb"<(?:\w+:)?t\b[^<>]*(?<!/)>([^<]*)<")
EMPTY_COMMENTS = (
    DECLARATION + b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors></authors><commentList></commentList></comments>"
)
_SHAPE_END = re.compile(rb"</(\w+):shape\s*>")
_NOTE = re.compile(rb'\bObjectType\s*=\s*"Note"')
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?" + name + rb">\s*([0-9]{1,7})\s*<") for name in (b"Row", b"Column"))
_ROOT = re.compile(rb"<xml\b[^<>]*")
_SPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_NUMBER = re.compile(rb'id="_x0000_s([0-9]{1,9})"')
_TYPE_ID = b'id="_x0000_t202"'
_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_LETTERS, _LINE, _WIDTH = 52, 14, 260  # letters in a line of a box, its height, and the box's width in points
_FIRST_NUMBER = 1025
EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
Place = tuple[int, int]


class MarkComments:
    """The comments of a sheet by the names of their cells; those of people stay, those of lq are replaced."""

    def __init__(self, path: Path, content: bytes, language: Language) -> None:
        refuse_unusual(path, content)
        self._content = content
        self._root = outline(path, content)
        self._title = _TITLE.in_language(language)
        self._comments = {each.attributes.get("ref", ""): each for each in self._root.all("commentList", "comment")}

    def cells(self, messages: Mapping[str, str]) -> list[str]:
        """The cells that will have a comment."""
        own = [cell for cell, comment in self._comments.items() if self._of_people(comment)]
        return list(dict.fromkeys((*own, *messages)))

    def with_messages(self, messages: Mapping[str, str]) -> bytes:
        """The part with messages at their cells, below the comments of people."""
        edits = [self._changed(cell, comment, messages.get(cell, "")) for cell, comment in self._comments.items()]
        new = [cell for cell in messages if cell not in self._comments]
        if new:
            edits.extend(self._added({cell: messages[cell] for cell in new}))
        return edited(self._content, edits)

    def _changed(self, cell: str, comment: Element, message: str) -> tuple[int, int, bytes]:
        own = self._of_people(comment)
        text = comment.first("text")
        if text is None or not (own or message):
            return comment.start, comment.end, b""
        return text.inner, text.inner_end, own + (self._message(message, b"\n\n" if own else b"") if message else b"")

    def _of_people(self, comment: Element) -> bytes:
        """The runs of a comment before those of lq; a text without runs counts as one run."""
        own = []
        text = comment.first("text")
        for run in text.children if text is not None else []:
            raw = self._content[run.start : run.end]
            text_of_run = html.unescape("".join(found.decode() for found in _TEXTS.findall(raw)))
            cut = _before_ours(text_of_run)
            if cut:
                own.append(raw if cut == text_of_run and run.local == "r" else self._run(escaped(cut).encode()))
            if cut != text_of_run:
                break
        return b"".join(own)

    def _added(self, messages: Mapping[str, str]) -> list[tuple[int, int, bytes]]:
        authors, list_ = self._root.first("authors"), self._root.first("commentList")
        if authors is None or list_ is None:
            return []
        prefix = self._root.prefix
        number = len(authors.children)
        author = f"<{prefix}author>{_AUTHOR}</{prefix}author>".encode()
        comments = [
            f'<{prefix}comment ref="{cell}" authorId="{number}" shapeId="0"><{prefix}text>'.encode()
            + self._message(message, b"")
            + f"</{prefix}text></{prefix}comment>".encode()
            for cell, message in messages.items()
        ]
        return [with_child(self._content, authors, author), with_child(self._content, list_, b"".join(comments))]

    def _message(self, message: str, before: bytes) -> bytes:
        title = self._run(before + self._title.encode(), f"<{self._root.prefix}b/>")
        return title + self._run(f"\n{escaped(message)}".encode())

    def _run(self, text: bytes, traits: str = "") -> bytes:
        prefix = self._root.prefix
        look = f'<{prefix}rPr>{traits}<{prefix}sz val="10"/><{prefix}rFont val="Calibri"/></{prefix}rPr>'
        start, end = f'<{prefix}r>{look}<{prefix}t xml:space="preserve">', f"</{prefix}t></{prefix}r>"
        return start.encode() + text + end.encode()


def _before_ours(text: str) -> str:
    """The part of a comment before the line on which that of lq starts."""
    for title in (_TITLE.sv, _TITLE.en):
        before, found, _ = text.partition(title)
        line = before.rpartition("\n")[2]
        if found and not line.strip():
            return before.rstrip()
    return text


def with_boxes(content: bytes, messages: Mapping[Place, str], commented: frozenset[Place]) -> bytes:
    """A VML drawing with a box for every comment; `messages` are those of lq by row and column.

    `commented` are the places of all comments. Boxes without a comment are removed, and those with a message of lq are
    replaced by boxes of its size.
    """
    there: set[Place] = set()
    pieces, place_of_rest = [], 0
    for start, end in _notes(content):
        place = _place(content[start:end])
        stays = place is None or (place in commented and place not in messages)
        pieces.append(content[place_of_rest : end if stays else start])
        place_of_rest = end
        if place is not None and stays:
            there.add(place)
    drawing = b"".join((*pieces, content[place_of_rest:]))
    numbers = [int(number) for number in _NUMBER.findall(drawing)]
    first = max((*numbers, _FIRST_NUMBER - 1)) + 1
    boxes = [
        _box(number, place, messages.get(place, "")) for number, place in enumerate(sorted(commented - there), first)
    ]
    if not boxes:
        return drawing
    type_ = b"" if _TYPE_ID in drawing else _TYPE
    drawing = _ROOT.sub(_with_prefixes, drawing, count=1)
    end = drawing.rindex(b"</xml>")
    return drawing[:end] + type_ + "".join(boxes).encode() + drawing[end:]


def _notes(content: bytes) -> Iterator[tuple[int, int]]:
    """The start and end of each box of a comment, in one pass; drawings of old programs are not always XML."""
    last = 0
    for found in _SHAPE_END.finditer(content):
        start = content.rfind(b"<%s:shape " % found[1], last, found.start())
        if start >= 0 and _NOTE.search(content, start, found.start()):
            yield start, found.end()
        last = found.end()


def _with_prefixes(root: re.Match[bytes]) -> bytes:
    """The start tag with the namespace prefixes of our boxes; some programs use others."""
    missing = (b' xmlns:%s="%s"' % each for each in _SPACES.items() if b"xmlns:%s=" % each[0] not in root[0])
    return root[0] + b"".join(missing)


def _place(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _box(number: int, place: Place, message: str) -> str:
    lines = sum(ceil(max(len(line), 1) / _LETTERS) for line in message.split("\n"))
    return _BOX.format(number=number, width=_WIDTH, height=_LINE * (lines + 3), row=place[0] - 1, column=place[1] - 1)
