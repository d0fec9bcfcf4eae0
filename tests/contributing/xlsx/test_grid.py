"""A grid is the same for a sheet and for CSV."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.xlsx.grid import GridCell, sheet_grid, tidy
from lq_graph.reading.position import Cell

PATH = Path("a.xlsx")


def test_every_cell_has_a_place_also_an_empty_one_and_a_merged_one_that_of_its_first() -> None:
    grid = sheet_grid(PATH, "Plan", {2: {1: GridCell("x")}, 5: {3: GridCell("y")}}, {(5, 3): 4})
    assert grid.place(9, 9) == Cell(PATH, "Plan", 9, 9)
    assert grid.place(5, 3) == Cell(PATH, "Plan", 4, 3)
    assert grid.texts(2) == {1: "x"}
    assert grid.texts(3) == {}
    assert [row for row, _ in grid.after(2)] == [5]


@given(st.text())
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
