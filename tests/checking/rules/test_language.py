"""Texts marked as in the other language are found, alone and in pairs; names that are alike in both are not."""

import pytest

from lq_graph.checking.rules.language import Vocabulary, words_of
from lq_graph.text import Language

KNOWN: list[tuple[Language, str]] = [
    ("sv", "Ren luft i staden"),
    ("sv", "Frisk luft"),
    ("sv", "Livet i staden"),
    ("en", "Clean air in the city"),
    ("en", "Fresh air"),
    ("en", "Life in the city"),
]


def vocabulary(*texts: tuple[Language, str]) -> Vocabulary:
    return Vocabulary((language, words_of(text)) for language, text in (*KNOWN, *texts))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The plan for the city", "sv"),
        ("What the council has decided and why", "sv"),
        ("Planen för stadens träd och parker", "en"),
        ("Det som nämnden har beslutat", "en"),
    ],
)
def test_a_text_in_the_other_language(text: str, language: Language) -> None:
    assert vocabulary().is_other(words_of(text), language)
    assert not vocabulary().is_other(words_of(text), "en" if language == "sv" else "sv")


@pytest.mark.parametrize(
    "text", ["Vision 2035", "Öresundskraft AB", "The programme ‘Plan för lika möjligheter’", "Lika"]
)
def test_a_name_tells_nothing(text: str) -> None:
    assert not vocabulary().is_other(words_of(text), "sv")
    assert not vocabulary().is_other(words_of(text), "en")


def test_a_swapped_pair_of_names() -> None:
    swedish, english = "Clean air", "Ren luft"
    assert vocabulary(("sv", swedish), ("en", english)).are_swapped(words_of(swedish), words_of(english))


@pytest.mark.parametrize(
    ("swedish", "english"),
    [("Ren luft", "Clean air"), ("Vision", "Vision"), ("Helsingborg", "City of Helsingborg"), ("AB Alfa", "Alfa Ltd")],
)
def test_a_right_pair(swedish: str, english: str) -> None:
    assert not vocabulary(("sv", swedish), ("en", english)).are_swapped(words_of(swedish), words_of(english))
