"""A plain workbook has cells that are read as those from which it was made."""

from __future__ import annotations

import pytest

from contributing.workbooks import PATH, opened
from lq_graph.contributing.marking.plain import PlainSheet, plain_workbook
from lq_graph.contributing.spreadsheets.spreadsheet import open_spreadsheet
from lq_graph.contributing.xlsx.grid import GridCell, Hidden


@pytest.mark.parametrize(
    "cell",
    [
        GridCell("Avfallsplan\n& <mål>"),
        GridCell("=1+1"),
        GridCell("1.234"),
        GridCell("1.234", "number"),
        GridCell("-0.0000001", "number"),
        GridCell("123456789012345", "number"),
        GridCell("17.1", "number", "17.10"),
        GridCell("1234.5", "number", "1234"),
        GridCell("1905-07-16", "day", "2024"),
        GridCell("true", "truth"),
        GridCell("false", "truth"),
    ],
)
def test_each_value_is_read_as_it_was(cell: GridCell) -> None:
    content = plain_workbook([PlainSheet("Blad", {2: {3: cell}})])
    assert open_spreadsheet(PATH, content).sheets[0].grid().rows == {2: {3: cell}}


@pytest.mark.parametrize("cell", [GridCell("007", "number"), GridCell("2024-03-01", "day"), GridCell("5%", "percent")])
def test_other_values_are_texts(cell: GridCell) -> None:
    content = plain_workbook([PlainSheet("Blad", {2: {3: cell}})])
    assert open_spreadsheet(PATH, content).sheets[0].grid().rows == {2: {3: GridCell(cell.text)}}


def test_what_is_hidden_stays_hidden_and_headers_stay_in_view() -> None:
    rows = {1: {1: GridCell("id"), 2: GridCell("x")}, 2: {1: GridCell("Adress")}, 3: {1: GridCell("a")}}
    hidden = Hidden(frozenset((1,)), frozenset((2,)))
    content = plain_workbook([PlainSheet("Plan", rows, 2, hidden), PlainSheet("_lq", rows, is_visible=False)])
    read = open_spreadsheet(PATH, content)
    assert [(sheet.name, sheet.is_visible) for sheet in read.sheets] == [("Plan", True), ("_lq", False)]
    assert read.sheets[0].grid().hidden == hidden
    sheet = opened(content)["Plan"]
    assert (sheet.freeze_panes, sheet["A2"].font.b, sheet["A3"].font.b) == ("A3", True, False)
