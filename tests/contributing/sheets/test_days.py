"""Dates are read in the usual notations, and ambiguous ones are refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.sheets.columns_beside import NONE_BESIDE, ColumnsBeside
from lq_graph.contributing.sheets.days import read_day
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.xlsx.grid import CellKind, GridCell
from lq_graph.names import XSD
from lq_graph.text import Texts

DAY, MONTH, YEAR, MOMENT = (f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear", "dateTime"))
ANY = (DAY, MONTH, YEAR)


def read(text: str, *datatypes: str, kind: CellKind = "text") -> tuple[str, str] | CellError:
    return read_day(GridCell(text, kind), datatypes or ANY)


def explained(text: str, beside: ColumnsBeside = NONE_BESIDE, *datatypes: str) -> tuple[str | None, str | None]:
    """The fault and the advice, in Swedish, of a text that is no day."""
    found = read_day(GridCell(text), datatypes or ANY, beside)
    assert isinstance(found, CellError), found
    return found.fault.sv if found.fault else None, found.advice.sv if found.advice else None


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
        "1/5-24",
        "1/5 -24",
        "01/05 24",
        "1/5 '24",
        "1:a maj 2024",
        "1:e maj 2024",
        "den 1:a maj -24",
        "1 maj 24",
        "1 maj -24",
        "onsdag 1 maj 2024",
        "Onsdagen den 1 maj 2024",
        "Wed 1 May 2024",
        "2024 maj 1",
        "'2024-05-01",
    ],
)
def test_a_day_is_read(text: str) -> None:
    assert read(text) == ("2024-05-01", DAY)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2024-05", ("2024-05", MONTH)),
        ("maj 2024", ("2024-05", MONTH)),
        ("maj -24", ("2024-05", MONTH)),
        ("maj '24", ("2024-05", MONTH)),
        ("maj-99", ("1999-05", MONTH)),
        ("2024 maj", ("2024-05", MONTH)),
        ("år 2024", ("2024", YEAR)),
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
        ("1/5/2024", None),
        ("1/1/2024", "2024-01-01"),
        ("05/20/2024", "2024-05-20"),
        ("20-5-2024", "2024-05-20"),
        ("11/20/26", "2026-11-20"),
        ("01.05.2024", "2024-05-01"),
        ("1-5-2024", None),
        ("240501", "2024-05-01"),
        ("990501", "1999-05-01"),
        ("202405", "2024-05"),
        ("2024,0", "2024"),
        ("2024.0", "2024"),
        ("2024-05-01 13:30", "2024-05-01"),
        ("25/13/2024", None),
        ("2024-02-30", None),
        ("30 februari 2024", None),
        ("2024-13", None),
        ("2024–2025", None),
        ("vår 2024", None),
        ("31/12-60", None),
        ("maj-24", "2024-05"),
        ("maj 24", "2024-05"),
        ("1.5.24", "2024-05-01"),
        ("2024-05-01T00:00:00Z", "2024-05-01"),
        ("2024–05–01", "2024-05-01"),
        ("2024‑05‑01", "2024-05-01"),
        ("2024−05−01", "2024-05-01"),
        ("2024\u00ad-05-01", "2024-05-01"),
        ("２０２４-05-01", "2024-05-01"),
        ("45413", "2024-05-01"),
        ("2024-31-12", "2024-12-31"),
        ("fr.o.m. 2024-05-01", "2024-05-01"),
        ("ca 2024", "2024"),
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


START = ColumnsBeside(end=Texts("Gäller till och med", "Valid through"))
END = ColumnsBeside(start=Texts("Gäller från", "Valid from"))
WORDS = ColumnsBeside(period=Texts("Period enligt källan", "Period by the source"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-2030", "2025", "2030"),
        ("2025–2030", "2025", "2030"),
        ("2025 - 2030", "2025", "2030"),
        ("2025 till 2030", "2025", "2030"),
        ("2024/25", "2024", "2025"),
        ("2024/2025", "2024", "2025"),
        ("2025-30", "2025", "2030"),
        ("2024-01-01 - 2024-06-30", "2024-01-01", "2024-06-30"),
        ("2024-01–2024-06", "2024-01", "2024-06"),
        ("1 januari 2024 till 30 juni 2024", "2024-01-01", "2024-06-30"),
        ("jan-mars 2024", "2024-01", "2024-03"),
        ("Q1 2025", "2025-01", "2025-03"),
        ("2025 Q4", "2025-10", "2025-12"),
        ("kvartal 2 2025", "2025-04", "2025-06"),
        ("kv 2, 2025", "2025-04", "2025-06"),
        ("tredje kvartalet 2025", "2025-07", "2025-09"),
        ("tertial 2 2025", "2025-05", "2025-08"),
        ("1:a halvåret 2025", "2025-01", "2025-06"),
        ("vecka 12 2024", "2024-03-18", "2024-03-24"),
        ("v.12 2024", "2024-03-18", "2024-03-24"),
        ("2024v12", "2024-03-18", "2024-03-24"),
        ("2024-W12", "2024-03-18", "2024-03-24"),
    ],
)
def test_a_period_goes_into_two_columns(text: str, first: str, last: str) -> None:
    assert explained(text, START)[1] == f"Skriv {first} här och {last} under ”Gäller till och med”."
    assert explained(text, END)[1] == f"Skriv {last} här och {first} under ”Gäller från”."
    assert suggested(text) is None


def test_a_period_goes_into_words_where_there_is_a_column_for_them() -> None:
    assert explained("Q1 2025", WORDS) == (
        "Q1 2025 är januari–mars 2025.",
        "Skriv ett år, en månad eller en dag här, och ”Q1 2025” under ”Period enligt källan”.",
    )
    assert explained("Q1 2025", NONE_BESIDE, DAY)[1] == "Skriv ÅÅÅÅ-MM-DD. En period ryms inte här."


def test_what_has_no_end_leaves_its_cell_empty() -> None:
    for text in ("tills vidare", "Tills vidare", "t.v.", "tv", "löpande", "gäller tills vidare"):
        assert explained(text, END)[1] == "Lämna cellen tom när det gäller tills vidare."
        assert explained(text, START)[1] == (
            "Skriv här när det börjar gälla. Lämna ”Gäller till och med” tom när det gäller tills vidare."
        )


@pytest.mark.parametrize(
    ("text", "fault", "advice"),
    [
        ("2024-02-30", "Den 30 februari finns inte.", "Skriv en annan dag."),
        ("1/5/2024", "”1/5/2024” kan betyda 2024-05-01 eller 2024-01-05.", "Skriv 2024-05-01 eller 2024-01-05."),
        (
            "04-05-17",
            "”04-05-17” kan betyda 2017-05-04, 2017-04-05 eller 2004-05-17.",
            "Skriv 2017-05-04, 2017-04-05 eller 2004-05-17.",
        ),
        ("30/2 2024", "Den 30 februari finns inte.", "Skriv en annan dag."),
        ("31 april 2024", "Den 31 april finns inte.", "Skriv en annan dag."),
        ("29 februari 2023", "Den 29 februari finns inte 2023.", "Skriv en annan dag."),
        ("2024-13-01", "Månad 13 finns inte.", "Skriv ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ."),
        ("13/13-24", "Månad 13 finns inte.", "Skriv ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ."),
        ("torsdag 1 maj 2024", "2024-05-01 är en onsdag.", "Rätta dagen eller veckodagen."),
        ("vecka 53 2024", "Vecka 53 finns inte 2024.", "Skriv ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ."),
        ("1 maj", None, "Skriv också året."),
        ("24 december", None, "Skriv också året."),
        ("1/5", None, "Skriv också året."),
        ("mars", None, "Skriv också året."),
        ("vecka 12", None, "Skriv också året."),
        ("årsskiftet 2024/2025", None, "Skriv 2024-12-31 eller 2025-01-01."),
        ("2024–05–01", "Datumet har tankstreck i stället för bindestreck.", "Skriv datumet igen från tangentbordet."),
        (
            "2024‑05‑01",
            "Datumet har hårda bindestreck i stället för bindestreck.",
            "Skriv datumet igen från tangentbordet.",
        ),
        ("2024−05−01", "Datumet har minustecken i stället för bindestreck.", "Skriv datumet igen från tangentbordet."),
        (
            "2024-05-0\u00ad1",
            "Datumet har ett mjukt bindestreck, som inte syns.",
            "Skriv datumet igen från tangentbordet.",
        ),
        ("45413", "Excel har gjort datumet till talet 45413.", "Skriv ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ."),
    ],
)
def test_what_is_no_day_is_told_with_what_is_wrong(text: str, fault: str | None, advice: str) -> None:
    assert explained(text) == (fault, advice)


def test_a_day_of_the_other_end_belongs_in_the_other_column() -> None:
    assert explained("t.o.m. 2030", START)[1] == "Skriv 2030 under ”Gäller till och med” i stället."
    assert explained("från 2025", END)[1] == "Skriv 2025 under ”Gäller från” i stället."
    assert explained("t.o.m. 2030", END)[1] == "Skriv bara datumet."


def test_a_year_in_a_cell_for_days_is_asked_about() -> None:
    found = read_day(GridCell("1905-07-16", "day", "2024"), ANY)
    assert isinstance(found, CellError)
    assert (found.suggestion, found.fault) == (
        Texts("2024", "2024"),
        Texts(
            "Excel har gjort 2024 till dagen 1905-07-16, eftersom cellen är formaterad som datum.",
            "Excel has made 2024 the day 1905-07-16, since the cell is formatted as a date.",
        ),
    )


WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag"
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    month = MONTHS.split()[day.month - 1]
    ways = [
        day.isoformat(),
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}/{day.month}-{day.year}",
        f"{day.day} {month} {day.year}",
        f"den {day.day}:e {month} {day.year}",
        f"{WEEKDAYS.split()[day.weekday()]} {day.day} {month} {day.year}",
    ]
    if 1970 <= day.year < 2050:
        short = f"{day.year % 100:02}"
        ways += [f"{day.day}/{day.month}-{short}", f"{day.day}/{day.month} -{short}", f"{day.day} {month} {short}"]
    for text in ways:
        assert read(text) == (day.isoformat(), DAY), text


@given(st.text("0123456789-/. :Tmaj", max_size=12))
def test_whatever_is_read_is_a_day_of_the_calendar(text: str) -> None:
    found = read(" ".join(text.split()) or "x")
    if not isinstance(found, CellError):
        date.fromisoformat(f"{found[0]}-01-01"[:10])
