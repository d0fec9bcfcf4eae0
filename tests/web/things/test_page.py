"""The page of a thing shows values in the language of its reader."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from lq_graph.names import SKOS, Names
from lq_graph.text import Language
from lq_graph.web.pages.graphs import Basis
from lq_graph.web.pages.labels import Labels
from lq_graph.web.pages.links import Links
from lq_graph.web.things.page import ThingPage, thing_page
from lq_graph.web.things.sources import Citations, sources_among
from lq_graph.web.things.statements import Statement

NAMES = Names("https://example.org/")
THING, NOTE = NamedNode(NAMES.thing("plan", "x")), NamedNode(f"{SKOS}note")
NOTES = (Literal("Regional", language="sv-SE"), Literal("Note", language="en"), Literal("Plain"))


def page_of(language: Language, *notes: Literal) -> ThingPage:
    near = [Statement(THING, NOTE, note, NAMES.graph("x"), Basis.STATED) for note in notes]
    return thing_page(THING, near, {}, Citations(sources_among(near), Labels({}), Links(NAMES, language)))


@pytest.mark.parametrize(
    ("language", "expected"), [("sv", [("Plain", ""), ("Regional", "")]), ("en", [("Note", ""), ("Plain", "")])]
)
def test_a_regional_tag_counts_as_its_language(language: Language, expected: list[tuple[str, str]]) -> None:
    (group,) = page_of(language, *NOTES).section(Basis.STATED).facts
    assert [(value.text, value.lang) for value in group.values] == expected


def test_values_in_other_languages_stand_with_their_tags_where_none_is_in_the_reader_s() -> None:
    (group,) = page_of("sv", Literal("Nota", language="pt")).section(Basis.STATED).facts
    assert [(value.text, value.lang) for value in group.values] == [("Nota", "pt")]
