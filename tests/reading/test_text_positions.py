"""Lines and columns count from 1, in characters; a span ends with its first line."""

from __future__ import annotations

import numpy as np
import pytest

from lq_graph.reading.text_positions import Span, line_spans


@pytest.mark.parametrize(
    ("text", "start", "end", "span"),
    [
        ("ab", 1, 2, Span(1, 2, 1)),
        ("😀å\nab", 3, 5, Span(2, 1, 2)),
        ("a\r\nb\rc\n\nd", 8, 9, Span(5, 1, 1)),
        ("a\r\nb", 0, 4, Span(1, 1, 1)),
        ("a\rb", 0, 3, Span(1, 1, 1)),
        ("\n", 1, 1, Span(2, 1, 0)),
    ],
)
def test_a_stretch_has_a_span(text: str, start: int, end: int, span: Span) -> None:
    assert line_spans(text, np.array([start]), np.array([end])) == [span]
