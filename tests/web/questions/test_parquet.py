"""Columns of Parquet get the type that all of their values have."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.web.questions.parquet import parquet_bytes

XSD = "http://www.w3.org/2001/XMLSchema#"


def column(values: str) -> tuple[str, list[Any]]:
    """The type and the values of a column of terms."""
    text = f"PREFIX xsd: <{XSD}> SELECT ?v {{ VALUES ?v {{ {values} }} }}"
    answer = EmbeddedEngine(Store()).answer(Query(text))
    table = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(answer.body, {})))
    return str(table.schema.field("v").type), table.column("v").to_pylist()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("1 -2 UNDEF", "int64"),
        ("1 2.50", "decimal128(38, 1)"),
        ("1e0 2.5e0", "double"),
        ("true false", "bool"),
        ('"2016-01-26"^^xsd:date', "date32[day]"),
        ('"2016"^^xsd:gYear "2020"^^xsd:gYear', "int32"),
        ('"2016"^^xsd:gYear "2016-01-26"^^xsd:date', "string"),
        ('"2016Z"^^xsd:gYear', "string"),
        ('"a" "b"@sv', "string"),
        ("<https://a.example/> 1", "string"),
        ("99999999999999999999999", "string"),
        ("UNDEF", "string"),
        ("", "string"),
    ],
)
def test_a_column_has_a_type(values: str, kind: str) -> None:
    assert column(values)[0] == kind


def test_a_year_and_a_day_mixed_stay_as_they_are_written() -> None:
    assert column('"2016"^^xsd:gYear "2016-01-26"^^xsd:date')[1] == ["2016", "2016-01-26"]


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9), min_size=1
    )
)
def test_decimals_are_exact(numbers: list[Decimal]) -> None:
    values = " ".join(f'"{number:f}"^^xsd:decimal' for number in numbers)
    assert column(values)[1] == numbers


@given(st.lists(st.one_of(st.none(), st.integers(-(2**60), 2**60)), min_size=1))
def test_integers_and_what_is_not_there(numbers: list[int | None]) -> None:
    values = " ".join("UNDEF" if number is None else str(number) for number in numbers)
    assert column(values)[1] == numbers
