"""Phrases in both languages."""

from __future__ import annotations

import pytest

from lq_graph.checking.shape_rules import count, either, plain
from lq_graph.text import Texts


@pytest.mark.parametrize(
    ("least", "most", "swedish", "english"),
    [
        (1, 1, "exakt ett värde", "exactly one value"),
        (2, 2, "exakt 2 värden", "exactly 2 values"),
        (1, None, "minst ett värde", "at least one value"),
        (None, 1, "högst ett värde", "at most one value"),
        (0, 3, "högst 3 värden", "at most 3 values"),
        (2, 3, "minst 2 värden, högst 3 värden", "at least 2 values, at most 3 values"),
        (None, 0, "inget värde", "no value"),
    ],
)
def test_numbers_of_values_are_said(least: int | None, most: int | None, swedish: str, english: str) -> None:
    assert count(least, most) == Texts(swedish, english)


def test_any_number_is_not_said() -> None:
    assert count(None, None) is None
    assert count(0, None) is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["a"], "a"),
        (["a", "b"], "a eller b"),
        (["a", "b", "c"], "a, b eller c"),
        (["a, som 1", "b", "c"], "a, som 1; b; eller c"),
        ([str(number) for number in range(11)], "0, 1, 2, 3, 4, 5, 6, 7 och 3 till"),
    ],
)
def test_alternatives_are_told_apart(parts: list[str], expected: str) -> None:
    assert either([plain(part) for part in parts]).sv == expected
