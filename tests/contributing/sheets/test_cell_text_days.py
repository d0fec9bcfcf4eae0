"""Dates are read in the usual notations, and ambiguous ones are refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.sheets.cell_text import read_day
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.xlsx.grid import CellKind, GridCell
from lq_graph.names import XSD
from lq_graph.text import Texts

DAY, MONTH, YEAR, MOMENT = (f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear", "dateTime"))
ANY = (DAY, MONTH, YEAR)


def read(text: str, *datatypes: str, kind: CellKind = "text") -> tuple[str, str] | CellError:
    return read_day(GridCell(text, kind), datatypes or ANY)


def suggested(text: str, *datatypes: str, kind: CellKind = "text") -> str | None:
    found = read(text, *datatypes, kind=kind)
    assert isinstance(found, CellError), found
    assert found.code == "cell-not-a-day"
    return found.suggestion.sv if found.suggestion else None


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024-5-1",
        "2024/05/01",
        "2024.05.01",
        "20240501",
        "1/5 2024",
        "01/05 2024",
        "1/5-2024",
        "1 maj 2024",
        "den 1 maj 2024",
        "1 May 2024",
        "May 1, 2024",
        "1. maj 2024",
        "2024-05-01 00:00:00",
        "2024-05-01T00:00",
        "1  maj\n2024",
    ],
)
def test_a_day_is_read(text: str) -> None:
    assert read(text) == ("2024-05-01", DAY)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2024-05", ("2024-05", MONTH)),
        ("maj 2024", ("2024-05", MONTH)),
        ("OKT. 2024", ("2024-10", MONTH)),
        ("october 2024", ("2024-10", MONTH)),
        ("2024", ("2024", YEAR)),
        ("1899", ("1899", YEAR)),
    ],
)
def test_a_month_and_a_year_are_as_exact_as_they_are_written(text: str, read_as: tuple[str, str]) -> None:
    assert read(text) == read_as


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1/5/2024", "2024-05-01"),
        ("01.05.2024", "2024-05-01"),
        ("1-5-2024", "2024-05-01"),
        ("240501", "2024-05-01"),
        ("990501", "1999-05-01"),
        ("202405", "2024-05"),
        ("2024,0", "2024"),
        ("2024-05-01 13:30", "2024-05-01"),
        ("25/13/2024", None),
        ("2024-02-30", None),
        ("30 februari 2024", None),
        ("2024-13", None),
        ("2024–2025", None),
        ("vår 2024", None),
        ("0000", None),
        ("hej", None),
        ("2024-05-01-02", None),
    ],
)
def test_what_is_no_day_or_may_be_two_is_not_read(text: str, meant: str | None) -> None:
    assert suggested(text) == meant


def test_a_programs_own_days_are_read_as_they_are_shown() -> None:
    assert read("2024-05-01", kind="day") == ("2024-05-01", DAY)
    assert read("2024-05", kind="day") == ("2024-05", MONTH)
    assert read("2024-05-01T13:30:00", MOMENT, kind="day") == ("2024-05-01T13:30:00", MOMENT)
    assert suggested("2024-05-01T13:30:00", kind="day") == "2024-05-01"
    assert suggested("1900-02-29", kind="day") is None


def test_a_number_is_a_year_or_a_day_that_lost_its_format() -> None:
    assert read("2024", kind="number") == ("2024", YEAR)
    assert read("20240501", kind="number") == ("2024-05-01", DAY)
    assert suggested("45413", kind="number") == "2024-05-01"
    assert suggested("12", kind="number") is None


def test_what_is_too_exact_is_suggested_shorter_and_what_is_too_vague_is_not() -> None:
    assert suggested("2024-05-01", YEAR) == "2024"
    assert suggested("2024-05-01", MONTH, YEAR) == "2024-05"
    assert suggested("2024", DAY) is None


@pytest.mark.parametrize(
    ("datatypes", "advice"),
    [
        (ANY, Texts("Skriv ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ.", "Write YYYY-MM-DD, YYYY-MM or YYYY.")),
        ((DAY, YEAR), Texts("Skriv ÅÅÅÅ-MM-DD eller ÅÅÅÅ.", "Write YYYY-MM-DD or YYYY.")),
        ((YEAR,), Texts("Skriv ÅÅÅÅ.", "Write YYYY.")),
    ],
)
def test_the_advice_is_what_the_field_takes(datatypes: tuple[str, ...], advice: Texts) -> None:
    found = read("hej", *datatypes)
    assert isinstance(found, CellError)
    assert found.advice == advice


MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    month = MONTHS.split()[day.month - 1]
    for text in (day.isoformat(), f"{day.day}/{day.month} {day.year}", f"{day.day} {month} {day.year}"):
        assert read(text) == (day.isoformat(), DAY)


@given(st.text("0123456789-/. :Tmaj", max_size=12))
def test_whatever_is_read_is_a_day_of_the_calendar(text: str) -> None:
    found = read(" ".join(text.split()) or "x")
    if not isinstance(found, CellError):
        date.fromisoformat(f"{found[0]}-01-01"[:10])
