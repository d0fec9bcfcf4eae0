"""Made-up workbooks of LibreOffice, by their markup, with parts that an untrusted client changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from lq_graph.contributing.spreadsheets.spreadsheet import Spreadsheet, open_spreadsheet
from lq_graph.contributing.xlsx.grid import Grid, GridCell

ODS = Path("bidrag.ods")
KIND = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        **{
            name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
            for name in ("office", "table", "text", "style", "meta", "manifest", "script")
        },
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def cell(text: str, attributes: str = "") -> str:
    """A cell with a text."""
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Plan", attributes: str = "") -> str:
    """A sheet of rows."""
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def ods(
    *tables: str,
    styles: str = "",
    common: str = "",
    meta: str = "",
    manifest: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook file of sheets; `parts` replace others or are added."""
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
    body = "".join(tables)
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    members: dict[str, str | bytes] = {
        "mimetype": KIND,
        "META-INF/manifest.xml": f"<manifest:manifest {_SPACES}>{entry}{manifest}</manifest:manifest>",
        "content.xml": _document("content", f"{content}{body}</office:spreadsheet></office:body>"),
        "styles.xml": _document("styles", f"<office:styles>{common}</office:styles>"),
        "meta.xml": _document("meta", f"<office:meta>{meta}</office:meta>"),
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in members.items():
            archive.writestr(part, text)
    return stream.getvalue()


def _document(name: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document-{name} {_SPACES}>{content}</office:document-{name}>'


def opened(content: bytes) -> Spreadsheet:
    """The workbook, as lq reads it."""
    return open_spreadsheet(ODS, content)


def grid(content: bytes, sheet: int = 0) -> Grid:
    """A sheet of it."""
    return opened(content).sheets[sheet].grid()


def texts(content: bytes) -> dict[int, dict[int, str]]:
    """The texts of its first sheet, by row and column."""
    read = grid(content)
    return {number: read.texts(number) for number in read.rows}


def only(element: str, styles: str = "", common: str = "") -> GridCell | None:
    """The value of a cell that stands alone."""
    return grid(ods(table(row(element)), styles=styles, common=common)).rows.get(1, {}).get(1)


def as_ods(content: bytes) -> bytes:
    """A workbook of LibreOffice with the texts and formulas of the first sheet of another workbook."""
    sheet = opened(content).sheets[0]
    rows, place = [], 0
    for number, cells in sheet.grid().rows.items():
        elements = (_copied(cells.get(column)) for column in range(1, max(cells) + 1))
        rows += [row()] * (number - place - 1) + [row(*elements)]
        place = number
    return ods(table(*rows, name=sheet.name))


def _copied(found: GridCell | None) -> str:
    if found is None:
        return "<table:table-cell/>"
    return cell(escape(found.text)) if found.kind != "formula" else '<table:table-cell table:formula="of:=[.A1]"/>'
