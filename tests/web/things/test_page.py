"""The page of a thing shows values in the language of its reader."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.names import SKOS, Names
from lq_graph.text import Language
from lq_graph.web.pages.labels import Labels
from lq_graph.web.pages.links import Links
from lq_graph.web.things.page import page_of_triples

NAMES = Names("https://example.org/")
THING, NOTE = NamedNode(NAMES.thing("plan", "x")), NamedNode(f"{SKOS}note")
NOTES = (Literal("Regional", language="sv-SE"), Literal("Note", language="en"), Literal("Plain"))


@pytest.mark.parametrize(
    ("language", "expected"), [("sv", [("Plain", ""), ("Regional", "")]), ("en", [("Note", ""), ("Plain", "")])]
)
def test_a_regional_tag_counts_as_its_language(language: Language, expected: list[tuple[str, str]]) -> None:
    near = [Triple(THING, NOTE, note) for note in NOTES]
    (group,) = page_of_triples(THING, near, Labels({}), Links(NAMES, language)).facts
    assert [(value.text, value.lang) for value in group.values] == expected


def test_values_in_other_languages_stand_with_their_tags_where_none_is_in_the_reader_s() -> None:
    near = [Triple(THING, NOTE, Literal("Nota", language="pt"))]
    (group,) = page_of_triples(THING, near, Labels({}), Links(NAMES, "sv")).facts
    assert [(value.text, value.lang) for value in group.values] == [("Nota", "pt")]
