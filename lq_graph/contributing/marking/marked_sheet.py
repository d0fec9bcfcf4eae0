"""A sheet that was read and checked, marked: its own workbook, or one made of the rows of a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lq_graph.checking.finding import Finding
from lq_graph.contributing.marking.plain_workbook import plain_workbook
from lq_graph.contributing.marking.workbook import mark
from lq_graph.contributing.sheets.grid import Grid
from lq_graph.contributing.sheets.source import SheetSource
from lq_graph.reading.position import Cell, Position
from lq_graph.settings import Language

_TITLE = "CSV"


def marked_sheet(source: SheetSource, content: bytes, findings: Sequence[Finding], language: Language) -> bytes:
    """The workbook of a source with its faulty cells marked and minted addresses written in.

    `content` is that of its file, and `findings` are all that were found; those on other files are left out.
    """
    about = [finding for finding in findings if finding.file == source.path]
    grid = source.sheet.grid
    if grid.title:
        return mark(source.path, content, about, source.addresses(), language)
    cells = _cells(grid)
    moved = [replace(each, position=cells.get(each.position, each.position)) for each in about]  # type: ignore[arg-type]
    return mark(source.path, plain_workbook(_TITLE, grid.rows), moved, _addresses(source), language)


def _cells(grid: Grid) -> dict[Position, Cell]:
    """The cell for each position of a CSV file."""
    width = max((max(cells) for cells in grid.rows.values()), default=0) + 1
    places = ((row, column) for row in grid.rows for column in range(1, width + 1))
    return {grid.place(row, column): Cell(grid.path, _TITLE, row, column) for row, column in places}


def _addresses(source: SheetSource) -> dict[Cell, str]:
    column = source.sheet.id_column
    minted = source.subjects.minted if column is not None else {}
    return {Cell(source.path, _TITLE, row, column or 0): iri for row, iri in minted.items()}
