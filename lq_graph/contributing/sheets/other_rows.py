"""Rows that describe nothing: notes and headings, sums, and headers that are repeated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from lq_graph.contributing.xlsx.grid import Block, Grid, GridCell
from lq_graph.text import folded

NOTE, SUM, HEADER = "row-is-note", "row-is-sum", "row-is-header"
_Cells = Mapping[int, GridCell]
_NOTE = re.compile(
    r"(?:\*|†|[¹²³]|\(?[0-9a-z]\)\s|(?:källa|källor|not|noter|anm|anmärkning|fotnot|obs|kommentar|förklaring|uppdaterad|"
    r"source|sources|note|notes|remark|remarks|footnote|updated)\b\s*[.:!])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3,}[.!]")
_SUM = re.compile(
    r"(?:summa|summor|totalt|total|totalsumma|delsumma|sum|subtotal|grand total|medel|medelvärde|genomsnitt|snitt|"
    r"median|average|mean|antal rader)\b(?:\W+\w+){0,3}\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-–−+]?\s*[0-9][0-9\s.,]*\s*(?:%|kr)?")
_WIDE = 3  # columns that a heading is merged over
_LONGEST = 300  # characters of a label of a sum, and of a note's first words


def other_rows(grid: Grid, last_header: int, headers: Mapping[int, str]) -> Mapping[int, str]:
    """The rows below the headers that describe nothing, each with the code of what it is.

    `headers` are the texts of the header row by column.
    """
    heading = {row for block in grid.blocks if _is_wide(block) for row in (block.first_row,)}
    return dict(_found(grid.after(last_header), headers, heading))


def _is_wide(block: Block) -> bool:
    return block.first_row == block.last_row and block.last_column - block.first_column >= _WIDE - 1


def _found(
    rows: Iterator[tuple[int, _Cells]], headers: Mapping[int, str], headings: Collection[int]
) -> Iterator[tuple[int, str]]:
    is_first = True
    for number, cells in rows:
        if _is_note(cells, number in headings):
            yield number, NOTE
        elif len(cells) > 1 and all(headers.get(column) == cell.text for column, cell in cells.items()):
            yield number, HEADER
        elif _is_sum(cells, is_first):
            yield number, SUM
        else:
            is_first = False


def _is_note(cells: _Cells, is_heading: bool) -> bool:
    """Whether the only text of a row is marked as a note, is a sentence, or is merged over several columns."""
    if len(cells) > 1:
        return False
    (cell,) = cells.values()
    text = cell.text
    if cell.kind != "text" or not text:
        return False
    return (
        is_heading or _NOTE.match(text) is not None or (len(text) <= _LONGEST and _SENTENCE.fullmatch(text) is not None)
    )


def _is_sum(cells: _Cells, is_first: bool) -> bool:
    """Whether a row has numbers alone, below others, or behind a word for a sum."""
    others = [cell for cell in cells.values() if not _is_number(cell)]
    if not others:
        return not is_first
    label = others[0].text
    return len(others) == 1 and len(label) <= _LONGEST and _SUM.fullmatch(folded(label)) is not None


def _is_number(cell: GridCell) -> bool:
    if cell.kind in ("number", "percent", "formula", "error"):
        return True
    return cell.kind == "text" and len(cell.text) <= _LONGEST and _NUMBER.fullmatch(cell.text) is not None
