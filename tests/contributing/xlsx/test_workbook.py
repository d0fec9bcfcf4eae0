"""The content of a workbook is read as it is shown to people."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from openpyxl.workbook.workbook import Workbook as Book

from contributing.workbooks import PATH, cell, grid, part, repacked, text, with_rows, workbook
from lq_graph.contributing.xlsx.grid import Block, Grid, GridCell
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.errors import Refusal
from lq_graph.reading.position import Cell

CONTENT = workbook({"A1": "x"})


def formatted(value: object, code: str, counts_from_1904: bool = False) -> tuple[str, str] | None:
    def change(book: Book) -> None:
        book.worksheets[0]["A1"].number_format = code
        if counts_from_1904:
            book.epoch = datetime(1904, 1, 1)

    return cell(workbook({"A1": value}, change))


def typed(inner: str, attributes: str = "") -> tuple[str, str] | None:
    return cell(with_rows(f'<row r="1"><c r="A1"{attributes}>{inner}</c></row>'))


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("007", "7"),
        ("0", "0"),
        ("-12.50", "-12.5"),
        ("0.30000000000000004", "0.3"),
        ("1234567.1", "1234567.1"),
        ("1E-3", "0.001"),
        ("1.5E+20", "150000000000000000000"),
        ("1e-20", "0.00000000000000000001"),
        ("5562345678901234567", "5562345678901234567"),
        ("2024", "2024"),
    ],
)
def test_a_number_has_the_digits_that_are_seen(raw: str, seen: str) -> None:
    assert typed(f"<v>{raw}</v>") == (seen, "number")


@pytest.mark.parametrize("raw", ["NaN", "1E+999", "hello"])
def test_what_is_no_number_is_a_text(raw: str) -> None:
    assert typed(f"<v>{raw}</v>") == (raw, "text")


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (0.05, "0%", ("5%", "percent")),
        (0.055, "0.0%", ("5.5%", "percent")),
        (1234.5, '#,##0.00" kr"', ("1234.5", "number")),
        (7, "000", ("007", "number")),
        (5562345678, r"000000\-0000", ("556234-5678", "number")),
        (12345, "000", ("12345", "number")),
        (45413, "yyyy-mm-dd", ("2024-05-01", "day")),
        (45413, "[$-41D]YYYY\\-MM\\-DD", ("2024-05-01", "day")),
        (45413, "d/m yyyy", ("2024-05-01", "day")),
        (45413, "mmm-yy", ("2024-05", "day")),
        (45413, "yyyy", ("2024", "day")),
        (45413, "d mmm", ("2024-05-01", "day")),
        (45413.5625, "yyyy-mm-dd", ("2024-05-01", "day")),
        (45413.5625, "yyyy-mm-dd hh:mm", ("2024-05-01T13:30:00", "day")),
        (45413, "yyyy-mm-dd hh:mm", ("2024-05-01", "day")),
        (0.5625, "h:mm", ("13:30", "text")),
        (0.5625, "[h]:mm", ("0.5625", "number")),
        (1, "yyyy-mm-dd", ("1900-01-01", "day")),
        (59, "yyyy-mm-dd", ("1900-02-28", "day")),
        (60, "yyyy-mm-dd", ("1900-02-29", "day")),
        (61, "yyyy-mm-dd", ("1900-03-01", "day")),
        (-5, "yyyy-mm-dd", ("-5", "number")),
        (9e9, "yyyy-mm-dd", ("9000000000", "number")),
        (2024, "General", ("2024", "number")),
        (2024, '0 "dagar"', ("2024", "number")),
        (3, r"0\d", ("3", "number")),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value: float, code: str, seen: tuple[str, str]) -> None:
    assert formatted(value, code) == seen


def test_days_of_another_program_are_read() -> None:
    assert cell(workbook({"A1": date(2024, 5, 1)})) == ("2024-05-01", "day")
    assert cell(workbook({"A1": datetime(2024, 5, 1, 13, 30)})) == ("2024-05-01T13:30:00", "day")
    assert cell(workbook({"A1": time(13, 30)})) == ("13:30", "text")
    assert typed("<v>2024-05-01</v>", ' t="d"') == ("2024-05-01", "day")


def test_days_may_be_counted_from_1904() -> None:
    assert formatted(date(2024, 5, 1), "yyyy-mm-dd", counts_from_1904=True) == ("2024-05-01", "day")
    assert formatted(60, "yyyy-mm-dd", counts_from_1904=True) == ("1904-03-01", "day")


def test_truths_and_errors_are_told_apart_from_texts() -> None:
    assert cell(workbook({"A1": True})) == ("true", "truth")
    assert cell(workbook({"A1": False})) == ("false", "truth")
    assert typed("<v>#REF!</v>", ' t="e"') == ("#REF!", "error")
    assert cell(workbook({"A1": "#REF"})) == ("#REF", "text")


def test_a_formula_gives_the_value_that_was_saved_with_it() -> None:
    assert typed("<f>1+1</f><v>2</v>") == ("2", "number")
    assert typed('<f>"a"&amp;"b"</f><v>ab</v>', ' t="str"') == ("ab", "text")
    assert typed('<f>IF(B1="","",B1)</f><v></v>', ' t="str"') is None
    assert typed("<f>NA()</f><v>#N/A</v>", ' t="e"') == ("#N/A", "error")


def test_a_formula_without_a_saved_value_is_told() -> None:
    assert cell(workbook({"A1": "=1+1"})) == ("", "formula")
    assert typed("<f>1+1</f>") == ("", "formula")
    assert typed('<f t="shared" si="0"/>') == ("", "formula")


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("  hej  ", "hej"),
        ("\u00a0hej\u202f", "hej"),
        ("\ufeffhej\u200b", "hej"),
        ("h\u200bej", "hej"),
        ("A\u030angar", "Ångar"),
        ("två\r\nrader", "två\nrader"),
        ("5\u00a0000 kr", "5\u00a0000 kr"),
        ("\u200b", None),
        ("   ", None),
        ("'hej", "'hej"),
    ],
)
def test_texts_are_tidied(written: str, seen: str | None) -> None:
    escaped = written.replace("\r", "_x000D_")
    assert text(workbook({"A1": written.replace("\r", "")})) == (seen and seen)
    assert typed(f"<is><t>{escaped}</t></is>", ' t="inlineStr"') == (None if seen is None else (seen, "text"))


def test_a_text_is_put_together_from_its_runs_without_how_it_is_pronounced() -> None:
    runs = "<is><r><t>ett </t></r><r><rPr><b/></rPr><t>två</t></r><rPh><t>uttal</t></rPh></is>"
    assert typed(runs, ' t="inlineStr"') == ("ett två", "text")
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>noll</t></si>'
    strings += "<si><r><t>a_x0041_</t></r><r><t>b</t></r></si></sst>"
    content = with_rows('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', content=with_shared(strings))
    assert text(content) == "aAb"


def with_shared(strings: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relations = part(CONTENT, "xl/_rels/workbook.xml.rels").decode()
    relation = f'<Relationship Id="s" Type="{kind}" Target="/xl/sharedStrings.xml"/></Relationships>'
    parts = {"xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", relation).encode()}
    return repacked(CONTENT, {**parts, "xl/sharedStrings.xml": strings.encode()})


def test_a_text_that_is_missing_among_the_shared_ones_is_its_number() -> None:
    assert typed("<v>99</v>", ' t="s"') == ("99", "text")


def test_a_cell_merged_downwards_stands_in_each_of_its_rows_at_its_first_cell() -> None:
    def merge(book: Book) -> None:
        book.worksheets[0].merge_cells("A2:A4")
        book.worksheets[0].merge_cells("B2:C2")

    found = grid(workbook({"A2": "alla", "B2": "bred", "B3": 3, "B5": 5}, merge))
    assert {row: cells[1].text for row, cells in found.rows.items() if 1 in cells} == {2: "alla", 3: "alla"}
    assert 3 not in found.rows[2]
    assert found.place(3, 1) == Cell(PATH, "Sheet", 2, 1)
    assert found.place(3, 2) == Cell(PATH, "Sheet", 3, 2)


def test_rows_and_cells_may_leave_their_place_unsaid() -> None:
    found = grid(with_rows("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>"))
    assert texts(found) == {1: {1: "1", 3: "3"}, 3: {1: "4"}}


def texts(found: Grid) -> dict[int, dict[int, str]]:
    return {row: {column: cell.text for column, cell in cells.items()} for row, cells in found.rows.items()}


def test_sheets_are_listed_with_whether_they_are_seen() -> None:
    def change(book: Book) -> None:
        book.create_sheet("Dold").sheet_state = "hidden"
        book.create_sheet("Mer dold").sheet_state = "veryHidden"
        book.create_chartsheet("Bild")

    sheets = read_workbook(PATH, workbook({"A1": 1}, change)).sheets
    assert [(each.name, each.is_visible) for each in sheets] == [("Sheet", True), ("Dold", False), ("Mer dold", False)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("xl/vbaProject.bin", b"macro", "has macros; save it as an Excel workbook without"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>", "takes values from other files; break the links"),
    ],
)
def test_what_a_contribution_has_no_need_of_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        read_workbook(PATH, repacked(CONTENT, {name: content}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_may_have_macros_is_refused(encoding: str) -> None:
    types = part(CONTENT, "[Content_Types].xml").decode()
    macros = types.replace("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' + macros.partition("?>")[2] if "<?" in macros else macros
    with pytest.raises(Refusal, match="has macros"):
        read_workbook(PATH, repacked(CONTENT, {"[Content_Types].xml": declared.encode(encoding)}))


def test_a_strict_workbook_is_refused_with_advice() -> None:
    book = part(CONTENT, "xl/workbook.xml").replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    with pytest.raises(Refusal, match="Strict Open XML; save it as an ordinary"):
        read_workbook(PATH, repacked(CONTENT, {"xl/workbook.xml": book}))


def test_a_workbook_without_sheets_is_refused() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with pytest.raises(Refusal, match="damaged"):
        read_workbook(PATH, repacked(CONTENT, {"xl/workbook.xml": f'<workbook xmlns="{space}"/>'.encode()}))


def test_cells_merged_across_columns_are_known_and_the_first_column_is_filled_down() -> None:
    def merge(book: Book) -> None:
        book.worksheets[0].merge_cells("A2:B3")
        book.worksheets[0].merge_cells("D2:D3")

    found = grid(workbook({"A2": "alla", "C3": 3, "D2": 4}, merge))
    assert found.blocks == (Block(2, 3, 1, 2),)
    assert texts(found) == {2: {1: "alla", 4: "4"}, 3: {1: "alla", 3: "3", 4: "4"}}


def test_hidden_rows_and_columns_are_known_if_they_are_filled() -> None:
    def hide(book: Book) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["C"].hidden = True

    found = grid(workbook({"A1": 1, "A2": 2, "C3": 3}, hide))
    assert found.hidden.rows == {2}
    assert 3 in found.hidden.columns


@pytest.mark.parametrize(
    ("value", "code", "cell"),
    [
        (17.1, "0.00", GridCell("17.1", "number", "17.10")),
        (17.1, "General", GridCell("17.1", "number")),
        (17.12, "#,##0.0", GridCell("17.12", "number", "17.1")),
        (17.4, "0", GridCell("17.4", "number", "17")),
        (17, "0", GridCell("17", "number")),
        (7, "000", GridCell("007", "number")),
        (2024, "yyyy-mm-dd", GridCell("1905-07-16", "day", "2024")),
        (2024, "yyyy", GridCell("1905", "day", "2024")),
        (45413, "yyyy-mm-dd", GridCell("2024-05-01", "day")),
    ],
)
def test_what_a_format_shows_is_known_where_it_is_not_what_is_stored(value: float, code: str, cell: GridCell) -> None:
    def shape(book: Book) -> None:
        book.worksheets[0]["A1"].number_format = code

    assert grid(workbook({"A1": value}, shape)).rows[1][1] == cell
