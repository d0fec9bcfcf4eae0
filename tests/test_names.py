"""The IRIs that lq mints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.names import LQ, ONTOLOGY, Names, class_segment
from lq_graph.settings import Settings

NAMES = Names("https://example.org/city/")
SEGMENTS = st.from_regex(r"[a-z][a-z0-9-]*", fullmatch=True)


@given(SEGMENTS, SEGMENTS)
def test_parts_of_a_thing_are_those_it_was_made_of(segment: str, key: str) -> None:
    assert NAMES.thing_parts(NAMES.thing(segment, key)) == (segment, key)


def test_other_iris_are_no_things() -> None:
    for iri in (NAMES.graph("x"), "https://example.org/id/plan/x", f"{NAMES.base}id/plan", f"{NAMES.base}id/plan/x/y"):
        assert NAMES.thing_parts(iri) is None


def test_the_ontology_has_one_namespace_whatever_the_base() -> None:
    assert NAMES.prefixes["lq"] == LQ == f"{ONTOLOGY}#"


def test_every_kind_of_iri_stands_under_the_base(settings: Settings) -> None:
    names = settings.names
    minted = [names.thing("a", "b"), names.graph("a"), names.release("a"), names.question("a"), names.catalogue]
    assert all(iri.startswith(names.base) for iri in minted)
    assert len(set(minted)) == len(minted)


def test_a_class_has_a_segment_of_addresses() -> None:
    assert class_segment(f"{LQ}FocusArea") == "focus-area"
    assert class_segment("http://metadata.un.org/sdg/ontology#Goal") == "goal"
    assert class_segment("https://example.org/Plan") == "plan"


@pytest.mark.parametrize(
    ("iri", "short", "turtle"),
    [
        (f"{NAMES.base}id/plan/x", "id/plan/x", "<id/plan/x>"),
        (f"{NAMES.base}graph/plans", "graph:plans", "graph:plans"),
        (f"{LQ}Plan", "lq:Plan", "lq:Plan"),
        (LQ, LQ, f"<{LQ}>"),
        (f"{LQ}a/b", "lq:a/b", f"<{LQ}a/b>"),
        ("https://elsewhere.org/x", "https://elsewhere.org/x", "<https://elsewhere.org/x>"),
    ],
)
def test_an_iri_is_short_for_people_and_in_turtle(iri: str, short: str, turtle: str) -> None:

    assert (NAMES.short(iri), NAMES.turtle(iri)) == (short, turtle)
