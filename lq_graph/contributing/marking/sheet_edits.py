"""What a sheet part says of itself beside its cells: that it is the one in front, and where its comments are drawn."""

from __future__ import annotations

import re

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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
