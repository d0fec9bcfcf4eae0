"""Suggestions for literals that are nearly valid."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.suggestions import respelt
from lq_graph.names import XSD


@pytest.mark.parametrize(
    ("text", "datatypes", "right"),
    [
        ("2024-5-1", ("date",), "2024-05-01"),
        ("2024/05/01", ("date",), "2024-05-01"),
        ("1/5 2024", ("date",), "2024-05-01"),
        ("20240501", ("date",), "2024-05-01"),
        ("2024-5", ("date", "gYearMonth", "gYear"), "2024-05"),
        (" 2024 ", ("date", "gYearMonth", "gYear"), "2024"),
        ("12,5", ("decimal",), "12.5"),
        ("1\u00a0234,5", ("decimal",), "1234.5"),
        ("−3", ("integer",), "-3"),
        ("Ja", ("boolean",), "true"),
    ],
)
def test_a_value_is_spelt_as_its_datatype_has_it(text: str, datatypes: tuple[str, ...], right: str) -> None:
    assert respelt(Literal(text), [NamedNode(XSD + name) for name in datatypes]) == right


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2024-02-30", "date"), ("1,234,567", "decimal"), ("många", "decimal"), ("kanske", "boolean"), ("", "date")]
    + [(text, "decimal") for text in ("150 tkr", "1,5 miljoner", "152,000", "152.000 kr", "12 kr", "1½")],
)
def test_what_is_near_to_nothing_is_left(text: str, datatype: str) -> None:
    assert respelt(Literal(text), [NamedNode(XSD + datatype)]) is None


def test_a_right_text_in_the_wrong_datatype_is_kept() -> None:
    assert respelt(Literal("2024-05-01"), [NamedNode(f"{XSD}date")]) == "2024-05-01"


def test_a_right_value_needs_no_other_spelling() -> None:
    assert respelt(Literal("2024", datatype=NamedNode(f"{XSD}gYear")), [NamedNode(f"{XSD}gYear")]) is None
    number = [NamedNode(f"{XSD}decimal"), NamedNode(f"{XSD}integer")]
    assert respelt(Literal("140", datatype=NamedNode(f"{XSD}integer")), number) is None  # it is too large, not misspelt
