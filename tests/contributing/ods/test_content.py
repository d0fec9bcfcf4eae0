"""Cells of OpenDocument: texts as people see them, repeated cells and rows, merged and hidden ones."""

from __future__ import annotations

import pytest

from contributing.open_documents import cell, grid, ods, only, opened, row, table, texts
from lq_graph.contributing.xlsx.grid import Block, GridCell
from lq_graph.errors import Refusal
from lq_graph.reading.position import Cell


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Avfallsplan", "Avfallsplan"),
        ("  a \n  b  ", "a b"),
        ('a<text:s text:c="3"/>b', "a   b"),
        ("a<text:tab/>b<text:line-break/>c", "a\tb\nc"),
        ("a <text:span>b<text:span> c</text:span></text:span>", "a b c"),
        ('<text:a xlink:href="https://a.example/">sidan</text:a>', "sidan"),
        ("a</text:p><text:p>b", "a\nb"),
        ("a<office:annotation><text:p>fel</text:p></office:annotation>b", "ab"),
        ("<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>", "a"),
        ("1 000 \u200b", "1 000"),
        ("", None),
        (" ", None),
    ],
)
def test_a_text_is_what_people_see(markup: str, text: str | None) -> None:
    found = only(cell(markup))
    assert found == (None if text is None else GridCell(text))


def test_a_comment_a_picture_and_a_table_in_a_cell_are_no_part_of_its_text() -> None:
    besides = (
        "<office:annotation><dc:creator>x</dc:creator><text:p>Måste fyllas i.</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>ruta</text:p></draw:text-box></draw:frame>"
        "<table:table><table:table-row><table:table-cell><text:p>inre</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    element = f'<table:table-cell office:value-type="string">{besides}<text:p>yttre</text:p></table:table-cell>'
    assert texts(ods(table(row(element, cell("nästa"))))) == {1: {1: "yttre", 2: "nästa"}}


def test_an_attribute_holds_a_text_whose_space_would_be_collapsed() -> None:
    assert only(cell("a b", 'office:string-value="a   b"')) == GridCell("a   b")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('office:value-type="float" office:value="17.10"', ("17.1", "number")),
        ('office:value-type="float" office:value="1E-7"', ("0.0000001", "number")),
        ('office:value-type="float" office:value="nej"', ("nej", "text")),
        ('office:value-type="currency" office:currency="SEK" office:value="1234.5"', ("1234.5", "number")),
        ('office:value-type="percentage" office:value="0.05"', ("5%", "percent")),
        ('office:value-type="boolean" office:boolean-value="true"', ("true", "truth")),
        ('office:value-type="float" office:value="0" table:formula="of:=FALSE()"', ("false", "truth")),
        ('office:value-type="date" office:date-value="2024-03-01"', ("2024-03-01", "day")),
        ('office:value-type="date" office:date-value="2024-03-01T13:30:00"', ("2024-03-01T13:30:00", "day")),
        ('office:value-type="date" office:date-value="1848-03-18"', ("1848-03-18", "day")),
        ('office:value-type="date" office:date-value="1900-01-15"', ("1900-01-15", "day")),
        ('office:value-type="date" office:date-value="99999-01-01"', ("visat", "text")),
        ('office:value-type="time" office:time-value="PT09H05M00S"', ("09:05", "text")),
        ('office:value-type="time" office:time-value="PT9H5"', ("visat", "text")),
        ('office:value-type="string" calcext:value-type="error" office:string-value=""', ("visat", "error")),
        ('table:formula="of:=[.A1]"', ("visat", "text")),
    ],
)
def test_the_kind_of_a_value_is_that_of_its_cell(attributes: str, expected: tuple[str, str]) -> None:
    shown = "nej" if '"nej"' in attributes else "visat"
    found = only(f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>")
    assert found is not None
    assert found[:2] == expected


def test_a_formula_without_a_value_is_no_empty_cell() -> None:
    assert only('<table:table-cell table:formula="of:=[.B1]"/>') == GridCell("", "formula")
    assert only('<table:table-cell office:value-type="string" table:formula="of:=&quot;&quot;"/>') is None


def test_repeated_cells_and_rows_are_filled_as_often() -> None:
    rows = (
        row(cell("a", 'table:number-columns-repeated="2"'), '<table:table-cell table:number-columns-repeated="3"/>'),
        row('<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="4"'),
        row("<table:table-cell/>", cell("b"), attributes='table:number-rows-repeated="2"'),
        row(
            '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="9999"'
        ),
        row(cell("c")),
    )
    assert texts(ods(table(*rows))) == {1: {1: "a", 2: "a"}, 6: {2: "b"}, 7: {2: "b"}, 10007: {1: "c"}}


def test_rows_and_columns_stand_in_groups() -> None:
    rows = (
        f"<table:table-header-rows>{row(cell('a'))}</table:table-header-rows>",
        f"<table:table-row-group>{row(cell('b'))}<table:table-row-group>{row(cell('c'))}</table:table-row-group>"
        "</table:table-row-group>",
        f"<table:table-rows>{row(cell('d'))}</table:table-rows>",
    )
    assert [cells[1] for cells in texts(ods(table(*rows))).values()] == ["a", "b", "c", "d"]


def test_deleted_rows_that_are_remembered_are_not_read() -> None:
    tracked = (
        f"<table:tracked-changes><table:deletion>{row(cell('borttaget'))}</table:deletion></table:tracked-changes>"
    )
    assert texts(ods(tracked, table(row(cell("kvar"))))) == {1: {1: "kvar"}}


def test_a_cell_merged_downwards_is_in_each_of_its_rows() -> None:
    covered = "<table:covered-table-cell/>"
    merged = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    across = 'table:number-rows-spanned="1" table:number-columns-spanned="2"'
    rows = (row(cell("a", merged), cell("b")), row(covered, cell("c")), row(cell("d", across), covered, cell("e")))
    read = grid(ods(table(*rows)))
    assert read.texts(2) == {1: "a", 2: "c"}
    assert read.place(2, 1) == Cell(read.path, "Plan", 1, 1)
    assert read.blocks == (Block(3, 3, 1, 2),)


def test_hidden_and_filtered_rows_and_columns_are_known() -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse" '
        'table:number-columns-repeated="2"/><table:table-column table:number-columns-repeated="16380"/>'
    )
    rows = (
        row(cell("a")),
        row(cell("b"), attributes='table:visibility="filter" table:number-rows-repeated="2"'),
        row(cell("c"), attributes='table:visibility="visible"'),
        row("<table:table-cell/>", attributes='table:visibility="collapse" table:number-rows-repeated="1000000"'),
    )
    read = grid(ods(table(columns, *rows)))
    assert read.hidden.rows == {2, 3}
    assert read.hidden.columns == {3, 4}


def test_hidden_sheets_are_known() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    tables = (
        table(name="Plan", attributes='table:style-name="ta1"'),
        table(name="_lq", attributes='table:style-name="ta2"'),
        table(name="Utan"),
    )
    sheets = opened(ods(*tables, styles=styles)).sheets
    assert [(sheet.name, sheet.is_visible) for sheet in sheets] == [("Plan", True), ("_lq", False), ("Utan", True)]


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("x"), attributes='table:number-rows-repeated="20001"'),
        row(cell("x"), attributes='table:number-rows-repeated="1000000000000"'),
        row(cell("x", 'table:number-columns-repeated="501"')),
        row('<table:table-cell table:number-columns-repeated="500"/>', cell("x")),
        row(cell("x", 'table:number-columns-repeated="500"'), attributes='table:number-rows-repeated="2001"'),
        row(cell("x", 'table:number-columns-repeated="99999999999"')),
    ],
)
def test_a_sheet_that_is_too_large_is_refused_when_it_is_read(rows: str) -> None:
    book = opened(ods(table(rows), table(row(cell("y")), name="Annat")))
    with pytest.raises(Refusal, match="more than 20 000 filled rows or 500 columns"):
        book.sheets[0].grid()
    assert book.sheets[0].name == "Plan"
