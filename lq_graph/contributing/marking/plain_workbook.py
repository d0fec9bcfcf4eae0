"""A workbook of plain texts in one sheet, as the rows of a CSV file become. ECMA-376 Part 1 §12."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from lq_graph.contributing.marking.outline import escaped, quoted
from lq_graph.contributing.marking.styles import MINIMAL
from lq_graph.contributing.marking.workbook_parts import DECLARATION, entry
from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.reading.position import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WIDTH = 20  # letters
_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": MINIMAL.decode(),
}


def plain_workbook(title: str, rows: Mapping[int, Mapping[int, GridCell]]) -> bytes:
    """The workbook file of a sheet with a title and texts by row and column, none of which is a formula."""
    last = max((max(cells) for cells in rows.values() if cells), default=1)
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="{last}" width="{_WIDTH}" customWidth="1"/></cols>'
        f"<sheetData>{''.join(_row(number, cells) for number, cells in sorted(rows.items()))}</sheetData></worksheet>"
    )
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews><sheets>'
        f'<sheet name={quoted(title)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {**_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(entry(name), DECLARATION + text.encode())
    return stream.getvalue()


def _row(number: int, cells: Mapping[int, GridCell]) -> str:
    texts = (_cell(f"{column_letters(column)}{number}", cell.text) for column, cell in sorted(cells.items()))
    return f'<row r="{number}">{"".join(texts)}</row>'


def _cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
