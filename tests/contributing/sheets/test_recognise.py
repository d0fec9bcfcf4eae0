"""A grid is recognised by its headers, in any row and any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from contributing.turtle import forms_of
from contributing.workbooks import city_form, grid, saved, template_book
from lq_graph.contributing.sheets.recognise import Recognised, find_headers, recognise
from lq_graph.contributing.xlsx.grid import Grid, GridCell, sheet_grid
from lq_graph.errors import Refusal
from lq_graph.reading.position import Cell

FORMS = {"plan": city_form()}


def rows(*texts: Sequence[str], title: str = "Blad1", path: str = "a.xlsx") -> Grid:
    cells = {
        number: {column: GridCell(text) for column, text in enumerate(row, 1) if text}
        for number, row in enumerate(texts, 1)
    }
    return sheet_grid(Path(path), title, {number: row for number, row in cells.items() if row}, {})


def keys(found: Recognised | None) -> Mapping[int, str]:
    assert found is not None
    return {number: column.key for number, column in found.headers.columns.items()}


def test_a_template_is_recognised_by_its_hidden_keys() -> None:
    book = template_book()
    book.worksheets[0]["C2"] = "Anything at all"
    found = recognise(grid(saved(book)), FORMS)
    assert found is not None
    assert keys(found)[3] == "Plan-name-en"
    assert (found.headers.key_row, found.headers.header_row, found.headers.last_row) == (1, 2, 2)
    assert found.id_column == 1


def test_headers_alone_are_recognised_below_a_title() -> None:
    found = recognise(rows(["Våra planer"], [], ["Namn på svenska", "Kostnad", "Källa 1"], ["A", "5", "x"]), FORMS)
    assert keys(found) == {1: "Plan-name-sv", 2: "Plan-cost", 3: "Plan-source#1"}
    assert found is not None
    assert found.headers.last_row == 3


def test_keys_alone_are_recognised() -> None:
    found = recognise(rows(["Plan-name-sv", "Plan-cost"], ["Namn", "5"]), FORMS)
    assert keys(found) == {1: "Plan-name-sv", 2: "Plan-cost"}
    assert found is not None
    assert found.headers.last_row == 1


def test_a_column_without_key_is_known_by_its_name() -> None:
    found = recognise(rows(["Plan-name-sv", "Plan-goal#1", ""], ["Namn på svenska", "Mål 1", "Mål 2"]), FORMS)
    assert keys(found)[3] == "Plan-goal#2"


def test_a_column_that_stands_for_the_same_again_is_told() -> None:
    found = recognise(rows(["Namn på svenska", "Kostnad", "Cost"]), FORMS)
    assert found is not None
    assert found.headers.doubled == {3: 2}


def test_values_are_no_headers() -> None:
    assert recognise(rows(["Namn", "Pris"], ["A", "B"]), FORMS) is None
    assert recognise(rows(["Kostnad", "Något", "Annat", "Mer", "Till"]), FORMS) is None
    assert recognise(rows(*([["x"]] * 11), ["Namn på svenska", "Kostnad"]), FORMS) is None
    assert recognise(rows(), FORMS) is None


def test_one_header_is_enough_if_there_is_no_other() -> None:
    assert keys(recognise(rows(["Namn på svenska"], ["A"]), FORMS)) == {1: "Plan-name-sv"}


SHAPES = """
lqs:Named a sh:NodeShape ; sh:targetClass lq:Plan, lq:Goal ; sh:property lqs:Named-name .
lqs:Named-name sh:path skos:prefLabel ; sh:name "namn"@sv, "name"@en ; sh:minCount 1 ; sh:maxCount 1 .
lqs:Goal a sh:NodeShape ; sh:targetClass lq:Goal ; sh:property lqs:Goal-code .
lqs:Goal-code sh:path skos:notation ; sh:name "kod"@sv, "code"@en ; sh:maxCount 1 .
"""
TWO = forms_of(SHAPES)


def test_the_form_that_fits_best_is_taken() -> None:
    found = recognise(rows(["Namn", "Kod"]), TWO)
    assert found is not None
    assert found.form.segment == "goal"


def test_forms_that_fit_alike_are_told_apart_by_the_name_of_the_sheet_or_file_else_refused() -> None:
    for grid_ in (rows(["Namn"], title="Plan"), rows(["Namn"], path="plan.csv")):
        found = recognise(grid_, TWO)
        assert found is not None
        assert found.form.segment == "plan"
    with pytest.raises(Refusal, match=r"fit several templates \(goal, plan\)") as refused:
        recognise(rows(["Namn"]), TWO)
    assert "passar flera mallar (mål, plan)" in refused.value.texts.sv
    assert refused.value.texts.sv.endswith("döp filen efter den, till exempel goal.csv")


@pytest.mark.parametrize("name", ["plan_2026.csv", "Bidrag Plan.csv", "plan-2.csv"])
def test_a_word_of_the_name_of_the_file_tells_the_form(name: str) -> None:
    found = recognise(rows(["Namn"], path=name), TWO)
    assert found is not None
    assert found.form.segment == "plan"


@pytest.mark.parametrize("name", ["handlingsplan.csv", "plan och mål.csv"])
def test_a_name_that_holds_no_class_as_a_word_or_several_tells_none(name: str) -> None:
    with pytest.raises(Refusal, match="fit several templates"):
        recognise(rows(["Namn"], path=name), TWO)


@pytest.mark.parametrize("address", ["id/plan/x", "https://city.example/id/plan/x"])
def test_the_address_of_a_row_tells_the_form(address: str) -> None:
    found = recognise(rows(["id", "Namn"], ["", "A"], [address, "B"]), TWO)
    assert found is not None
    assert found.form.segment == "plan"


def test_a_class_that_is_said_goes_before_what_headers_look_like() -> None:
    plan = TWO["plan"].class_
    found = recognise(rows(["Namn", "Kod"]), TWO, plan)
    assert found is not None
    assert found.form.segment == "plan"
    assert recognise(rows(["Namn"]), TWO, "https://elsewhere.example/ns#Thing") is None
    moved = recognise(rows(["Namn"]), TWO, "https://elsewhere.example/ns#Plan")
    assert moved is not None
    assert moved.form.segment == "plan"


def test_what_is_missing_has_a_place_right_of_the_headers_the_required_first() -> None:
    found = recognise(rows(["Namn på svenska", "Kostnad"]), FORMS)
    assert found is not None
    places = found.missing
    assert list(places)[:2] == ["Plan-name-en", "Plan-source"]
    assert places["Plan-name-en"] == Cell(Path("a.xlsx"), "Blad1", 1, 3)
    assert places["Plan-source"] == Cell(Path("a.xlsx"), "Blad1", 1, 4)
    assert "Document-readDate" not in places


def test_what_describes_a_value_is_missing_where_the_value_is_not() -> None:
    found = recognise(rows(["Namn på svenska", "Källa"]), FORMS)
    assert found is not None
    assert "Document-readDate" in found.missing


def test_headers_are_found_among_others() -> None:
    headers = find_headers(rows(["Namn på svenska", "Kostnad", "Eget"]), city_form())
    assert headers is not None
    assert sorted(headers.columns) == [1, 2]
