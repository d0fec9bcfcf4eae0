"""Findings on what is easily overlooked in a sheet: hidden rows and columns, merged cells, rows that are not read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.rows import MARK
from lq_graph.contributing.sheets.problems import CellError, cell_finding, same
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.text import Texts

_MOST_NAMES = 12  # in one sentence
_MOST_BLOCKS = 100  # of merged cells that are reported
_MOST_COVERED = 1_000  # rows of such a block


def unseen_findings(sheet: Recognised) -> Iterator[Finding]:
    """What is hidden comes before all else; then cells merged over several columns, and rows that describe nothing."""
    yield from _hidden(sheet)
    yield from _merged(sheet)
    for number, code in sheet.other_rows.items():
        cells = sheet.grid.rows[number]
        text = next((cells[column].text for column in sorted(cells) if cells[column].text), "")
        yield cell_finding(CellError(code), sheet.grid.place(number, min(cells)), text)


def _hidden(sheet: Recognised) -> Iterator[Finding]:
    """Rows and columns that people do not see and that are read; the column of addresses may be hidden."""
    hidden, columns = sheet.grid.hidden, sheet.headers.columns
    place = sheet.grid.place(sheet.headers.header_row, min(columns))
    rows = sorted(hidden.rows & sheet.rows.keys())
    if rows:
        yield cell_finding(CellError("rows-hidden"), place, other=same(row_spans(rows)), comes_first=True)
    filled = {column for cells in sheet.rows.values() for column in cells} if hidden.columns else set()
    names = [columns[each].header for each in sorted(hidden.columns & filled & columns.keys()) if columns[each].field]
    if names:
        shown = names[:_MOST_NAMES]
        other = Texts(
            ", ".join(f"”{each.sv.removesuffix(MARK)}”" for each in shown),
            ", ".join(f"“{each.en.removesuffix(MARK)}”" for each in shown),
        )
        yield cell_finding(CellError("columns-hidden"), place, other=other, comes_first=True)


def row_spans(rows: Sequence[int]) -> str:
    """Numbers of rows in order, such as `5–7, 12`; an ellipsis for more than are named."""
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in spans[:_MOST_NAMES]]
    return ", ".join([*shown, *(["…"] if len(spans) > _MOST_NAMES else [])])


def _merged(sheet: Recognised) -> Iterator[Finding]:
    """Cells merged over several columns that are read, of which only the first has a value."""
    read, rows = sheet.headers.columns, list(sheet.rows)
    for block in sheet.grid.blocks[:_MOST_BLOCKS]:
        columns = [each for each in sorted(read) if block.first_column <= each <= block.last_column]
        filled = rows[bisect_left(rows, block.first_row) : bisect_right(rows, block.last_row)][:_MOST_COVERED]
        if len(columns) > 1 and filled:
            covers = tuple(sheet.grid.place(row, column) for row in filled for column in columns[1:])
            names = [read[each].header for each in columns]
            other = Texts(
                " och ".join(f"”{each.sv.removesuffix(MARK)}”" for each in names),
                " and ".join(f"“{each.en.removesuffix(MARK)}”" for each in names),
            )
            place = sheet.grid.place(block.first_row, block.first_column)
            yield replace(cell_finding(CellError("cells-merged"), place, other=other), covers=covers)
