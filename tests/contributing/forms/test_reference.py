"""References of a contribution are resolved from labels, keys and IRIs."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributing.turtle import NAMES, triples
from lq_graph.contributing.forms.form import Choice, Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.names import LQ
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of

DATA = """
<http://goals.example/13> a lq:Goal ; skos:notation "13" ;
    skos:prefLabel "Bekämpa klimatförändringarna"@sv, "Climate action"@en .
<http://goals.example/2> a lq:Goal ; skos:notation "2" ; skos:prefLabel "Ingen hunger"@sv, "Zero hunger"@en .
<https://example.org/id/goal/ost> a lq:Goal ; skos:notation "öst" ; skos:prefLabel "Östersjön"@sv, "Baltic Sea"@en .
<https://example.org/id/goal/alar> a lq:Goal ; skos:prefLabel "Ålar"@sv, "Eels"@en .
<https://example.org/id/goal/zebra> a lq:Goal ; skos:prefLabel "Zebror"@sv .
<https://example.org/id/goal/nameless> a lq:Goal .
<https://example.org/id/plan/a> a lq:Plan, lq:Chain ; skos:prefLabel "Samma"@sv, "Same"@en .
<https://example.org/id/plan/b> a lq:Plan, lq:Chain ; skos:prefLabel "samma"@sv, "Other"@en .
<https://example.org/id/vision/v> a lq:Vision, lq:Chain ; skos:prefLabel "Syn"@sv, "Sight"@en .
lq:Official rdfs:label "officiell"@sv, "official"@en .
<https://example.org/id/observation/o> lq:area <https://example.org/id/body/stad> .
<https://example.org/id/body/stad> a lq:Body ; skos:prefLabel "Staden"@sv, "The city"@en .
<http://page.example/> a foaf:Document ; lq:readDate "2026-01-01"^^xsd:date .
"""
TEXT = Field("T", f"{LQ}t", Texts("t", "t"), Texts("", ""), "text")
GOAL = replace(TEXT, key="G", kind="choice", classes=(f"{LQ}Goal",))
CHAIN = replace(GOAL, key="C", classes=(f"{LQ}Chain",))
AREA = replace(TEXT, key="A", kind="address", predicate=f"{LQ}area")
SOURCE = replace(AREA, key="S", companion="R")
CLIMATE = "http://goals.example/13"


@pytest.fixture(scope="module", name="reference")
def _reference() -> Reference:
    return Reference(columns_of(triples(DATA)), NAMES)


def iri(choice: Choice | None) -> str | None:
    return None if choice is None else choice.iri


def test_choices_stand_in_swedish_order_with_numbers_first_and_nothing_nameless(reference: Reference) -> None:
    shown = [reference.display_text(GOAL, choice).sv for choice in reference.choices(GOAL)]
    assert shown == ["2 Ingen hunger", "13 Bekämpa klimatförändringarna", "Zebror", "Ålar", "Östersjön"]


@pytest.mark.parametrize(
    "text",
    [
        "Bekämpa klimatförändringarna",
        "  bekämpa \n KLIMATFÖRÄNDRINGARNA",
        unicodedata.normalize("NFD", "Bekämpa klimatförändringarna"),
        "Climate action",
        "13",
        "13 climate action",
        CLIMATE,
    ],
)
def test_a_choice_is_found_by_whatever_stands_for_it(reference: Reference, text: str) -> None:
    assert iri(reference.find(GOAL, text)) == CLIMATE


def test_a_thing_of_this_graph_is_found_by_its_address_in_short(reference: Reference) -> None:
    assert iri(reference.find(GOAL, "id/goal/alar")) == "https://example.org/id/goal/alar"
    official = replace(GOAL, members=(f"{LQ}Official",))
    assert iri(reference.find(official, "lq:Official")) == iri(reference.find(official, "Officiell"))


def test_what_is_of_another_class_is_not_found(reference: Reference) -> None:
    assert reference.find(GOAL, "Staden") is None
    assert reference.find(TEXT, "Staden") is None


def test_things_of_one_name_are_told_apart(reference: Reference) -> None:
    assert len(reference.find_all(CHAIN, "Samma")) == 2
    assert reference.find(CHAIN, "Samma") is None
    shown = [reference.display_text(CHAIN, choice) for choice in reference.choices(CHAIN)]
    assert Texts("Samma (id/plan/a)", "Same") in shown
    assert iri(reference.find(CHAIN, "samma (id/plan/b)")) == "https://example.org/id/plan/b"


def test_things_of_an_excluded_class_are_no_choices(reference: Reference) -> None:
    less = replace(CHAIN, excluded=(f"{LQ}Plan",))
    assert [choice.label.en for choice in reference.choices(less)] == ["Sight"]


def test_the_nearest_choice_is_what_was_probably_meant(reference: Reference) -> None:
    assert iri(reference.nearest(GOAL, "Bekämpa klimatförändring")) == CLIMATE
    assert iri(reference.nearest(GOAL, "climat action")) == CLIMATE
    assert reference.nearest(GOAL, "Något helt annat") is None
    assert reference.nearest(TEXT, "Climate action") is None


def test_an_address_of_a_thing_offers_what_was_said_before_and_finds_anything(reference: Reference) -> None:
    assert [choice.label.sv for choice in reference.choices(AREA)] == ["Staden"]
    assert iri(reference.find(AREA, "Climate action")) == CLIMATE
    assert iri(reference.nearest(AREA, "Climate actions")) == CLIMATE
    found = reference.find(AREA, "zebror")
    assert found is not None
    assert reference.display_text(AREA, found).sv == "Zebror"


def test_the_address_of_a_page_is_looked_up_nowhere(reference: Reference) -> None:
    assert reference.choices(SOURCE) == ()
    assert reference.find(SOURCE, "Climate action") is None


def test_anything_with_a_label_can_be_described(reference: Reference) -> None:
    assert reference.describe(CLIMATE) == Texts("Bekämpa klimatförändringarna", "Climate action")
    assert reference.describe("https://example.org/id/goal/zebra") == Texts("Zebror", "Zebror")
    assert reference.describe("https://example.org/id/goal/nameless") is None
    assert reference.describe("no iri") is None


def test_an_empty_graph_offers_nothing() -> None:
    empty = Reference(columns_of([]), NAMES)
    assert empty.choices(GOAL) == ()
    assert (empty.find(GOAL, "x"), empty.nearest(GOAL, "x")) == (None, None)


LABELS = st.lists(st.text("aåäÖ 12-", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8)


@given(LABELS)
def test_every_choice_is_found_by_what_is_shown(labels: list[str]) -> None:
    said = "\n".join(
        f'<https://example.org/id/goal/{number}> a lq:Goal ; skos:prefLabel "{label}"@sv .'
        for number, label in enumerate(labels)
    )
    reference = Reference(columns_of(triples(said)), NAMES)
    assert len(reference.choices(GOAL)) == len(labels)
    for choice in reference.choices(GOAL):
        assert reference.find(GOAL, reference.display_text(GOAL, choice).sv) == choice
