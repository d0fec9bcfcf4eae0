"""Durations are read as people write them, and come back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.forms.durations import duration_of, duration_text


@pytest.mark.parametrize(
    ("text", "lexical"),
    [
        ("7 år", "P7Y"),
        ("7", "P7Y"),
        ("P7Y", "P7Y"),
        ("1 år och 6 månader", "P1Y6M"),
        ("18 månader", "P1Y6M"),
        ("6 mån", "P6M"),
        ("2 years, 1 month", "P2Y1M"),
        ("", None),
        ("P", None),
        ("0 år", None),
        ("tills vidare", None),
        ("7 veckor", None),
    ],
)
def test_what_people_write_is_read(text: str, lexical: str | None) -> None:
    assert duration_of(text) == lexical


@given(st.integers(0, 99), st.integers(0, 11), st.sampled_from(["sv", "en"]))
def test_what_is_written_is_read_the_same(years: int, months: int, language: str) -> None:
    lexical = "P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    if lexical != "P":
        assert duration_of(duration_text(lexical, language)) == lexical  # type: ignore[arg-type]


def test_what_is_no_duration_of_years_and_months_is_shown_as_it_is() -> None:
    assert duration_text("P3D", "sv") == "P3D"
