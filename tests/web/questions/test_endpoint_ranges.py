"""Byte ranges. RFC 9110 §14."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.web.questions.endpoint import RangeNotSatisfiable, content_range, parse_range

SIZE = 100


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=10-", range(10, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("bytes=50-1000", range(50, 100)),
        ("BYTES= 1-2 ", range(1, 3)),
    ],
)
def test_a_single_range_is_given(header: str, wanted: range) -> None:
    assert parse_range(header, SIZE) == wanted


@pytest.mark.parametrize(
    "header", [None, "", "bytes=-", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes=٣-٤"]
)
def test_what_is_no_single_range_is_not_heeded(header: str | None) -> None:
    assert parse_range(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_bytes_that_are_not_there_are_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, SIZE)


@given(st.binary(min_size=1, max_size=50), st.integers(0, 60), st.integers(0, 60))
def test_a_range_is_the_slice_that_it_says(body: bytes, first: int, length: int) -> None:
    last = first + length
    try:
        part = parse_range(f"bytes={first}-{last}", len(body))
    except RangeNotSatisfiable:
        assert first >= len(body)
        return
    assert part is not None
    assert body[part.start : part.stop] == body[first : last + 1]
    assert content_range(part, len(body)) == f"bytes {first}-{min(last, len(body) - 1)}/{len(body)}"
