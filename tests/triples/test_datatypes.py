"""A literal is well-formed if and only if its lexical form is in XML Schema's lexical space."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from lq_graph.names import RDF
from lq_graph.triples.datatypes import is_well_formed
from triples import value_strategies as some
from triples.value_strategies import typed

GOOD = {
    "string": ["", "a\nb", " "],
    "normalizedString": ["", " a  b "],
    "token": ["", "a", "a b c"],
    "anyURI": ["", "a b", "https://example.org/å"],
    "language": ["sv", "sv-SE", "x-a1"],
    "Name": ["a:b", "_", "å-1"],
    "NCName": ["a.b", "_"],
    "NMTOKEN": ["-1", "a:b"],
    "boolean": ["true", "false", "0", "1"],
    "integer": ["0", "-0", "+7", "007", "9" * 5000],
    "decimal": ["1.", ".5", "-1.50", "+0"],
    "double": ["1", "1e5", "-.5E-3", "INF", "-INF", "+INF", "NaN"],
    "float": ["1e999", "3."],
    "byte": ["127", "-128", "+0127"],
    "short": ["-32768"],
    "int": ["2147483647"],
    "long": ["9223372036854775807"],
    "unsignedByte": ["255", "-0"],
    "unsignedShort": ["65535"],
    "unsignedInt": ["4294967295"],
    "unsignedLong": ["18446744073709551615"],
    "nonNegativeInteger": ["0", "-0"],
    "positiveInteger": ["1"],
    "nonPositiveInteger": ["0", "-1"],
    "negativeInteger": ["-1"],
    "date": ["2024-02-29", "2000-02-29Z", "0000-02-29", "-0004-02-29", "12024-02-29", "2024-01-01+14:00"],
    "time": ["24:00:00", "24:00:00.00", "23:59:59.999", "00:00:00-13:59"],
    "dateTime": ["2024-12-31T24:00:00", "2024-01-01T00:00:00.0Z", "-0001-01-01T00:00:00"],
    "dateTimeStamp": ["2024-01-01T00:00:00Z"],
    "gYear": ["2024", "-0001", "0000", "2024Z", "9" * 5000],
    "gYearMonth": ["2024-12", "2024-12+01:00"],
    "gMonth": ["--12", "--01Z"],
    "gMonthDay": ["--02-29", "--12-31Z"],
    "gDay": ["---31", "---01Z"],
    "duration": ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P0D", "P1YT1M"],
    "yearMonthDuration": ["P1Y", "P1M", "-P1Y2M"],
    "dayTimeDuration": ["P1D", "PT1H", "-P1DT1.5S"],
    "hexBinary": ["", "0aFF"],
    "base64Binary": ["", "YQ==", "YWI=", "YWJj", "YW Jj", "Y Q = =", "YWJjYWJj YQ=="],
}
NO_DATES = """
    2024-02-30 2023-02-29 1900-02-29 2024-13-01 24-01-01 02024-01-01 2024-1-1 +2024-01-01 2024-01-01+14:01
    2024-01-01T00:00:00 2024-04-31 2024-01-01z 2024-01-00
"""
BAD = {
    "string": ["\0"],
    "normalizedString": ["a\tb", "a\n", "\r"],
    "token": [" a", "a ", "a  b", "a\tb", "\n", " ", "a" * 50 + "\t"],
    "language": ["", "sv_SE", "abcdefghi", "sv-"],
    "Name": ["", "1a", "a b", "-a"],
    "NCName": ["a:b", "", "1"],
    "NMTOKEN": ["", "a b"],
    "boolean": ["True", "TRUE", "", "yes", "1 "],
    "integer": ["", "1.0", "1e3", " 1", "1\n", "+", "--1", "٣", "1_000"],
    "decimal": ["", ".", "1e3", "1,5", "INF", "1_0.0"],
    "double": ["", "e5", "inf", "infinity", "nan", "+NaN", "1e", "0x1p3", "1_0"],
    "float": ["1f"],
    "byte": ["128", "-129"],
    "short": ["32768"],
    "int": ["2147483648"],
    "long": ["9223372036854775808"],
    "unsignedByte": ["256", "-1"],
    "unsignedShort": ["65536"],
    "unsignedInt": ["4294967296"],
    "unsignedLong": ["18446744073709551616"],
    "nonNegativeInteger": ["-1"],
    "positiveInteger": ["0"],
    "nonPositiveInteger": ["1"],
    "negativeInteger": ["0"],
    "date": NO_DATES.split(),
    "time": ["24:00:01", "24:00:00.1", "23:60:00", "23:59:60", "1:00:00", "12:00", "12:00:00."],
    "dateTime": ["2024-01-01", "2024-01-01 00:00:00", "2024-12-31T24:00:01", "2024-02-30T00:00:00"],
    "dateTimeStamp": ["2024-01-01T00:00:00"],
    "gYear": ["24", "02024", "+2024", "2024-"],
    "gYearMonth": ["2024-13", "2024-1"],
    "gMonth": ["12", "--13", "--1", "--12--"],
    "gMonthDay": ["--02-30", "--04-31", "02-01"],
    "gDay": ["---32", "31", "---00"],
    "duration": ["P", "PT", "P1YT", "1Y", "P-1Y", "P1.5Y", "P1M1Y", "PT1.S", "P1S", "+P1Y"],
    "yearMonthDuration": ["P", "P1D", "P1Y1D"],
    "dayTimeDuration": ["P", "P1Y", "P1DT", "P1M"],
    "hexBinary": ["0", "0g", "0a "],
    "base64Binary": ["Y", "YQ=", "YR==", "YWK=", "=", " YQ==", "YQ== ", "YW  Jj", "Y-Q="],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), cases(GOOD))
def test_what_xml_schema_allows_is_well_formed(name: str, text: str) -> None:
    assert is_well_formed(typed(text, name))


@pytest.mark.parametrize(("name", "text"), cases(BAD))
def test_what_xml_schema_forbids_is_not(name: str, text: str) -> None:
    assert not is_well_formed(typed(text, name))


@given(some.literals)
def test_values_in_canonical_and_other_forms_are_well_formed(literal: Literal) -> None:
    assert is_well_formed(literal)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 31))
def test_a_day_is_well_formed_if_the_calendar_has_it(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        date.fromisoformat(text)
    except ValueError:
        assert not is_well_formed(typed(text, "date"))
    else:
        assert is_well_formed(typed(text, "date"))


def test_rdf_datatypes_and_unknown_ones_take_any_text() -> None:
    for datatype in (RDF + "HTML", RDF + "XMLLiteral", "https://example.org/metres"):
        assert is_well_formed(Literal("<p", datatype=NamedNode(datatype)))


def test_a_language_string_needs_its_tag() -> None:
    assert is_well_formed(Literal("mål", language="sv"))
    assert not is_well_formed(Literal("mål", datatype=NamedNode(RDF + "langString")))


def test_a_long_text_takes_no_long_time() -> None:
    assert not is_well_formed(typed("a" * 100_000 + "\t", "token"))
    assert not is_well_formed(typed("YWJj" * 100_000 + "!", "base64Binary"))
