"""Only filled cells are read, and only a limited number."""

from __future__ import annotations

from time import process_time

import pytest

from contributing.workbooks import grid, with_rows
from lq_graph.contributing.xlsx import cells as filled_cells
from lq_graph.contributing.xlsx.cells import MOST_COLUMNS, MOST_ROWS, column_number
from lq_graph.errors import Refusal
from lq_graph.reading.position import column_letters

FILLED = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'


@pytest.mark.parametrize(
    "row",
    ['<row r="{0}" spans="1:12" s="1" customFormat="1"/>', '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>'],
)
def test_formatted_rows_by_the_hundred_thousand_cost_next_to_nothing(row: str) -> None:
    content = with_rows(FILLED.format(2) + "".join(row.format(n) for n in range(3, 100_000)) + FILLED.format(100_000))
    start = process_time()
    found = grid(content)
    assert process_time() - start < 1.5
    assert {number: cells[1].text for number, cells in found.rows.items()} == {2: "2", 100_000: "100000"}


def test_a_value_between_formatted_cells_is_kept() -> None:
    formats = "".join(f'<c r="{column_letters(n)}5" s="1"/>' for n in range(1, 400))
    row = f'<row r="5">{formats}<c r="{column_letters(400)}5" s="1"><v>1</v></c></row>'
    assert grid(with_rows("".join([row] + [f'<row r="{n}"/>' for n in range(6, 200_000)]))).rows[5].keys() == {400}


def test_texts_that_look_like_markup_are_kept_whole() -> None:
    trap = '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="A9" s="1"/>]]></t></is></c></row>'
    assert grid(with_rows(trap + "".join(f'<row r="{n}"/>' for n in range(2, 100_000)))).rows[1][1].text == (
        '<c r="A9" s="1"/>'
    )


def test_more_than_twenty_thousand_filled_rows_are_refused() -> None:
    rows = "".join(FILLED.format(number) for number in range(1, MOST_ROWS + 2))
    with pytest.raises(Refusal, match="more than 20 000 filled rows or 500 columns; split it"):
        grid(with_rows(rows))
    assert len(grid(with_rows(rows.removesuffix(FILLED.format(MOST_ROWS + 1)))).rows) == MOST_ROWS


@pytest.mark.parametrize("letters", [column_letters(MOST_COLUMNS + 1), "XFD", "ABCDEFGH", "a"])
def test_a_cell_beyond_the_last_column_is_refused(letters: str) -> None:
    with pytest.raises(Refusal, match="500 columns"):
        grid(with_rows(f'<row r="1"><c r="{letters}1"><v>1</v></c></row>'))
    assert grid(with_rows(f'<row r="1"><c r="{letters}1" s="0"/></row>')).rows == {}


def test_more_cells_than_rows_usually_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled_cells, "MOST_CELLS", 1_000)
    cells = "".join(f'<c r="{column_letters(n)}1"><v>1</v></c>' for n in range(1, 500))
    with pytest.raises(Refusal, match="filled rows"):
        grid(with_rows("".join(f'<row r="{row}">{cells}</row>' for row in range(1, 4))))


def test_endless_merged_ranges_end_soon() -> None:
    rows = "".join(FILLED.format(number) for number in range(1, 3_000))
    merged = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(1, 3_000))
    start = process_time()
    grid(with_rows(rows, f"<mergeCells>{merged}</mergeCells>"))
    assert process_time() - start < 3
    with pytest.raises(Refusal):
        grid(with_rows(rows, "<mergeCells>" + '<mergeCell ref="A1:A2"/>' * (MOST_ROWS + 1) + "</mergeCells>"))


@pytest.mark.parametrize("number", [1, 26, 27, 52, 500])
def test_letters_and_numbers_of_columns_are_each_others(number: int) -> None:
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "0", "-1", "x"], ids=["superscript", "long", "0", "-1", "x"])
def test_a_row_whose_number_is_none_follows_the_row_before(number: str) -> None:
    rows = FILLED.format(4) + f'<row r="{number}"><c><v>1</v></c></row>'
    assert grid(with_rows(rows)).rows.keys() == {4, 5}
