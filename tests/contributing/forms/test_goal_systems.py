"""Things are assigned to goal systems, and what comes with goal systems is told from the publisher's own."""

from __future__ import annotations

from contributing.turtle import NAMES, triples
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.goal_systems import goal_systems, of_goal_systems
from lq_graph.contributing.forms.reference import Reference
from lq_graph.names import LQ
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset

ID = "https://example.org/id/"
# Made-up data.
SYSTEMS = """
@prefix t: <https://example.org/id/target/> . @prefix g: <https://example.org/id/goal/> .
@prefix s: <https://example.org/id/goal-system/> . @prefix i: <https://example.org/id/indicator/> .
s:world a lq:GoalSystem ; skos:prefLabel "Världsmålen"@sv, "World Goals"@en .
s:region a lq:GoalSystem ; skos:prefLabel "Regionens mål"@sv, "Regional goals"@en .
g:w1 a lq:Goal ; skos:prefLabel "Rent vatten"@sv, "Clean water"@en ; skos:notation "1" ;
    lq:isGoalIn s:world ; skos:inScheme <http://world.example/scheme> .
g:r1 a lq:Goal ; skos:prefLabel "Rent vatten"@sv, "Clean water"@en ; skos:notation "1" ; lq:isGoalIn s:region .
t:w a lq:Target ; skos:prefLabel "Brunnar"@sv, "Wells"@en ; lq:isTargetOf g:w1 .
t:r a lq:Target ; skos:prefLabel "Sjöar"@sv, "Lakes"@en ; skos:inScheme s:region .
i:w a lq:Indicator ; skos:prefLabel "Antal brunnar"@sv, "Number of wells"@en ;
    skos:inScheme <http://world.example/scheme> .
<https://example.org/id/body/world> a lq:Body ; skos:prefLabel "Ave Världen"@sv, "The World"@en .
"""
OWN = """
@prefix t: <https://example.org/id/target/> . @prefix g: <https://example.org/id/goal/> .
t:own a lq:Target ; skos:prefLabel "Åar"@sv, "Rivers"@en ; lq:isTargetOf g:w1 ;
    lq:isSetBy <https://example.org/id/plan/p> .
<https://example.org/id/indicator/own> a lq:Indicator ; skos:prefLabel "Åmil"@sv, "River miles"@en ; lq:followsUp g:w1 .
<https://example.org/id/body/own> a lq:Body ; skos:prefLabel "Östaden"@sv, "The City"@en .
"""
DATA = Dataset({"systems": frozenset(triples(SYSTEMS)), "own": frozenset(triples(OWN))})


def reference() -> Reference:
    return Reference(columns_of(DATA.merged()), NAMES, of_goal_systems(DATA))


def choice_of(*classes: str) -> Field:
    named = tuple(LQ + name for name in classes)
    return Field("F", f"{LQ}f", Texts("f", "f"), Texts("", ""), "choice", classes=named)


def test_goals_targets_and_indicators_belong_to_a_goal_system_but_not_what_a_document_sets() -> None:
    assert goal_systems(columns_of(DATA.merged())) == {
        f"{ID}goal/w1": f"{ID}goal-system/world",
        f"{ID}goal/r1": f"{ID}goal-system/region",
        f"{ID}target/w": f"{ID}goal-system/world",
        f"{ID}target/r": f"{ID}goal-system/region",
        f"{ID}indicator/w": f"{ID}goal-system/world",
    }


def test_own_things_come_first_and_then_goal_system_by_goal_system() -> None:
    known = reference()

    def shown(field: Field) -> list[str]:
        return [known.display_text(field, choice).sv for choice in known.choices(field)]

    assert shown(choice_of("Target")) == ["Åar", "Sjöar (Regionens mål)", "Brunnar (Världsmålen)"]
    assert shown(choice_of("Indicator")) == ["Åmil", "Antal brunnar (Världsmålen)"]
    assert shown(choice_of("Body")) == ["Östaden", "Ave Världen"]


def test_each_language_has_its_own_order() -> None:
    known, field = reference(), choice_of("Target")
    shown = [known.display_text(field, choice).en for choice in known.choices(field, "en")]
    assert shown == ["Rivers", "Lakes (Regional goals)", "Wells (World Goals)"]


def test_a_goal_is_found_with_its_goal_system_and_without_where_no_other_has_its_name() -> None:
    known, goal, target = reference(), choice_of("Goal"), choice_of("Target")
    found = known.find(goal, "1 Rent vatten (Världsmålen)")
    assert found is not None
    assert found.iri == f"{ID}goal/w1"
    assert known.find(goal, "1 Rent vatten") is None
    assert {choice.iri for choice in known.find_all(goal, "1 Rent vatten")} == {f"{ID}goal/w1", f"{ID}goal/r1"}
    assert known.find(target, "brunnar") == known.find(target, "Wells (World Goals)")


def test_a_list_of_one_goal_system_does_not_repeat_its_name() -> None:
    known = Reference(columns_of(triples(SYSTEMS)), NAMES)
    field = choice_of("Indicator")
    assert [known.display_text(field, choice).sv for choice in known.choices(field)] == ["Antal brunnar"]
