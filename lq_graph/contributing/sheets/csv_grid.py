"""The grid of a CSV file: the same as that of a sheet, with places in the text for cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lq_graph.contributing.refusal import Refusal
from lq_graph.contributing.sheets.filled_cells import MOST_COLUMNS, MOST_ROWS, too_many
from lq_graph.contributing.sheets.grid import Grid, GridCell, Rows, tidy
from lq_graph.contributing.templates.csv_sheet import unguarded
from lq_graph.reading.csv_file import CsvCell, read_csv
from lq_graph.reading.position import Place


@dataclass(frozen=True)
class _Places:
    """Where the cells of each row are written."""

    path: Path
    rows: Mapping[int, tuple[CsvCell, ...]]

    def of(self, row: int, column: int) -> Place:
        """The place of a cell; beyond the last one, the end of its row, and beyond the last row, that of the file."""
        cells = self.rows.get(row) or self.rows[max(self.rows)]
        if column <= len(cells):
            cell = cells[column - 1]
            return Place(self.path, cell.line, cell.column, max(cell.length, 1))
        last = cells[-1]
        return Place(self.path, last.line, last.column + last.length)


def csv_grid(path: Path, content: bytes) -> Grid:
    """The filled cells of a CSV file; rows that are empty are not counted.

    Raises SourceError, with line and column, for what is no CSV, and Refusal for more than 20,000 rows or 500 columns.
    """
    file = read_csv(path, content)
    if len(file.rows) > MOST_ROWS or len(file.header) > MOST_COLUMNS:
        raise Refusal(path, too_many())
    rows = dict(enumerate((file.header, *file.rows), 1))
    return Grid(path, "", _filled(rows.items()), _Places(path, rows).of)


def _filled(rows: Iterable[tuple[int, tuple[CsvCell, ...]]]) -> Rows:
    filled = {}
    for number, cells in rows:
        texts = ((column, tidy(unguarded(cell.text))) for column, cell in enumerate(cells, 1) if cell.text)
        filled[number] = {column: GridCell(text) for column, text in texts if text}
    return {number: cells for number, cells in filled.items() if cells}
