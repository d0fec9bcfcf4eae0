"""Changes in words: labels instead of IRIs, in Swedish alphabetical order, old → new."""

from __future__ import annotations

import json

import pytest

from changes.states import file, graph
from conftest import ROOT
from lq_graph.changes.compare import compare
from lq_graph.changes.description import Description, describe
from lq_graph.changes.formats import json_of, text_of
from lq_graph.names import Names
from lq_graph.text import Language

NAMES = Names("https://data.example.org/")
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
:Plan rdfs:label "plan"@sv, "plan"@en ; rdfs:subClassOf :Document .
:Document rdfs:label "dokument"@sv, "document"@en .
:servesGoal rdfs:label "tjänar målet"@sv, "serves the goal"@en .
:goal1 a :Goal ; rdfs:label "Ingen fattigdom"@sv, "No poverty"@en .
:goal2 a :Goal ; rdfs:label "Ingen hunger"@sv, "Zero hunger"@en .
:Goal rdfs:label "mål"@sv, "goal"@en .
"""


def tale(old: str, new: str, language: Language = "sv") -> Description:
    return describe(compare(file(HEAD + old), file(HEAD + new)), NAMES, language)


def lines(old: str, new: str, language: Language = "sv") -> list[str]:
    return text_of(tale(old, new, language)).splitlines()


PLAN = ':p a :Plan, :Document ; rdfs:label "Cykelplan"@sv, "Bicycle plan"@en ; :servesGoal :goal1 ; :year 2020 .'


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "sv",
            [
                "0 saker tillkom, 1 ändrades, 0 togs bort",
                "",
                "Plan",
                "  ~ Cykelplan",
                "      https://example.org/year: 2020 → 2021",
                "      namn på engelska: ”Bicycle plan” → ”Plan for bicycles”",
                "      tjänar målet: Ingen fattigdom → Ingen hunger",
            ],
        ),
        (
            "en",
            [
                "0 things added, 1 changed, 0 removed",
                "",
                "Plan",
                "  ~ Plan for bicycles",
                "      https://example.org/year: 2020 → 2021",
                "      name in English: “Bicycle plan” → “Plan for bicycles”",
                "      serves the goal: No poverty → Zero hunger",
            ],
        ),
    ],
)
def test_old_and_new_values_stand_in_words(language: Language, expected: list[str]) -> None:
    new = PLAN.replace("Bicycle plan", "Plan for bicycles").replace("goal1", "goal2").replace("2020", "2021")
    assert lines(PLAN, new, language) == expected


def test_what_only_comes_or_goes_says_so() -> None:
    new = PLAN.replace(":goal1", ":goal1, :goal2").replace(" ; :year 2020", "")
    assert lines(PLAN, new)[4:] == [
        "      https://example.org/year: 2020 togs bort",
        "      tjänar målet: Ingen hunger tillkom",
    ]


def test_an_added_thing_tells_what_its_heading_does_not_and_a_removed_one_is_named() -> None:
    assert lines("", PLAN)[2:] == [
        "Plan",
        "  + Cykelplan",
        "      https://example.org/year: 2020",
        "      namn på engelska: ”Bicycle plan”",
        "      slag: dokument",
        "      tjänar målet: Ingen fattigdom",
    ]
    assert lines(PLAN, "") == ["0 saker tillkom, 0 ändrades, 1 togs bort", "", "Plan", "  - Cykelplan"]


def test_one_thing_is_told_in_the_singular() -> None:
    assert lines("", ":p :q 1 .")[0] == "1 sak tillkom, 0 ändrades, 0 togs bort"
    assert lines("", ":p :q 1 .", "en")[0] == "1 thing added, 0 changed, 0 removed"


def test_classes_and_things_stand_in_swedish_order_and_things_of_no_class_last() -> None:
    new = (
        ':1 a :Goal ; rdfs:label "Öppna" . :2 a :Goal ; rdfs:label "Ärliga" . :3 a :Goal ; rdfs:label "Åtkomliga" . '
        ':4 a :Goal ; rdfs:label "Zon 10" . :5 a :Goal ; rdfs:label "Zon 9" . :6 a :Document ; rdfs:label "Z" . '
        ':7 rdfs:label "A" .'
    )
    assert [line.strip("+ ") for line in lines("", new)[2:] if line] == [
        *("Dokument", "Z"),
        *("Mål", "Zon 9", "Zon 10", "Åtkomliga", "Ärliga", "Öppna"),
        *("Övrigt", "A"),
    ]


def test_namesakes_are_told_apart_by_their_addresses() -> None:
    new = "".join(f'<https://data.example.org/id/goal/{key}> a :Goal ; rdfs:label "Samma" . ' for key in "ab")
    assert lines("", new)[3:] == ["  + Samma <id/goal/a>", "  + Samma <id/goal/b>"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("1", '"1"', "1 → ”1”"),
        ("1", "1.0", "1 → 1,0"),
        ("1", '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>', "1 (xsd:integer) → 1 (xsd:decimal)"),
        ("true", "false", "ja → nej"),
        (":goal1", "<https://example.org/nameless>", "Ingen fattigdom → https://example.org/nameless"),
        ('"a\\nb"', '"a\\u00a0b"', "”a↵b” → ”a\\u00a0b”"),
        ('"\\u202Eevil"', '"\\u001B[31mred"', "”\\u202eevil” → ”\\u001b[31mred”"),
        ('"Å"', '"A\\u030A"', "”Å” → ”A\\u030a”"),
        ("[ :year 1 ]", "( 1 :goal1 )", "[https://example.org/year: 1] → (1, Ingen fattigdom)"),
    ],
)
def test_values_that_differ_look_different(old: str, new: str, line: str) -> None:
    assert lines(f":p :q {old} .", f":p :q {new} .")[-1] == f"      https://example.org/q: {line}"


def test_each_language_of_a_property_is_told_for_itself() -> None:
    told = lines(':p :q "a"@sv, "b"@en, "c"@tlh .', ':p :q "A"@sv, "b"@en, "C"@tlh .')
    assert told[-2:] == [
        "      https://example.org/q på svenska: ”a” → ”A”",
        "      https://example.org/q på tlh: ”c” → ”C”",
    ]


def test_of_long_texts_only_the_surroundings_of_the_change_are_told() -> None:
    old = "Början. " * 100 + "gammalt" + " Slutet." * 100
    told = lines(f':p :q "{old}" .', f':p :q "{old.replace("gammalt", "nytt")}" .')[-1]
    assert len(told) < 300
    assert "Början. gammalt Slutet." in told
    assert "→ ”…" in told


def test_labels_come_from_elsewhere_when_the_states_do_not_say() -> None:
    changes = compare(file(":p :servesGoal :goal1 ."), file(":p :servesGoal :goal2 ."))
    told = text_of(describe(changes, NAMES, "sv", graph(HEAD)))
    assert "tjänar målet: Ingen fattigdom → Ingen hunger" in told


def test_json_holds_every_term_and_its_words() -> None:
    changes = compare(file(HEAD + PLAN), file(HEAD + PLAN.replace(":goal1", "[ :year 1 ]").replace("2020", "2021")))
    document = json.loads(json_of(changes, describe(changes, NAMES, "sv"), "HEAD", None))
    assert {key: document[key] for key in ("schemaVersion", "old", "new", "language")} == {
        "schemaVersion": 1, "old": "HEAD", "new": None, "language": "sv",
    }  # fmt: skip
    assert document["summary"] == {
        "text": "0 saker tillkom, 1 ändrades, 0 togs bort", "added": 0, "changed": 1, "removed": 0, "moved": 0,
    }  # fmt: skip
    [thing] = document["things"]
    assert thing["thing"] == {"type": "uri", "value": "https://example.org/p", "text": "Cykelplan"}
    assert thing["class"]["text"] == "plan"
    goal, year = thing["properties"]
    assert goal["removed"] == [{"type": "uri", "value": "https://example.org/goal1", "text": "Ingen fattigdom"}]
    assert goal["added"][0]["statements"] == [
        ["https://example.org/year", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    ]
    assert year["added"] == [
        {"type": "literal", "value": "2021", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "text": "2021"}
    ]


def test_every_key_of_the_json_is_documented() -> None:
    text = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    changes = compare(file(""), file(':p a :C ; :q "a"@sv, 1, [ :r 1 ] .'))
    document = json.loads(json_of(changes, describe(changes, NAMES, "sv"), "main", "."))
    assert [key for key in _keys(document) if f"`{key}`" not in text] == []


def _keys(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set()


def test_a_class_without_a_name_does_not_hide_one_with_a_name() -> None:
    """The class of another vocabulary, below the one that is named, would be a heading of no word."""
    known = ":OtherGoal rdfs:subClassOf :Goal . "
    thing = ':goal3 a :Goal, :OtherGoal ; rdfs:label "{}"@sv .'
    told = lines(known + thing.format("Bekämpa"), known + thing.format("Bekämpa nu"))
    assert told[2:4] == ["Mål", "  ~ Bekämpa nu"]
