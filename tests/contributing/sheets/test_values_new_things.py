"""A contribution may refer to things that it describes itself."""

from __future__ import annotations

from dataclasses import replace

from contributing.turtle import NAMES
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.sheets.values import NewThings
from lq_graph.names import LQ
from lq_graph.text import Texts

PLAN = Field("C", f"{LQ}c", Texts("c", "c"), Texts("", ""), "choice", classes=(f"{LQ}Chain",))
NEW = "https://example.org/id/plan/ny"


def new_things() -> NewThings:
    found = NewThings(NAMES)
    found.add(NEW, frozenset({f"{LQ}Plan", f"{LQ}Chain"}), ["Ny plan", "New plan"])
    found.add("https://example.org/id/goal/ny", frozenset({f"{LQ}Goal"}), ["Nytt mål"])
    return found


def test_a_thing_is_found_by_its_labels_and_addresses_where_its_class_fits() -> None:
    for text in ("ny  PLAN", "New plan", NEW, "id/plan/ny"):
        assert new_things().find_all(PLAN, text) == [NEW]
    assert new_things().find_all(PLAN, "Nytt mål") == []
    assert new_things().find_all(replace(PLAN, excluded=(f"{LQ}Plan",)), "Ny plan") == []


def test_the_address_of_any_thing_may_be_that_of_any_new_thing() -> None:
    anything = replace(PLAN, kind="address", classes=())
    assert new_things().find_all(anything, "Nytt mål") == ["https://example.org/id/goal/ny"]
    assert new_things().find_all(replace(anything, companion="R"), "Nytt mål") == []


def test_the_nearest_label_is_told() -> None:
    assert new_things().nearest(PLAN, "Ny plann") == "Ny plan"
    assert new_things().nearest(PLAN, "Nytt måll") is None
    assert NewThings(NAMES).nearest(PLAN, "x") is None
