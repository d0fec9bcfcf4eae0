"""CSV files are read as spreadsheets write them, each cell with its position. All of them are made up."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.errors import SourceError
from lq_graph.reading.csv_file import CHARACTERS, COLUMNS, ROWS, CsvCell, CsvFile, read_csv

PATH = Path("a.csv")
TEXTS = st.text(alphabet='aå😀 ";,\t\r\n', max_size=6)
TABLES = st.integers(min_value=1, max_value=4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5)
)
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
DELIMITERS = st.sampled_from([";", ",", "\t", "|"])


def read(text: str, encoding: str = "utf-8") -> CsvFile:
    return read_csv(PATH, text.encode(encoding))


def refusal(content: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_csv(PATH, content.encode() if isinstance(content, str) else content)
    assert "; " in caught.value.reason
    return str(caught.value)


def table(file: CsvFile) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (file.header, *file.rows)]


def filled(rows: list[list[str]]) -> list[list[str]]:
    """The rows that are not empty."""
    return [row for row in rows if any(text.strip() for text in row)]


def written(rows: list[list[str]], delimiter: str, ending: str, is_sparing: bool = False) -> str:
    """A table as the standard library writes it, with quotes everywhere or only where they must be."""
    stream = io.StringIO(newline="")
    if is_sparing:
        csv.writer(stream, delimiter=delimiter, lineterminator=ending).writerows(rows)
    else:
        csv.writer(stream, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
    return f"sep={delimiter}{ending}{stream.getvalue()}"


@given(TABLES, DELIMITERS, ENDINGS, st.booleans())
def test_what_the_standard_library_writes_is_read(
    rows: list[list[str]], sign: str, ending: str, is_sparing: bool
) -> None:
    text = written(rows, sign, "\r\n" if is_sparing else ending, is_sparing)
    if filled(rows):
        assert table(read(text)) == filled(rows)
    else:
        assert "the file is empty" in refusal(text)


@given(st.text(alphabet='aå;" \r\n', max_size=12))
def test_any_text_is_read_as_the_standard_library_reads_it(text: str) -> None:
    try:
        rows = filled(list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)))
    except csv.Error:
        rows = []
    if not rows or any(filled([row[len(rows[0]) :]]) for row in rows):
        assert re.match(r"a\.csv(:\d+:\d+)?: ", refusal(f"sep=;\n{text}"))
    else:
        width = len(rows[0])
        assert table(read(f"sep=;\n{text}")) == [(row + [""] * width)[:width] for row in rows]


@given(TABLES, DELIMITERS, ENDINGS)
def test_each_cell_stands_where_it_is_written(rows: list[list[str]], sign: str, ending: str) -> None:
    text = written([["é"] * 4, *rows], sign, ending)
    lines = re.split(r"\r\n|\r|\n", text)
    file = read(text)
    for cell in (cell for row in (file.header, *file.rows) for cell in row if cell.length):
        quoted = '"' + cell.text.replace('"', '""') + '"'
        assert lines[cell.line - 1][cell.column - 1 :][: cell.length] == re.split(r"\r\n|\r|\n", quoted)[0]


def test_places_count_lines_within_cells_and_lines_left_out() -> None:
    file = read('a;b\r\n\r\n;;\r\n"1\r\n2";å"x\r\n"3";"4\n""5"""\n6')
    assert file.rows == (
        (CsvCell("1\r\n2", 4, 1, 2), CsvCell('å"x', 5, 4, 3)),
        (CsvCell("3", 6, 1, 3), CsvCell('4\n"5"', 6, 5, 2)),
        (CsvCell("6", 8, 1, 1), CsvCell("", 8, 2, 0)),
    )


@pytest.mark.parametrize(
    ("text", "delimiter", "header"),
    [
        ("a;b,c\n1;2,3", ";", ["a", "b,c"]),
        ("a,b,c;d\n", ",", ["a", "b", "c;d"]),
        ("a\tb,c\td\n", "\t", ["a", "b,c", "d"]),
        ('"a;b;c",d\n', ",", ["a;b;c", "d"]),
        ('"a\n;;;",d,e\n', ",", ["a\n;;;", "d", "e"]),
        ("a;b,c\n1,2,3,4", ";", ["a", "b,c"]),
        ('a 5" pipe,b;c;d\n', ";", ['a 5" pipe,b', "c", "d"]),
        ("\n  \na,b\n", ",", ["a", "b"]),
        ("alone\n1\n", ";", ["alone"]),
        ("sep=,\na;b,c\n", ",", ["a;b", "c"]),
        ("SEP=|\r\na|b\r\n", "|", ["a", "b"]),
        ("sep=\t\ra\tb", "\t", ["a", "b"]),
        ("a;b\n1;x, y, z, å\n", ";", ["a", "b"]),
        ("a, b, c\n1,2,3\n", ",", ["a", " b", " c"]),
        ("a|b|c\n1,5|2,5|3;5\n", "|", ["a", "b", "c"]),
        ("a;b;c\n1,5;2,5,3;4,5,6\n", ";", ["a", "b", "c"]),
    ],
)
def test_the_delimiter_is_the_one_of_the_header(text: str, delimiter: str, header: list[str]) -> None:
    file = read(text)
    assert (file.delimiter, [cell.text for cell in file.header]) == (delimiter, header)


@pytest.mark.parametrize(
    "title", ["Planer", "Planer, mål och beslut", "Planer;2025;Helsingborg", "Planer|mål", "a;b;c;;;;;"]
)
def test_lines_above_the_header_change_neither_delimiter_nor_width(title: str) -> None:
    names = ["a", "b, å", "c", "d", "e", "f", "g", "h"]
    file = read(f"{title}\n\n{';'.join(names)}\n1;2;3\n")
    assert file.delimiter == ";"
    assert [cell.text for cell in file.rows[0]] == names
    assert len(file.header) == len(file.rows[1]) == 8
    assert "beyond the last of 8 columns" in refusal(f"{title}\n\n{';'.join(names)}\n1;2;3;4;5;6;7;8;9\n")


def test_lines_count_from_the_line_that_says_the_delimiter() -> None:
    assert read("sep=,\r\na,b\r\n1,2").rows == ((CsvCell("1", 3, 1, 1), CsvCell("2", 3, 3, 1)),)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_encodings_of_spreadsheets_are_read(encoding: str, name: str) -> None:
    file = read("å;b\n€;ö", encoding)
    assert (file.encoding, table(file)) == (name, [["å", "b"], ["€", "ö"]])
    assert file.header == (CsvCell("å", 1, 1, 1), CsvCell("b", 1, 3, 1))


def test_short_rows_are_filled_up_and_empty_surplus_is_left_out() -> None:
    assert table(read("a;b;c\n1\n1;2;3;; ;\n")) == [["a", "b", "c"], ["1", "", ""], ["1", "2", "3"]]
    assert read("a;b;c\n12;å\n").rows[0][2] == CsvCell("", 2, 5, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "a.csv: the file is empty; "),
        ("\ufeff", "a.csv: the file is empty; "),
        ("sep=;\n", "a.csv: the file is empty; "),
        (";;\n\n", "a.csv: the file is empty; "),
        ("a;b\n1;2;;3\n", "a.csv:2:6: a value beyond the last of 2 columns; name its column in the first row"),
        ('a;b\n1;"2', "a.csv:2:3: a quote that none ends; "),
        ('a;b\n1;"2\n"x;3\n', "a.csv:3:2: text after the quote that ends one; double each quote within a text"),
        ('a;b\n"1" ;2', "a.csv:2:4: text after the quote that ends one; "),
        (b"a;b\n\x81;\xe5", "a.csv:2:1: the byte 0x81 here is neither UTF-8 nor Windows-1252; save the file as UTF-8"),
        (b"a;b\n\x00;1", "a.csv:2:1: a NUL byte, which is in no text; remove it"),
        (b"\xff\xfea", "a.csv: the text begins in UTF-16 and does not go on so; save it as UTF-8"),
        (b"\xff\xfea\x00\x00\x00", "a.csv: a NUL character, which is in no text; remove it"),
        (b"PK\x03\x04\x14\x00", "a.csv:1:1: it looks like an Excel workbook or another ZIP archive, whatever its name"),
    ],
)
def test_what_is_no_csv_is_refused_with_place_and_advice(content: str | bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_limits_are_enforced_with_a_reason() -> None:
    assert len(read("a\n" + "1\n" * ROWS).rows) == ROWS
    assert refusal("a\n" + "1\n" * ROWS + "\n1\n").startswith("a.csv:100003:1: more than 100,000 rows; ")
    assert len(read(";".join("a" * COLUMNS)).header) == COLUMNS
    assert refusal("a\n" + ";" * COLUMNS).startswith("a.csv:2:1001: more than 1,000 columns; ")
    assert len(read(f'"{"å" * CHARACTERS}"').header[0].text) == CHARACTERS
    assert refusal(f"a;b\n1;{'å' * CHARACTERS}x").startswith("a.csv:2:3: a cell of more than 100,000 characters; ")


@pytest.mark.parametrize("text", ['"' * 1_000_001, '";' * 500_000, "\n" * 200_000 + '"', "a" * 1_000_000 + '\n"'])
def test_time_is_bounded_where_no_quote_ends(text: str) -> None:
    refusal(text)
