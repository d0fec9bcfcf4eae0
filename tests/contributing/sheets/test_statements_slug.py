"""Keys are made from names, like those in data/."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.contributing.sheets.statements import slug


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Klimat- och energiplan 2025–2030", "klimat-och-energiplan-2025-2030"),
        ("Förebilder", "forebilder"),
        ("Ålar & ägg", "alar-agg"),
        ("A\u030alar", "alar"),
        ("AB Helsingborgshem".replace("Helsingborgs", "Stads"), "ab-stadshem"),
        ("Ære, Straße, Łódź", "aere-strasse-lodz"),
        ("  2030!  ", "2030"),
        ("½", "1-2"),
        ("日本", ""),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_label_gives_a_key(label: str, key: str) -> None:
    assert slug(label) == key


def test_a_long_label_is_cut_between_words() -> None:
    assert slug("Vi har möjligheter till kontakt med andra människor varje dag i hela staden") == (
        "vi-har-mojligheter-till-kontakt-med-andra-manniskor-varje"
    )
    assert slug("a" * 70) == "a" * 60
    assert slug("a" * 60 + " b") == "a" * 60
    assert slug("a" * 59 + " bb") == "a" * 59


@given(st.text())
def test_a_key_is_short_and_plain(label: str) -> None:
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(label))
    assert len(slug(label)) <= 60
    assert slug(slug(label)) == slug(label)
