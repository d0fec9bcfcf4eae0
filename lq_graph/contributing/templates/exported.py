"""The cells of an export as they were written, in a hidden sheet of the workbook.

By them a cell that somebody changed is told from one whose value has changed in the data since the export.
"""

from __future__ import annotations

from collections.abc import Mapping

from lq_graph.contributing.forms.rows import ID
from lq_graph.contributing.xlsx.grid import Grid, GridCell

EXPORTED_SHEET = "_lq_exported"
FORM, ROW = "form", "row"  # in the first column: what the row holds
KIND, SEGMENT, FIRST = 1, 2, 3  # columns: what the row holds, the form, and the first key or value

ExportedRow = Mapping[str, GridCell]  # the cells of a row by the keys of their columns
ExportedRows = Mapping[str, ExportedRow]  # the rows by the IRIs of their things


def exported_cells(grid: Grid) -> Mapping[str, ExportedRows]:
    """The exported rows in a hidden sheet, by the segments of their forms; rows that cannot be understood are none."""
    found: dict[str, dict[str, Mapping[str, GridCell]]] = {}
    keys: dict[int, str] = {}
    segment = ""
    for cells in grid.rows.values():
        kind = cells[KIND].text if KIND in cells else ""
        if kind == FORM and SEGMENT in cells:
            segment = cells[SEGMENT].text
            keys = {place: cell.text for place, cell in cells.items() if place >= FIRST}
        elif kind == ROW:
            row = {keys[place]: cell for place, cell in cells.items() if place in keys}
            if ID in row:
                found.setdefault(segment, {})[row[ID].text] = row
    return found
