"""The text of a cell becomes a term, as its field requires."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode

from contributing.city import reference
from contributing.turtle import NAMES, triples
from contributing.workbooks import city_form
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets import values as module
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.sheets.values import NewThings, ValueReader, is_near
from lq_graph.contributing.xlsx.grid import CellKind, GridCell
from lq_graph.names import LQ, XSD
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of

NEW = "https://example.org/id/goal/nytt"


def field(key: str) -> Field:
    found = city_form().field(f"Plan-{key}")
    assert found is not None
    return found


def values() -> ValueReader:
    new_things = NewThings(NAMES)
    new_things.add(NEW, frozenset({f"{LQ}Goal"}), ["Nytt mål"])
    new_things.add("https://example.org/id/goal/angar-2", frozenset({f"{LQ}Goal"}), ["Ängar"])
    for key in ("ett", "tva"):
        new_things.add(f"https://example.org/id/goal/{key}", frozenset({f"{LQ}Goal"}), ["Två"])
    return ValueReader(reference(), new_things)


def read(key: str, text: str, kind: CellKind = "text") -> object:
    return values().read(field(key), GridCell(text, kind))


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("key", "text", "term"),
    [
        ("name-sv", "Hej", Literal("Hej", language="sv")),
        ("name-en", "Hi", Literal("Hi", language="en")),
        ("code", "#hej", Literal("#hej")),
        ("cost", "12,50", typed("12.50", "decimal")),
        ("count", "3", typed("3", "integer")),
        ("from", "1/5 2024", typed("2024-05-01", "date")),
        ("held", "JA", typed("true", "boolean")),
        ("goal", "rent  VATTEN", NamedNode("https://example.org/id/goal/1")),
        ("goal", "6", NamedNode("https://example.org/id/goal/1")),
        ("goal", "id/goal/1", NamedNode("https://example.org/id/goal/1")),
        ("goal", "nytt mål", NamedNode(NEW)),
        ("kind", "Tolkad", NamedNode(f"{LQ}Interpreted")),
        ("area", "the city", NamedNode("https://example.org/id/body/stad")),
        ("area", "Nytt mål", NamedNode(NEW)),
        ("area", "https://elsewhere.example/x", NamedNode("https://elsewhere.example/x")),
        ("source", "https://page.example/x", NamedNode("https://page.example/x")),
    ],
)
def test_a_cell_gives_the_term_that_its_field_asks_for(key: str, text: str, term: object) -> None:
    assert read(key, text) == term


@pytest.mark.parametrize("text", ["ja", "J", "yes", "y", "sant", "TRUE", "x", "X", "1", "✓"])
def test_yes_is_said_in_many_ways(text: str) -> None:
    assert read("held", text) == typed("true", "boolean")


@pytest.mark.parametrize("text", ["nej", "N", "no", "n", "falskt", "FALSE", "0"])
def test_no_is_too(text: str) -> None:
    assert read("held", text) == typed("false", "boolean")


def test_a_number_in_a_cell_for_texts_is_its_digits() -> None:
    assert read("code", "2024", "number") == Literal("2024")
    assert read("goal", "6", "number") == NamedNode("https://example.org/id/goal/1")
    assert read("held", "true", "truth") == typed("true", "boolean")


@pytest.mark.parametrize("key", ["name-sv", "cost", "from", "held", "goal", "area", "source"])
def test_formulas_without_value_and_errors_are_told_for_every_field(key: str) -> None:
    assert read(key, "", "formula") == CellError("cell-formula-without-value")
    assert read(key, "#REF!", "error") == CellError("cell-error-value")


@pytest.mark.parametrize(
    ("key", "text", "code", "meant"),
    [
        ("held", "kanske", "cell-not-yes-or-no", None),
        ("cost", "dyrt", "cell-not-a-number", None),
        ("from", "snart", "cell-not-a-day", None),
        ("source", "boken", "cell-not-an-address", None),
        ("goal", "Rent vattn", "cell-not-in-list", Texts("6 Rent vatten", "6 Clean water")),
        ("goal", "Nyt mål", "cell-not-in-list", Texts("Nytt mål", "Nytt mål")),
        ("goal", "Staden", "cell-not-in-list", None),
        ("goal", "http://page.example/a", "cell-not-in-list", None),
        ("kind", "tolka", "cell-not-in-list", Texts("tolkad", "interpreted")),
        ("area", "Stadn", "cell-not-in-list", Texts("Staden", "The city")),
        ("area", "id/body/none", "cell-not-in-list", None),
    ],
)
def test_what_means_nothing_is_told_with_what_was_probably_meant(
    key: str, text: str, code: str, meant: Texts | None
) -> None:
    found = read(key, text)
    assert isinstance(found, CellError)
    assert (found.code, found.suggestion) == (code, meant)


def test_of_a_list_that_nobody_adds_to_the_choices_are_named() -> None:
    found = read("kind", "uttydd")
    assert isinstance(found, CellError)
    assert found.advice == Texts("Välj officiell eller tolkad.", "Choose interpreted or official.")
    only_plans = ValueReader(reference(), NewThings(NAMES), None, {"plan": f"{LQ}Plan"})
    found = only_plans.read(field("goal"), GridCell("Vad som helst"))
    assert isinstance(found, CellError)
    assert found.advice is not None
    assert "Rent vatten" in found.advice.sv
    assert "egen rad" not in found.advice.sv


@pytest.mark.parametrize("between", ["; ", ";", ", ", " | ", "\n"])
def test_several_values_in_one_cell_are_told_as_that(between: str) -> None:
    several = read("goal", f"Rent vatten{between}nytt mål")
    assert isinstance(several, CellError)
    assert (several.code, several.suggestion) == ("cell-not-in-list", None)
    assert several.advice == Texts("Skriv ett enda värde i varje kolumn.", "Write a single value in each column.")


def test_where_one_value_is_asked_for_one_of_several_is_to_be_written() -> None:
    several = values().read(replace(field("goal"), most=1), GridCell("Rent vatten, Ängar"))
    assert isinstance(several, CellError)
    assert several.advice == Texts("Skriv ett enda av dem.", "Write one of them alone.")


def test_what_is_known_in_part_is_told_as_several_and_not_as_the_part() -> None:
    said = triples('<https://example.org/id/goal/a> a lq:Goal ; skos:prefLabel "Kommunen i norr"@sv .')
    reader = ValueReader(Reference(columns_of(said), NAMES), NewThings(NAMES))
    found = reader.read(field("goal"), GridCell("Kommunen i norr, Bjuv"))
    assert isinstance(found, CellError)
    assert (found.suggestion, found.advice) == (
        None,
        Texts("Skriv ett enda värde i varje kolumn.", "Write a single value in each column."),
    )


@pytest.mark.parametrize(
    ("text", "name", "is_meant"),
    [
        ("Avfallsplan 2016", "Avfallsplan 2016–2020", True),
        ("Avfallsplan 2017", "Avfallsplan 2016–2020", False),
        ("Agenda 2030 mål 13", "Agenda 2030", False),
        ("Helsingborgs stad", "Helsingborgs Stads Förvaltning AB", False),
        ("Helsingborgs hamn", "Helsingborgs Hamn AB", True),
        ("Livskvalitets", "Livskvalitetsprogrammet", True),
        ("Helsingborgs komun", "Helsingborgs kommun", True),
        ("Komunfullmäktge", "Kommunfullmäktige", True),
        ("Miljö förvaltningen", "Miljöförvaltningen", True),
        ("Folkmängden i komunen", "Folkmängd i kommunen", True),
        ("Parkförvaltningen", "Kulturförvaltningen", False),
        ("Helsingborgs kommun", "Helsingborgs Hamn AB", False),
    ],
)
def test_a_name_is_suggested_only_if_it_has_the_numbers_and_whole_words_of_a_text(
    text: str, name: str, is_meant: bool
) -> None:
    assert is_near(text, name) is is_meant


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Plan 2016-2020", "Namnet har bindestreck i stället för tankstreck."),
        ("Plan 2016‑2020", "Namnet har hårda bindestreck i stället för tankstreck."),
        ("Pl\u00adan 2016–2020", "Namnet har ett mjukt bindestreck, som inte syns."),
        ("Plаn 2016–2020", "Namnet har kyrilliska bokstäver i stället för ”a”."),
    ],
)
def test_a_character_that_looks_like_another_is_named(text: str, fault: str) -> None:
    said = triples('<https://example.org/id/goal/a> a lq:Goal ; skos:prefLabel "Plan 2016–2020"@sv .')
    found = ValueReader(Reference(columns_of(said), NAMES), NewThings(NAMES)).read(field("goal"), GridCell(text))
    assert isinstance(found, CellError)
    assert found.fault is not None
    assert found.suggestion is not None
    assert (found.fault.sv, found.suggestion.sv) == (fault, "Plan 2016–2020")


@pytest.mark.parametrize("key", ["cost", "from", "held", "goal", "area", "source"])
@pytest.mark.parametrize("text", ["-", "–", "..", "n/a", "Uppgift saknas", "NULL"])
def test_what_is_not_known_leaves_its_cell_empty(key: str, text: str) -> None:
    found = read(key, text)
    assert isinstance(found, CellError)
    assert found.suggestion is None
    assert found.advice is not None
    assert found.advice.sv in (
        "Lämna cellen tom om uppgiften saknas.",
        "Uppgiften måste finnas. Fyll i den, eller ta bort raden.",
    )


@pytest.mark.parametrize(
    ("key", "cell", "fault"),
    [
        ("name-sv", GridCell("true", "truth"), "Excel har gjort namnet till SANT."),
        ("name-sv", GridCell("2025-01-01", "day"), "Excel har gjort namnet till ett datum, 2025-01-01."),
        ("code", GridCell("2024-03-01", "day"), "Excel har gjort koden till ett datum, 2024-03-01."),
        ("code", GridCell("17.1", "number", "17.10"), "Cellen visar 17,10, men talet i den är 17,1."),
        ("goal", GridCell("17.1", "number", "17.10"), "Cellen visar 17,10, men talet i den är 17,1."),
        ("goal", GridCell("2026-03-12", "day"), "Excel har gjort koden till ett datum, 2026-03-12."),
    ],
)
def test_what_a_program_has_changed_is_asked_about(key: str, cell: GridCell, fault: str) -> None:
    found = values().read(field(key), cell)
    assert isinstance(found, CellError)
    assert found.fault is not None
    assert (found.suggestion, found.fault.sv) == (None, fault)


def test_a_code_that_is_made_a_day_is_suggested_where_there_is_such_a_code() -> None:
    said = triples('<https://example.org/id/goal/a> a lq:Goal ; skos:prefLabel "Svinn"@sv ; skos:notation "12.3" .')
    reader = ValueReader(Reference(columns_of(said), NAMES), NewThings(NAMES))
    found = reader.read(field("goal"), GridCell("2026-03-12", "day"))
    assert isinstance(found, CellError)
    assert found.suggestion == Texts("12.3 Svinn", "12.3 Svinn")


def test_what_the_graph_has_goes_before_what_is_added() -> None:
    assert read("goal", "Ängar") == NamedNode("https://example.org/id/goal/3")


def test_what_may_mean_two_things_is_told_with_both() -> None:
    found = read("goal", "Två")
    assert isinstance(found, CellError)
    assert found.code == "cell-has-several-meanings"
    assert found.advice == Texts(
        "Skriv den du menar: id/goal/ett eller id/goal/tva.", "Write the one you mean: id/goal/ett or id/goal/tva."
    )


def test_what_may_mean_two_things_of_the_graph_is_told_as_its_list_tells_them_apart() -> None:
    said = triples(
        """<https://example.org/id/goal/a> a lq:Goal ; skos:prefLabel "Samma"@sv .
        <https://example.org/id/goal/b> a lq:Goal ; skos:prefLabel "Samma"@sv ."""
    )
    twice = ValueReader(Reference(columns_of(said), NAMES), NewThings(NAMES))
    found = twice.read(field("goal"), GridCell("samma"))
    assert isinstance(found, CellError)
    assert found.advice is not None
    assert found.advice.sv == "Skriv den du menar: Samma (id/goal/a) eller Samma (id/goal/b)."
    assert twice.read(field("goal"), GridCell("Samma (id/goal/a)")) == NamedNode("https://example.org/id/goal/a")


def test_the_nearest_is_looked_for_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SUGGESTIONS", 2)
    reader = values()
    found = [reader.read(field("goal"), GridCell(f"Rent vattn{mark}")) for mark in ("", "!", "?", "")]
    assert [getattr(each, "suggestion", None) is not None for each in found] == [True, True, False, True]
