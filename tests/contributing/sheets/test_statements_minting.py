"""New things get permanent IRIs; given IRIs must be valid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributing.turtle import NAMES
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.sheets.statements import Minting

KNOWN = frozenset({"https://example.org/id/plan/vattenplan", "http://goals.example/13"})
MEMBERS = frozenset({"https://example.org/id/plan/Gammal_nyckel", "http://goals.example/13"})


def minting() -> Minting:
    return Minting(NAMES, "plan", KNOWN.__contains__, MEMBERS.__contains__, lambda: KNOWN)


def test_a_label_gives_an_address_and_equal_labels_different_ones() -> None:
    mint = minting()
    assert mint.mint("Ny plan") == "https://example.org/id/plan/ny-plan"
    assert mint.mint("Ny plan") == "https://example.org/id/plan/ny-plan-2"
    assert mint.mint("NY PLAN!") == "https://example.org/id/plan/ny-plan-3"


def test_an_address_that_the_graph_has_is_not_minted() -> None:
    assert minting().mint("Vattenplan") == "https://example.org/id/plan/vattenplan-2"


def test_an_address_that_was_given_is_not_minted() -> None:
    mint = minting()
    mint.iri_of("id/plan/ny-plan")
    assert mint.mint("Ny plan") == "https://example.org/id/plan/ny-plan-2"


def test_a_number_has_room_behind_a_long_key() -> None:
    mint = minting()
    first, second = mint.mint("a" * 60), mint.mint("a" * 60)
    assert first.endswith("/" + "a" * 60)
    assert second.endswith("/" + "a" * 58 + "-2")


def test_what_has_no_letters_is_called_as_its_class() -> None:
    mint = minting()
    assert [mint.mint(""), mint.mint("日本")] == [
        "https://example.org/id/plan/plan",
        "https://example.org/id/plan/plan-2",
    ]


@pytest.mark.parametrize("text", ["https://example.org/id/plan/ny-plan", "id/plan/ny-plan", "ny-plan"])
def test_an_address_is_given_whole_in_short_or_as_a_key(text: str) -> None:
    assert minting().iri_of(text) == "https://example.org/id/plan/ny-plan"


def test_a_thing_of_the_class_is_given_whatever_its_address() -> None:
    for iri in MEMBERS:
        assert minting().iri_of(iri) == iri


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("https://other.example/id/plan/x", "row-id-elsewhere", None),
        ("http://example.org/id/plan/vattenplan", "row-id-elsewhere", "https://example.org/id/plan/vattenplan"),
        ("javascript:alert(1)", "row-id-elsewhere", None),
        ("id/goal/x", "row-id-of-another-class", None),
        ("id/goal/Gammal_nyckel", "row-id-of-another-class", "https://example.org/id/plan/Gammal_nyckel"),
        ("Ny Plan", "row-id-not-a-key", "ny-plan"),
        ("ny_plan", "row-id-not-a-key", "ny-plan"),
        ("id/plan/", "row-id-not-a-key", "plan"),
        ("id/plan/a/b", "row-id-not-a-key", "b"),
        ("../../etc/passwd", "row-id-not-a-key", "passwd"),
        ("id/plan/..", "row-id-not-a-key", None),
        ("id/plan/%2e%2e", "row-id-not-a-key", "2e-2e"),
        ("x?y#z", "row-id-not-a-key", "x-y-z"),
        ("a" * 200, "row-id-not-a-key", "a" * 60),
        ("-x", "row-id-not-a-key", "x"),
    ],
)
def test_other_addresses_are_refused(text: str, code: str, meant: str | None) -> None:
    found = minting().iri_of(text)
    assert isinstance(found, CellError), found
    assert found.code == code
    assert (found.suggestion.sv if found.suggestion else None) == meant


def test_twenty_thousand_equal_labels_end_soon() -> None:
    mint = minting()
    assert len({mint.mint("Samma") for _ in range(20_000)}) == 20_000


@given(st.lists(st.text("aå -2", max_size=4), max_size=8))
def test_the_same_labels_get_the_same_addresses_each_their_own(labels: list[str]) -> None:
    first, second = minting(), minting()
    minted = [first.mint(label) for label in labels]
    assert minted == [second.mint(label) for label in labels]
    assert len(set(minted)) == len(labels)


@pytest.mark.parametrize(
    ("key", "label", "meant"),
    [
        ("vattenplan-2030", "Skogsplan", "vattenplan"),
        ("vattenplan-2030", "Vattenplan 2030", None),
        ("vattenplan-2", "Vattenplan", None),
        ("vatten", "Skogsplan", None),
        ("vattenplan", "Skogsplan", None),
    ],
)
def test_an_address_with_words_more_than_that_of_a_thing_may_be_meant_as_that(
    key: str, label: str, meant: str | None
) -> None:
    found = minting().meant(f"https://example.org/id/plan/{key}", [label])
    assert found == (None if meant is None else f"https://example.org/id/plan/{meant}")


def test_the_number_of_a_row_is_no_key() -> None:
    assert isinstance(minting().iri_of("17"), CellError)
