"""A code with words before it means the thing that the words fit, and no other."""

from __future__ import annotations

import pytest

from contributing.turtle import NAMES, triples
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets.codes import CodedNames
from lq_graph.names import LQ
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of

GOALS = """
<https://example.org/id/goal-system/agenda> a lq:GoalSystem ; skos:prefLabel "Agenda 2030"@sv, "2030 Agenda"@en ;
    skos:altLabel "Globala målen för hållbar utveckling"@sv, "Sustainable Development Goals"@en .
<https://example.org/id/goal-system/miljo> a lq:GoalSystem ; skos:prefLabel "Miljömålen"@sv .
<https://example.org/id/goal/klimat> a lq:Goal ; skos:prefLabel "Klimat"@sv ; skos:notation "13" ;
    lq:isGoalIn <https://example.org/id/goal-system/agenda> .
<https://example.org/id/goal/odling> a lq:Goal ; skos:prefLabel "Odling"@sv ; skos:notation "13" ;
    lq:isGoalIn <https://example.org/id/goal-system/miljo> .
<https://example.org/id/goal/vatten> a lq:Goal ; skos:prefLabel "Vatten"@sv ; skos:notation "6" ;
    lq:isGoalIn <https://example.org/id/goal-system/agenda> .
<https://example.org/id/target/svinn> a lq:Target ; skos:prefLabel "Matsvinn"@sv ; skos:notation "12.3" ;
    lq:isTargetOf <https://example.org/id/goal/vatten> .
"""
FIELD = Field("goal", f"{LQ}goal", Texts("mål", "goal"), Texts("", ""), "choice", classes=(f"{LQ}Goal", f"{LQ}Target"))
CLASSES = {
    "mål": f"{LQ}Goal",
    "goal": f"{LQ}Goal",
    "delmål": f"{LQ}Target",
    "target": f"{LQ}Target",
    "plan": f"{LQ}Plan",
}


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("SDG 13", ["klimat"]),
        ("SDG13", ["klimat"]),
        ("Agenda 2030 mål 13", ["klimat"]),
        ("Agenda 2030, mål nr 13", ["klimat"]),
        ("Globala målen 13", ["klimat"]),
        ("globalt mål 13", []),
        ("Miljömål 13", ["odling"]),
        ("Mål 13", ["klimat", "odling"]),
        ("Goal 6", ["vatten"]),
        ("mål 6", ["vatten"]),
        ("Delmål 12.3", ["svinn"]),
        ("SDG target 12.3", ["svinn"]),
        ("Mål 12.3", []),
        ("Delmål 6", []),
        ("Plan 6", []),
        ("Folkhälsomål 6", []),
        ("Mål 99", []),
        ("13", []),
        ("Mål", []),
    ],
)
def test_words_before_a_code_tell_whose_it_is(text: str, things: list[str]) -> None:
    coded = CodedNames(Reference(columns_of(triples(GOALS)), NAMES), CLASSES)
    assert sorted(choice.iri.rpartition("/")[2] for choice in coded.find_all(FIELD, text)) == things
