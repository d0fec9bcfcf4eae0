"""Texts stand in the order of Swedish."""

from __future__ import annotations

from lq_graph.labels import sort_key


def test_swedish_letters_come_last() -> None:
    words = ["ö", "Zebra", "ä", "Ål", "apa", "mål 10", "mål 9", "éra"]
    assert sorted(words, key=sort_key) == ["apa", "éra", "mål 9", "mål 10", "Zebra", "Ål", "ä", "ö"]
