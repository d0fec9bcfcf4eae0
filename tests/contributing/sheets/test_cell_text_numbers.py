"""Numbers are read in the usual notations, with all of their digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.sheets.cell_text import read_number
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.xlsx.grid import CellKind, GridCell
from lq_graph.names import XSD
from lq_graph.text import Language

DECIMAL, INTEGER = f"{XSD}decimal", f"{XSD}integer"
BOTH = (DECIMAL, INTEGER)


def read(
    text: str, datatypes: tuple[str, ...] = BOTH, language: Language = "sv", kind: CellKind = "text"
) -> tuple[str, str] | CellError:
    return read_number(GridCell(text, kind), datatypes, language)


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
        ("005", "005"),
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
        ("1,234", "1.234"),
    ],
)
def test_decimals_keep_the_digits_that_were_written(text: str, lexical: str) -> None:
    assert read(text) == (lexical, DECIMAL)


def test_a_programs_own_number_is_read_with_a_point() -> None:
    assert read("1234.5", kind="number") == ("1234.5", DECIMAL)
    assert read("1.234", kind="number", language="en") == ("1.234", DECIMAL)


def test_where_only_whole_numbers_fit_zeros_behind_the_mark_are_left_out() -> None:
    assert read("5,00", (INTEGER,)) == ("5", INTEGER)
    assert unreadable("5,5", datatypes=(INTEGER,)) == (None, "Skriv ett heltal.")


def test_in_english_a_comma_before_three_digits_may_mean_two_numbers() -> None:
    assert unreadable("1,234", language="en") == ("1234", None)
    assert read("1,234.5", language="en") == ("1234.5", DECIMAL)
    assert read("1,5", language="en") == ("1.5", DECIMAL)


PERCENT = "Skriv talet utan procenttecken; att det är procent anges som enhet."
UNIT = "Skriv bara talet, utan enhet."


@pytest.mark.parametrize(
    ("text", "meant", "advice"),
    [
        ("5 %", "5", PERCENT),
        ("5,5procent", "5.5", PERCENT),
        ("12 kr", "12", UNIT),
        ("1 200 invånare", "1200", UNIT),
        ("1.234.567", "1234567", None),
        ("1'234", "1234", None),
        ("1 23", None, None),
        ("1 2345", None, None),
        ("1e3", None, None),
        ("ca 5", None, None),
        ("5-10", None, None),
        ("5.", None, None),
        ("--5", None, None),
        ("½", None, None),
        ("٥", None, None),
        ("-", None, None),
        ("hej", None, None),
    ],
)
def test_what_is_no_number_is_not_read(text: str, meant: str | None, advice: str | None) -> None:
    assert unreadable(text) == (meant, advice)


def test_a_share_in_percent_is_never_guessed() -> None:
    assert unreadable("5%", kind="percent") == ("5", PERCENT)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3))
def test_every_number_is_read_in_every_way_of_writing_it(number: Decimal) -> None:
    grouped = f"{number:,.3f}"
    swedish = grouped.replace(",", " ").replace(".", ",")
    for text in (f"{number:.3f}", f"{number:.3f}".replace(".", ","), swedish, swedish.replace("-", "−")):
        found = read(text)
        assert not isinstance(found, CellError), text
        assert Decimal(found[0]) == number
