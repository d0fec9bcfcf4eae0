"""Number formats of OpenDocument show values as the same formats in an Excel workbook do."""

from __future__ import annotations

import pytest

from contributing.open_documents import grid, ods, only, row, table
from lq_graph.contributing.xlsx.grid import GridCell

FLOAT = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="{}"/>'
DATE = '<table:table-cell table:style-name="ce1" office:value-type="date" office:date-value="{}"/>'
CELL_STYLE = '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'


def shown(element: str, data_style: str) -> GridCell | None:
    return only(element, styles=data_style + CELL_STYLE)


def number(parts: str, kind: str = "number-style", name: str = "N1", attributes: str = "") -> str:
    return f'<number:{kind} style:name="{name}" {attributes}>{parts}</number:{kind}>'


def digits(least: int, decimals: str = "", inner: str = "", grouping: str = "false") -> str:
    places = "" if not decimals else f'number:decimal-places="{decimals}"'
    least_ = f'number:min-integer-digits="{least}"'
    return f'<number:number {least_} {places} number:grouping="{grouping}">{inner}</number:number>'


@pytest.mark.parametrize(
    ("value", "parts", "text", "other"),
    [
        ("17.1", digits(1), "17.1", ""),
        ("17.1", digits(1, "2"), "17.1", "17.10"),
        ("7", digits(3, "0"), "007", ""),
        (
            "5560000000",
            digits(10, "0", '<number:embedded-text number:position="4">-</number:embedded-text>'),
            "556000-0000",
            "",
        ),
        ("1234.5", digits(1, "0", grouping="true"), "1234.5", "1234"),
        ("1234.5", digits(1, "2") + "<number:text> kr</number:text>", "1234.5", ""),
        ("12345.6", "<number:scientific-number/>", "12345.6", ""),
        ("1.25", "<number:fraction/>", "1.25", ""),
        ("7", digits(999_999_999, "999999999"), "7", ""),
    ],
)
def test_numbers(value: str, parts: str, text: str, other: str) -> None:
    assert shown(FLOAT.format(value), number(parts)) == GridCell(text, "number", other)


@pytest.mark.parametrize("sign", ["%", " %", "\u00a0%"])
def test_percent(sign: str) -> None:
    style = number(digits(1, "2") + f"<number:text>{sign}</number:text>", "percentage-style")
    assert shown(FLOAT.format("0.0525"), style) == GridCell("5.25%", "percent")


YEAR, MONTH, DAY = '<number:year number:style="long"/>', '<number:month number:style="long"/>', "<number:day/>"
CLOCK = '<number:text> </number:text><number:hours/><number:text>:</number:text><number:minutes number:style="long"/>'


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (YEAR + "<number:text>-</number:text>" + MONTH + "<number:text>-</number:text>" + DAY, "2024-03-01"),
        ('<number:month number:textual="true"/><number:text>-</number:text><number:year/>', "2024-03"),
        (YEAR, "2024"),
        ('<number:day-of-week number:style="long"/>' + DAY, "2024-03-01"),
        ("<number:quarter/><number:text> kvartalet</number:text>" + YEAR, "2024-03"),
        (YEAR + MONTH + DAY + CLOCK, "2024-03-01T13:30:00"),
    ],
)
def test_days_are_as_long_as_they_are_shown(parts: str, text: str) -> None:
    assert shown(DATE.format("2024-03-01T13:30:00"), number(parts, "date-style")) == GridCell(text, "day")


def test_a_day_that_may_be_a_year_has_its_number() -> None:
    style = number(YEAR + MONTH + DAY, "date-style")
    assert shown(DATE.format("1905-07-16"), style) == GridCell("1905-07-16", "day", "2024")


def test_hours_beyond_a_day_are_a_number() -> None:
    style = number("<number:hours/>" + CLOCK, "time-style", attributes='number:truncate-on-overflow="false"')
    element = '<table:table-cell table:style-name="ce1" office:value-type="time" office:time-value="PT36H00M00S"/>'
    assert shown(element, style) == GridCell("1.5", "number")


def test_the_format_of_positive_numbers_counts() -> None:
    positive = number(digits(3, "0"), name="N1P0")
    negative = number(digits(1, "0") + '<style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/>')
    assert shown(FLOAT.format("7"), positive + negative) == GridCell("007", "number")


@pytest.mark.parametrize(
    ("columns", "attributes", "element"),
    [
        ("", "", 'table:style-name="ce2"'),
        ("", 'table:default-cell-style-name="ce1"', ""),
        ('<table:table-column table:default-cell-style-name="ce1" table:number-columns-repeated="9"/>', "", ""),
    ],
    ids=["of the style above", "of the row", "of the column"],
)
def test_a_format_is_that_of_the_cell_else_of_its_row_or_column(columns: str, attributes: str, element: str) -> None:
    styles = number(digits(3, "0")) + CELL_STYLE
    common = '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    filled = f'<table:table-cell {element} office:value-type="float" office:value="7"/>'
    content = ods(table(columns, row(filled, attributes=attributes)), styles=styles, common=common)
    assert grid(content).rows[1][1].text == "007"


def test_styles_above_each_other_in_a_ring_have_no_format() -> None:
    ring = "".join(
        f'<style:style style:name="{one}" style:family="table-cell" style:parent-style-name="{other}"/>'
        for one, other in (("ce1", "ce2"), ("ce2", "ce1"))
    )
    assert only(FLOAT.format("7"), common=ring) == GridCell("7", "number")
