"""A writer of workbooks that makes no temporary files, for processes that may write none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_Untyped = Any  # what openpyxl's types do not tell


class MemoryWriter(ExcelWriter):
    """Writes as its base does, but for where the markup of a sheet waits until it is whole."""

    def write_worksheet(self, ws: _Untyped) -> None:
        """Writes one sheet into the archive."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        markup = BytesIO()
        writer: _Untyped = WorksheetWriter(ws, markup)
        writer.write()
        ws._rels = writer._rels
        archive: _Untyped = vars(self)["_archive"]
        archive.writestr(ws.path[1:], markup.getvalue())
        self.manifest.append(ws)
