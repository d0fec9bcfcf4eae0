"""Notes, sums and repeated headers are no things; a row of a thing is never taken for one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lq_graph.contributing.sheets.other_rows import HEADER, NOTE, SUM, other_rows
from lq_graph.contributing.xlsx.grid import Block, CellKind, Grid, GridCell
from lq_graph.reading.position import Cell

PATH = Path("plan.xlsx")
THING = {1: "Folkmängd 2025", 2: "Population 2025", 3: "152000"}


def found(*rows: Mapping[int, str | GridCell], blocks: tuple[Block, ...] = ()) -> dict[int, str]:
    """The codes of rows below a header, by their numbers from 2."""
    cells = {
        number: {column: text if isinstance(text, GridCell) else GridCell(text) for column, text in row.items()}
        for number, row in enumerate(rows, 2)
    }
    headers = {1: "Namn på svenska *", 2: "Namn på engelska *", 3: "Värde *"}
    grid = Grid(PATH, "Plan", {1: {n: GridCell(t) for n, t in headers.items()}, **cells}, _place, blocks=blocks)
    return dict(other_rows(grid, 1, headers))


def _place(row: int, column: int) -> Cell:
    return Cell(PATH, "Plan", row, column)


@pytest.mark.parametrize(
    "text",
    [
        "* Preliminära siffror, källa SCB",
        "1) Gäller hela kommunen",
        "(1) Gäller hela kommunen",
        "¹ Preliminärt",
        "Källa: SCB",
        "Anm. siffrorna är preliminära",
        "Not: se bilaga",
        "OBS! Preliminärt",
        "Source: Statistics Sweden",
        "Siffrorna kommer från Statistiska centralbyrån och är preliminära.",
    ],
)
@pytest.mark.parametrize("column", [1, 3])
def test_a_note_is_the_only_text_of_its_row(text: str, column: int) -> None:
    assert found(THING, {column: text}) == {3: NOTE}
    assert found(THING, {**THING, 1: text}) == {}


def test_a_heading_is_merged_over_several_columns() -> None:
    assert found(THING, {1: "Miljö"}, blocks=(Block(3, 3, 1, 3),)) == {3: NOTE}
    assert found(THING, {1: "Miljö"}, blocks=(Block(3, 3, 1, 2),)) == {}


@pytest.mark.parametrize(
    "text", ["Summa", "Summa:", "SUMMA", "Totalt", "Totalt 2025", "Summa kronor", "Medelvärde", "Total"]
)
@pytest.mark.parametrize(
    "value", ["304000", GridCell("", "formula"), GridCell("304000", "number"), "304 000 kr", "12,5 %"]
)
def test_a_sum_has_numbers_behind_its_word(text: str, value: str | GridCell) -> None:
    assert found(THING, THING, {1: text, 3: value}) == {4: SUM}
    assert found(THING, {1: text}) == {3: SUM}
    assert found(THING, {1: text, 2: "Total", 3: value}) == {}


def test_numbers_alone_are_a_sum_below_others() -> None:
    assert found(THING, {3: GridCell("", "formula")}) == {3: SUM}
    assert found({3: "304000"}, THING) == {}


def test_headers_may_be_repeated() -> None:
    assert found(THING, {1: "Namn på svenska *", 2: "Namn på engelska *"}, THING) == {3: HEADER}


@pytest.mark.parametrize(
    "row",
    [
        {1: "Totalförsvarsplan", 3: "5"},
        {1: "Medelhavet", 3: "5"},
        {1: "Klimatplan"},
        {1: "Källarplan 2025"},
        {1: "En grön stad"},
        {1: "2025", 2: "Plan"},
    ],
)
def test_a_thing_is_a_thing(row: Mapping[int, str]) -> None:
    assert found(THING, row) == {}


@pytest.mark.parametrize("kind", ["number", "percent", "error"])
def test_the_first_row_is_no_sum_without_a_word(kind: CellKind) -> None:
    assert found({3: GridCell("1", kind)}) == {}
