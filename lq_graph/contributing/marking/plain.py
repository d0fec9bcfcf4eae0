"""Writes a plain Excel workbook of cells that another program wrote: the same values, without their looks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from lq_graph.contributing.marking.elements import quoted
from lq_graph.contributing.marking.parts import DECLARATION, RELATIONSHIPS, SPREADSHEET, TYPES, text_cell, zip_entry
from lq_graph.contributing.xlsx.grid import NOT_HIDDEN, GridCell, Hidden
from lq_graph.reading.position import column_letters

_WIDTH = 24  # letters
_LINE, _MOST_LINES = 15, 8  # points; lines of a row
_HIDDEN, _HIDDEN_SHEET = ' hidden="1"', ' state="hidden"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")

# The looks of cells, by their numbers in the styles.
_TEXT, _HEADER, _DAY, _FIRST_DECIMALS = 1, 2, 3, 4
_MOST_DECIMALS = 15
_FIRST_FORMAT = 164  # of those that a workbook defines itself. ECMA-376 Part 1 §18.8.30


@dataclass(frozen=True)
class PlainSheet:
    """A sheet: its title, its cells by row and column, its row of headers, what is hidden, and whether it is shown."""

    title: str
    rows: Mapping[int, Mapping[int, GridCell]]
    header: int = 0
    hidden: Hidden = NOT_HIDDEN
    is_visible: bool = True


def plain_workbook(sheets: Sequence[PlainSheet]) -> bytes:
    """A workbook file of sheets whose cells have the same values, and are read alike. ECMA-376 Part 1 §12.

    Texts stay texts and none becomes a formula. The row of headers is bold, and stays in view.
    """
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/_rels/workbook.xml.rels": _relationships(
            {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)}
            | {"rIdStyles": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _styles(),
        "xl/workbook.xml": _workbook(sheets),
        **{f"xl/worksheets/sheet{number}.xml": _sheet(sheet) for number, sheet in enumerate(sheets, 1)},
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zip_entry(name), DECLARATION + text.encode())
    return stream.getvalue()


def _content_types(sheets: int) -> str:
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    kinds |= {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{TYPES}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{relations}"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _styles() -> str:
    decimals = range(_MOST_DECIMALS + 1)
    formats = "".join(
        f'<numFmt numFmtId="{_FIRST_FORMAT + each}" formatCode="0{"." if each else ""}{"0" * each}"/>'
        for each in decimals
    )
    plain = 'fillId="0" borderId="0" xfId="0"'
    wrapped = '<alignment vertical="top" wrapText="1"/></xf>'
    looks = [
        f'<xf numFmtId="0" fontId="0" {plain}/>',
        f'<xf numFmtId="49" fontId="0" {plain} applyNumberFormat="1" applyAlignment="1">{wrapped}',
        f'<xf numFmtId="49" fontId="1" {plain} applyNumberFormat="1" applyFont="1" applyAlignment="1">{wrapped}',
        f'<xf numFmtId="14" fontId="0" {plain} applyNumberFormat="1"/>',
        *(f'<xf numFmtId="{_FIRST_FORMAT + each}" fontId="0" {plain} applyNumberFormat="1"/>' for each in decimals),
    ]
    return (
        f'<styleSheet xmlns="{SPREADSHEET}"><numFmts count="{len(decimals)}">{formats}</numFmts><fonts count="2">'
        '<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _workbook(sheets: Sequence[PlainSheet]) -> str:
    names = "".join(
        f'<sheet name={quoted(sheet.title)} sheetId="{number}"{"" if sheet.is_visible else _HIDDEN_SHEET} '
        f'r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONSHIPS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{names}</sheets></workbook>"
    )


def _sheet(sheet: PlainSheet) -> str:
    last = max((max(cells) for cells in sheet.rows.values() if cells), default=1)
    lines = []
    for number, cells in sorted(sheet.rows.items()):
        look = _HEADER if number == sheet.header else _TEXT
        elements = (_cell(number, column, cell, look) for column, cell in sorted(cells.items()))
        hidden = _HIDDEN if number in sheet.hidden.rows else ""
        lines.append(f'<row r="{number}"{_height(cells)}{hidden}>{"".join(elements)}</row>')
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{_WIDTH}" customWidth="1"'
        f"{_HIDDEN if number in sheet.hidden.columns else ''}/>"
        for number in range(1, last + 1)
    )
    pane = f'<pane ySplit="{sheet.header}" topLeftCell="A{sheet.header + 1}" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane if sheet.header else ""}</sheetView></sheetViews>'
    data = f"<sheetData>{''.join(lines)}</sheetData>"
    return f'<worksheet xmlns="{SPREADSHEET}">{view}<cols>{columns}</cols>{data}</worksheet>'


def _height(cells: Mapping[int, GridCell]) -> str:
    """The height of a row whose texts are wrapped; not all programs find it out."""
    lines = max((sum(ceil(len(line) / _WIDTH) for line in cell.text.split("\n")) for cell in cells.values()), default=1)
    return f' ht="{_LINE * min(lines, _MOST_LINES)}" customHeight="1"' if lines > 1 else ""


def _cell(row: int, column: int, cell: GridCell, look: int) -> str:
    """The element of a cell that is read as the given one, with the format that shows it so."""
    start = f'<c r="{column_letters(column)}{row}"'
    if cell.kind == "number" and _NUMBER.fullmatch(cell.text):
        places = len(cell.other.partition(".")[2])
        style = f' s="{_FIRST_DECIMALS + places}"' if cell.other and places <= _MOST_DECIMALS else ""
        return f"{start}{style}><v>{cell.text}</v></c>"
    if cell.kind == "day" and cell.other.isdigit():  # a number that is formatted as a day, and may be a year
        return f'{start} s="{_DAY}"><v>{cell.other}</v></c>'
    if cell.kind == "truth":
        return f'{start} t="b"><v>{int(cell.text == "true")}</v></c>'
    return text_cell(row, column, cell.text, look)
