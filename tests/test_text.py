"""Texts are shown safely, and sorted in Swedish alphabetical order."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lq_graph.text import explicit, has_visible_character, sort_key, visible, visible_lines, width

ANYTHING = st.text(st.characters(exclude_categories=()))


def test_control_characters_are_pictures_and_turning_ones_are_replaced() -> None:
    assert visible("a\x1b[31m\tb\n\x7f\u202e") == "a␛[31m␉b␊␡\ufffd"
    assert visible("räksmörgås 日本") == "räksmörgås 日本"


def test_line_feeds_and_tabs_stay_where_there_are_lines() -> None:
    assert visible_lines("a\tb\nc\r\x00") == "a\tb\nc␍␀"


@given(ANYTHING)
def test_no_control_character_and_no_half_of_one_is_left(text: str) -> None:
    shown = visible(text)
    assert not [each for each in shown if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")]
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert width("abc") == 3
    assert width("日本") == 4
    assert width("e\u0301å") == 2


def test_swedish_letters_come_last() -> None:
    words = ["ö", "Zebra", "ä", "Ål", "apa", "mål 10", "mål 9", "éra"]
    assert sorted(words, key=sort_key) == ["apa", "éra", "mål 9", "mål 10", "Zebra", "Ål", "ä", "ö"]


def test_what_differs_looks_different_where_changes_are_shown() -> None:
    assert explicit("a\u00a0b\nc\u202e") == "a\\u00a0b↵c\\u202e"
    assert explicit("räksmörgås 日本") == "räksmörgås 日本"


def test_spaces_and_marks_without_width_cannot_be_seen() -> None:
    assert not any(map(has_visible_character, ("", " \t\n", "\u00a0\u200b", "\u00ad\u202e")))
    assert all(map(has_visible_character, ("a", " . ", "\u200b日")))
