"""The boxes in which the comments of a sheet are shown, in the drawing language that comments still have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import ceil

_SHAPE_END = re.compile(rb"</(\w+):shape\s*>")
_NOTE = re.compile(rb'\bObjectType\s*=\s*"Note"')
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?" + name + rb">\s*([0-9]+)\s*<") for name in (b"Row", b"Column"))
_ROOT = re.compile(rb"<xml\b[^<>]*")
_SPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_NUMBER = re.compile(rb'id="_x0000_s([0-9]+)"')
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
EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
Place = tuple[int, int]


def with_boxes(content: bytes, messages: Mapping[Place, str], commented: frozenset[Place]) -> bytes:
    """A drawing with a box for every comment; `messages` are ours by row and column, `commented` all places with any.

    Boxes of comments that are gone go with them; those with a message of ours are drawn anew, so that it has room.
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
    """Where the boxes of comments begin and end, in one pass; drawings of old programs are not always XML."""
    last = 0
    for found in _SHAPE_END.finditer(content):
        start = content.rfind(b"<%s:shape " % found[1], last, found.start())
        if start >= 0 and _NOTE.search(content, start, found.start()):
            yield start, found.end()
        last = found.end()


def _with_prefixes(root: re.Match[bytes]) -> bytes:
    """The start tag with the prefixes that boxes are written with; some programs write them with others."""
    missing = (b' xmlns:%s="%s"' % each for each in _SPACES.items() if b"xmlns:%s=" % each[0] not in root[0])
    return root[0] + b"".join(missing)


def _place(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _box(number: int, place: Place, message: str) -> str:
    lines = sum(ceil(max(len(line), 1) / _LETTERS) for line in message.split("\n"))
    return _BOX.format(number=number, width=_WIDTH, height=_LINE * (lines + 3), row=place[0] - 1, column=place[1] - 1)
