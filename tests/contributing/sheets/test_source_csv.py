"""A CSV file is a grid like a sheet, with positions in its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from contributing.workbooks import city_reader
from lq_graph.contributing.sheets.source import csv_grid, open_sheets
from lq_graph.errors import Refusal, SourceError
from lq_graph.reading.position import Place

PATH = Path("plan.csv")


def read(text: str, encoding: str = "utf-8") -> dict[int, dict[int, str]]:
    rows = csv_grid(PATH, text.encode(encoding)).rows
    return {row: {column: cell.text for column, cell in cells.items()} for row, cells in rows.items()}


def test_filled_cells_are_told_tidied_and_without_what_guards_them() -> None:
    text = '\ufeffa;b;c\r\n 1 ;;\'=x\r\n;;\r\n"två\nrader";\u00a0;\r\n'
    assert read(text) == {1: {1: "a", 2: "b", 3: "c"}, 2: {1: "1", 3: "=x"}, 3: {1: "två\nrader"}}


@pytest.mark.parametrize(
    ("text", "encoding"), [("å;b\nö;1\n", "cp1252"), ("å,b\nö,1\n", "utf-8"), ("å\tb\nö\t1\n", "utf-16")]
)
def test_files_of_many_programs_are_read(text: str, encoding: str) -> None:
    assert read(text, encoding) == {1: {1: "å", 2: "b"}, 2: {1: "ö", 2: "1"}}


def test_every_cell_has_a_place_also_an_empty_one() -> None:
    grid = csv_grid(PATH, b'a;b;c\n"x\ny";;zz\n')
    assert grid.place(1, 2) == Place(PATH, 1, 3, 1)
    assert grid.place(2, 1) == Place(PATH, 2, 1, 2)
    assert grid.place(2, 2) == Place(PATH, 3, 4, 1)
    assert grid.place(2, 3) == Place(PATH, 3, 5, 2)
    assert grid.place(1, 9) == Place(PATH, 1, 6, 1)
    assert grid.place(99, 1) == Place(PATH, 2, 1, 2)


def test_too_much_is_refused() -> None:
    with pytest.raises(Refusal, match="20 000 filled rows"):
        csv_grid(PATH, b"a\n" + b"1\n" * 20_001)
    with pytest.raises(Refusal, match="500 columns"):
        csv_grid(PATH, b";".join([b"a"] * 501))
    with pytest.raises(SourceError, match=r"plan\.csv:2:1: "):
        csv_grid(PATH, b'a\n"b')


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ("Name in Swedish;Name in English;Cost;Source;Date read", "en"),
        ("Namn på svenska;Namn på engelska;Kostnad;Källa;Läst datum", "sv"),
        ("Plan-name-sv;Plan-name-en;Plan-cost;Plan-source#1;Plan-source#1/Document-readDate", "sv"),
    ],
)
def test_the_headers_tell_the_language(headers: str, language: str) -> None:
    row = "Ny;New;1,2;http://page.example/new;2026-03-04"
    (opened,) = open_sheets(PATH, f"{headers};Slag\n{row};tolkad\n".encode(), city_reader().forms)
    assert opened.language == language


def test_a_template_saved_as_csv_has_two_rows_of_headers() -> None:
    text = "id;Plan-name-sv;Plan-name-en\nAdress (fylls i automatiskt);Namn på svenska *;Namn på engelska *\n;Ny;New\n"
    found = city_reader().read([(PATH, text.encode())])
    assert [subject.iri for subject in found.sheets[0].subjects.by_row.values()] == ["https://example.org/id/plan/ny"]
    assert found.sheets[0].addresses() == {}
