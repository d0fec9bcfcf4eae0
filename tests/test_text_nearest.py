"""Suggestions of the nearest text."""

from __future__ import annotations

import pytest

from lq_graph.text import folded, nearest

AREAS = ("Trygga platser", "Rörelse och idrott", "Klimatneutral stad")


@pytest.mark.parametrize("text", ["Trygga platsr", "trygga  PLATSER", "Tryga platser", "Trygga plaster"])
def test_a_slip_of_the_pen_is_near(text: str) -> None:
    assert nearest(text, AREAS) == "Trygga platser"


@pytest.mark.parametrize("text", ["Skolmat", "", "?", "Stad"])
def test_another_thing_is_not_near(text: str) -> None:
    assert nearest(text, AREAS) is None


def test_what_goes_on_where_a_text_ends_is_nearer_than_what_only_looks_like_it() -> None:
    assert nearest("Storstad", ("AB Storstadshem", "Storstads kommun")) == "Storstads kommun"
    assert nearest("Stad", ("Stads kommun",)) is None


def test_a_number_is_near_to_none() -> None:
    assert nearest("18", ("8", "1", "17")) is None


def test_of_equally_near_ones_the_first_is_taken() -> None:
    assert nearest("plan ab", ("plan aa", "plan ac")) == "plan aa"


def test_a_short_word_may_differ_in_a_letter() -> None:
    assert nearest("lka", ("lika", "insyn")) == "lika"


def test_texts_are_compared_whatever_their_letters_are_made_of() -> None:
    assert folded("  Rörelse\u00a0 och\n") == folded("ro\u0308relse och")


def test_a_text_of_a_megabyte_takes_no_time() -> None:
    assert nearest("a" * 1_000_000, ["b" * 1_000_000] * 1000) is None
