"""The list of sheets of a workbook, with another one put first. ECMA-376 Part 1 §18.2."""

from __future__ import annotations

from lq_graph.contributing.marking.outline import Element, edited, outline, with_attributes
from lq_graph.contributing.marking.workbook_parts import WorkbookParts

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
