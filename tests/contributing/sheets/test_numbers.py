"""Numbers are read in the usual notations, with all of their digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.sheets.columns_beside import ColumnsBeside
from lq_graph.contributing.sheets.numbers import read_number, written
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.xlsx.grid import CellKind, GridCell
from lq_graph.names import XSD
from lq_graph.text import Texts

DECIMAL, INTEGER = f"{XSD}decimal", f"{XSD}integer"
BOTH = (DECIMAL, INTEGER)


def read(text: str, datatypes: tuple[str, ...] = BOTH, kind: CellKind = "text") -> tuple[str, str] | CellError:
    return read_number(GridCell(text, kind), datatypes)


def unreadable(text: str, **how: object) -> tuple[str | None, str | None]:
    found = read(text, **how)  # type: ignore[arg-type]
    assert isinstance(found, CellError), found
    return found.suggestion.sv if found.suggestion else None, found.advice.sv if found.advice else None


@pytest.mark.parametrize(
    ("text", "lexical"),
    [
        ("5", "5"),
        ("+5", "5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("005", "5"),
        ("'152000", "152000"),
        ("1\u2007234", "1234"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
    ],
)
def test_a_whole_number_is_an_integer_where_it_may_be(text: str, lexical: str) -> None:
    assert read(text) == (lexical, INTEGER)
    assert read(text, (DECIMAL,)) == (lexical, DECIMAL)


@pytest.mark.parametrize(
    ("text", "lexical"),
    [
        ("5,5", "5.5"),
        ("5.5", "5.5"),
        ("5,50", "5.50"),
        ("5,0", "5.0"),
        (",5", "0.5"),
        ("-,5", "-0.5"),
        ("1 234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("-1 234 567,25", "-1234567.25"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("01,234", "1.234"),
    ],
)
def test_decimals_keep_the_digits_that_were_written(text: str, lexical: str) -> None:
    assert read(text) == (lexical, DECIMAL)


def test_a_programs_own_number_is_read_with_a_point() -> None:
    assert read("1234.5", kind="number") == ("1234.5", DECIMAL)
    assert read("1.234", kind="number") == ("1.234", DECIMAL)


def test_where_only_whole_numbers_fit_zeros_behind_the_mark_are_left_out() -> None:
    assert read("5,00", (INTEGER,)) == ("5", INTEGER)
    assert unreadable("5,5", datatypes=(INTEGER,)) == (None, "Skriv ett heltal.")


TWO_WAYS = [
    ("152.000", "152 000 eller 152", "152000 or 152"),
    ("152,000", "152 000 eller 152", "152000 or 152"),
    ("1,234", "1 234 eller 1,2340", "1234 or 1.2340"),
    ("1.234", "1 234 eller 1,2340", "1234 or 1.2340"),
    ("-12.500", "-12 500 eller -12,5", "-12500 or -12.5"),
]


@pytest.mark.parametrize(("text", "sv", "en"), TWO_WAYS)
def test_three_digits_after_a_mark_may_be_decimals_or_thousands(text: str, sv: str, en: str) -> None:
    found = read(text)
    assert isinstance(found, CellError)
    assert found.suggestion is None
    assert found.advice == Texts(f"Skriv {sv}.", f"Write {en}.")
    assert found.fault == Texts(f"”{text}” kan betyda {sv}.", f"“{text}” may mean {en}.")
    assert read(text, kind="number") == (text, DECIMAL) if "," not in text else True


@pytest.mark.parametrize("text", ["152.000 personer", "ca 152.000", "1,500 mkr", "152,000 kr"])
def test_nor_are_they_guessed_beside_a_word(text: str) -> None:
    assert unreadable(text)[0] is None


def test_a_comma_and_a_point_together_are_certain() -> None:
    assert read("1,234.5") == ("1234.5", DECIMAL)
    assert read("1.234,5") == ("1234.5", DECIMAL)
    assert read("1,5") == ("1.5", DECIMAL)


PERCENT = "Skriv talet utan procenttecken; att det är procent anges som enhet."
UNIT = "Skriv bara talet, utan enhet."
GROUPS = "Skriv talet utan mellanslag, eller med mellanslag mellan tusental."
OUT = "Skriv ut talet med alla siffror, utan enhet."
DECIMALS = "Skriv talet med decimaler."
NOTE = "Skriv bara talet, utan fotnot eller kommentar."
ONE = "Skriv ett enda tal, på en rad."
DEFINITE = "Skriv ett bestämt tal, eller ta bort raden om källan inte anger något."
SIGN = "Skriv minus före talet om det är mindre än noll."
AS_NUMBER = "Formatera cellen som tal och skriv talet igen, med decimalkomma."
DIGITS = "Formatera cellen som tal, och skriv talet med alla siffror."
AGAIN = "Skriv talet igen från tangentbordet."


@pytest.mark.parametrize(
    ("text", "meant", "advice"),
    [
        ("5 %", "5", PERCENT),
        ("5,5procent", "5,5", PERCENT),
        ("12 kr", "12", UNIT),
        ("kr 12,50", "12,50", UNIT),
        ("1 500:-", "1 500", UNIT),
        ("152 091,-", "152 091", UNIT),
        ("1 200 invånare", "1 200", UNIT),
        ("12 GWh", None, UNIT),
        ("5 ton", None, UNIT),
        ("3 hektar", None, UNIT),
        ("150 tkr", "150 000", OUT),
        ("1,5 miljoner", "1 500 000", OUT),
        ("1,5 milj. kr", "1 500 000", OUT),
        ("0,25 mkr", "250 000", OUT),
        ("2 mdkr", "2 000 000 000", OUT),
        ("12 miljoner ton", None, OUT),
        ("1½", "1,5", DECIMALS),
        ("½", "0,5", DECIMALS),
        ("2 ¼", "2,25", DECIMALS),
        ("⅓", None, DECIMALS),
        ("1/2", None, DECIMALS),
        ("1.234.567", "1 234 567", GROUPS),
        ("1'234", "1 234", GROUPS),
        ("1’234", "1 234", GROUPS),
        ("1 23", None, GROUPS),
        ("1 2345", None, GROUPS),
        ("1e3", None, DIGITS),
        ("1,5E+05", None, DIGITS),
        ("ca 5", "5", "Skriv 5."),
        ("~152000", "152 000", "Skriv 152 000."),
        ("drygt 1,5 miljoner", "1 500 000", "Skriv 1 500 000."),
        ("<5", None, DEFINITE),
        ("mindre än 5", None, DEFINITE),
        ("152000*", "152 000", NOTE),
        ("152000 1)", "152 000", NOTE),
        ("152 000 (prel.)", "152 000", NOTE),
        ("15²", None, NOTE),
        ("5-10", None, ONE),
        ("5; 10", None, ONE),
        ("152\n000", None, ONE),
        ("152\t000", None, ONE),
        ("(5)", None, SIGN),
        ("5-", None, SIGN),
        ("2024-05-12", None, AS_NUMBER),
        ("12-maj", None, AS_NUMBER),
        ("maj-12", None, AS_NUMBER),
        ("12:30", None, AS_NUMBER),
        ("٥", "5", AGAIN),
        ("１５２", "152", AGAIN),
        ("15\u00ad2", "152", AGAIN),
        ("\u200f152", "152", AGAIN),
        ("--5", None, None),
        ("hej", None, None),
        ("NaN", None, None),
    ],
)
def test_what_is_no_number_is_not_read(text: str, meant: str | None, advice: str | None) -> None:
    assert unreadable(text) == (meant, advice)


def test_what_is_no_number_is_told_with_what_was_made_of_it() -> None:
    faults = {text: read(text).fault for text in ("15\u00ad2", "１５２", "152\n000", "1e3", "12-maj")}  # type: ignore[union-attr]
    assert {text: fault.sv for text, fault in faults.items() if fault} == {
        "15\u00ad2": "Talet har ett mjukt bindestreck, som inte syns.",
        "１５２": "Talet har siffror av ett annat slag i stället för vanliga siffror.",
        "152\n000": "Talet har en radbrytning.",
        "1e3": "Excel har kortat talet, så att siffror fattas.",
        "12-maj": "Excel har gjort talet till ett datum.",
    }


def test_a_day_is_no_number() -> None:
    assert unreadable("2024-05-12", kind="day") == (None, AS_NUMBER)


def test_an_approximate_number_is_told_where_that_is_said() -> None:
    beside = ColumnsBeside(
        approximate=Texts("Ungefärligt", "Approximate"), comparison=Texts("Jämförelse", "Comparison")
    )
    about = read_number(GridCell("ca 152 000"), BOTH, beside)
    below = read_number(GridCell("minst 90 %"), BOTH, beside)
    assert isinstance(about, CellError)
    assert about.advice == Texts(
        "Skriv 152 000 och ”ja” under ”Ungefärligt”.", "Write 152000 and “yes” under “Approximate”."
    )
    assert isinstance(below, CellError)
    assert below.advice is not None
    assert below.advice.sv == "Skriv bara talet här, och jämförelsen under ”Jämförelse”."


def test_a_share_in_percent_is_never_guessed() -> None:
    assert unreadable("5%", kind="percent") == ("5", PERCENT)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)


def readings(number: Decimal) -> set[Decimal]:
    """What a number may mean that is written with three decimals."""
    three = (number * 1000).to_integral_value()
    return {number, three} if 1 <= abs(number) < 1000 else {number}


@given(NUMBERS)
def test_every_number_is_read_in_every_way_of_writing_it_or_asked_about(number: Decimal) -> None:
    grouped = f"{number:,.3f}"
    swedish = grouped.replace(",", " ").replace(".", ",")
    for text in (f"{number:.3f}", f"{number:.3f}".replace(".", ","), swedish, swedish.replace("-", "−")):
        found = read(text)
        if isinstance(found, CellError):
            assert len(readings(number)) > 1
            assert found.suggestion is None
        else:
            assert Decimal(found[0]) == number


WORDS = {
    "{}": 1, "ca {}": 1, "{} personer": 1, "{} %": 1, "{} tkr": 1_000, "{} miljoner": 10**6, "{} mdkr": 10**9, "{}*": 1,
    "{} (prel.)": 1, "{}½": None, "{}:-": 1, "drygt {} milj kr": 10**6, "< {}": 1, "{} GWh": 1, "'{}": 1, "{} kr": 1,
}  # fmt: skip
MARKS = st.sampled_from([(" ", ","), ("", "."), ("", ","), (".", ","), (",", "."), ("\u00a0", ","), ("'", ".")])


@given(st.decimals(min_value=0, max_value=10**7, places=2) | NUMBERS, MARKS, st.sampled_from(list(WORDS)))
def test_a_suggested_number_is_one_that_may_be_meant(number: Decimal, marks: tuple[str, str], words: str) -> None:
    whole, _, decimals = f"{abs(number):,}".partition(".")
    text = words.format(whole.replace(",", marks[0]) + (f"{marks[1]}{decimals}" if decimals.strip("0") else ""))
    found = read(text)
    value: Decimal | None
    if isinstance(found, CellError):
        value = None if found.suggestion is None else Decimal(found.suggestion.sv.replace(" ", "").replace(",", "."))
    else:
        value = Decimal(found[0])
    factor = WORDS[words]
    if value is not None:
        meant = abs(number) * factor if factor is not None else int(abs(number)) + Decimal("0.5")
        assert value == meant, text


@given(NUMBERS)
def test_a_suggestion_is_read_as_the_number_it_is(number: Decimal) -> None:
    shown = written(format(number, "f"))
    for text in (shown.sv, shown.en):
        found = read(text)
        assert not isinstance(found, CellError), text
        assert Decimal(found[0]) == number
