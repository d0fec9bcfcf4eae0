"""One sheet of a workbook, with its old marks taken away and new ones put on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lq_graph.checking.finding import Severity
from lq_graph.contributing.marking.cells import CellChange, MarkCells, Place
from lq_graph.contributing.marking.comment_shapes import EMPTY as NO_SHAPES
from lq_graph.contributing.marking.comment_shapes import with_boxes
from lq_graph.contributing.marking.comments import EMPTY as NO_COMMENTS
from lq_graph.contributing.marking.comments import MarkComments
from lq_graph.contributing.marking.sheet_edits import in_background, with_drawing
from lq_graph.contributing.marking.styles import Look, MarkStyles
from lq_graph.contributing.marking.workbook_parts import WorkbookParts
from lq_graph.contributing.sheets.filled_cells import column_number
from lq_graph.reading.position import column_letters
from lq_graph.settings import Language

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True)
class SheetMarks:
    """What is to stand on a sheet: severities and messages by place, texts of cells, and what old marks replaced."""

    severities: Mapping[Place, Severity]
    messages: Mapping[Place, str]
    texts: Mapping[Place, str]
    replaced: Mapping[Place, Look]


def mark_sheet(
    parts: WorkbookParts, sheet: str, marks: SheetMarks, styles: MarkStyles, language: Language
) -> Mapping[Place, Look]:
    """Marks a sheet part; the looks of the cells whose own fill a mark replaced."""
    content = in_background(parts.read(sheet))
    cells = MarkCells(parts.package.path, content)
    changes = _restored(cells, marks, styles)
    looks = {}
    for place, severity in marks.severities.items():
        style = changes[place].style if place in changes else None
        own = cells.style(place) if style is None else style
        looks[place] = styles.look(own)
        changes[place] = CellChange(styles.marked(own, severity))
    for place, text in marks.texts.items():
        changes[place] = CellChange(changes[place].style if place in changes else None, text)
    parts.write(sheet, cells.changed(changes) if changes else content)
    _comment(parts, sheet, marks.messages, language)
    return looks


def _restored(cells: MarkCells, marks: SheetMarks, styles: MarkStyles) -> dict[Place, CellChange]:
    """The cells that are marked from an earlier time, as they were before."""
    if not styles.has_marks:
        return {}
    return {
        place: CellChange(styles.restored(style, marks.replaced.get(place, Look())))
        for place, style in cells.styles()
        if styles.is_marked(style)
    }


def _comment(parts: WorkbookParts, sheet: str, messages: Mapping[Place, str], language: Language) -> None:
    part = parts.related(sheet, "comments")
    if part is None and not messages:
        return
    part = part or _new_comments(parts, sheet)
    comments = MarkComments(parts.package.path, parts.read(part), language)
    by_name = {cell_name(place): message for place, message in messages.items()}
    commented = frozenset(map(cell_place, comments.cells(by_name)))
    drawing = parts.related(sheet, "vmlDrawing") or _new_drawing(parts, sheet)
    parts.write(part, comments.with_messages(by_name))
    parts.write(drawing, with_boxes(parts.read(drawing), messages, commented))


def _new_comments(parts: WorkbookParts, sheet: str) -> str:
    part = parts.free("xl/comments{}.xml")
    parts.write(part, NO_COMMENTS)
    parts.declare(part, _COMMENTS_TYPE)
    parts.relate(sheet, "comments", part)
    return part


def _new_drawing(parts: WorkbookParts, sheet: str) -> str:
    part = parts.free("xl/drawings/vmlDrawing{}.vml")
    parts.write(part, NO_SHAPES)
    parts.declare_ending("vml", _VML_TYPE)
    parts.write(sheet, with_drawing(parts.read(sheet), parts.relate(sheet, "vmlDrawing", part)))
    return part


def cell_name(place: Place) -> str:
    """The name of a cell, such as C14."""
    return f"{column_letters(place[1])}{place[0]}"


def cell_place(name: str) -> Place:
    """The row and column of a cell by its name."""
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    return (int(digits) if digits else 0, column_number(letters))
