"""Exports contain what is stated, in the notations that people write, and nothing else."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from contributing.city import columns, plan_form, reference
from contributing.turtle import NAMES, triples
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.forms.rows import CellValue, Row, RowValue, cell_value, row_cells, value_counts
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.names import XSD
from lq_graph.reading.project import Project
from lq_graph.text import Language
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset

DECIMAL, INTEGER = (NamedNode(f"{XSD}{name}") for name in ("decimal", "integer"))


def exported(language: Language = "sv") -> list[Row]:
    return exported_rows(plan_form(), reference(), columns(), language)


def water(language: Language = "sv") -> Row:
    return next(row for row in exported(language) if row.iri.endswith("/a"))


def values(row: Row, key: str) -> list[CellValue]:
    return [said.value for said in row.values[key]]


def test_things_of_the_class_stand_in_the_order_of_their_names() -> None:
    assert [row.iri[-1] for row in exported("sv")] == ["b", "a"]
    assert [row.iri[-1] for row in exported("en")] == ["a", "b"]


def test_a_choice_is_written_by_its_name_in_the_language() -> None:
    assert values(water("sv"), "Plan-goal") == ["6 Rent vatten", "=cmd|'/C calc'!A0", "Zon", "Ängar"]
    assert values(water("en"), "Plan-goal") == ["6 Clean water", "@SUM(1)", "Meadows", "Zone"]
    assert values(water("en"), "Plan-kind") == ["official"]
    assert values(water("sv"), "Plan-area") == ["Staden"]


def test_a_thing_without_a_name_is_written_by_its_address() -> None:
    assert values(exported()[0], "Plan-goal") == ["https://example.org/id/goal/unknown"]


def test_a_text_stands_in_the_column_of_its_language() -> None:
    assert (values(water(), "Plan-name-sv"), values(water(), "Plan-name-en")) == (["Vattenplan"], ["Water plan"])


def test_days_stay_as_they_are_and_truths_are_said_in_words() -> None:
    assert values(water(), "Plan-from") == ["2018"]
    assert values(water("sv"), "Plan-held") == ["ja"]
    assert values(exported("en")[1], "Plan-held") == ["no"]


@pytest.mark.parametrize(
    ("text", "datatype", "swedish"),
    [
        ("12.5", DECIMAL, 12.5),
        ("-0.25", DECIMAL, -0.25),
        ("132989", INTEGER, 132989),
        ("12.50", DECIMAL, "12,50"),
        ("12.0", DECIMAL, "12,0"),
        ("012", INTEGER, "012"),
        ("+1", INTEGER, "+1"),
        ("0.0000001", DECIMAL, "0,0000001"),
        ("1234567890123456", INTEGER, "1234567890123456"),
        ("1234567890.1234567", DECIMAL, "1234567890,1234567"),
        ("3", DECIMAL, 3),
        ("many", INTEGER, "many"),
        ("NaN", DECIMAL, "NaN"),
        ("1e+16", DECIMAL, "1e+16"),
    ],
)
def test_a_number_is_a_number_if_it_stays_as_it_is_written(text: str, datatype: NamedNode, swedish: CellValue) -> None:
    field = plan_form().field("Plan-cost")
    assert field is not None
    found = cell_value(Literal(text, datatype=datatype), field, reference(), "sv")
    assert (found, type(found)) == (swedish, type(swedish))
    english = cell_value(Literal(text, datatype=datatype), field, reference(), "en")
    assert str(english) == text


def test_a_source_has_its_day_beside_it_if_it_is_known() -> None:
    assert water().values["Plan-source"] == (
        RowValue("http://page.example/a", "2026-01-02"),
        RowValue("http://page.example/b", None),
    )


def test_what_follows_from_the_graph_is_not_exported() -> None:
    stated = columns_of(triples("<https://example.org/id/plan/x> a lq:Plan ."))
    closed = columns_of(triples("<https://example.org/id/plan/x> a lq:Plan ; lq:validFrom '2018'^^xsd:gYear ."))
    row = exported_rows(plan_form(), Reference(closed, NAMES), stated, "sv")[0]
    assert not any(row.values.values())


def test_a_reading_of_what_a_source_describes_is_not_exported_and_a_record_of_its_own_is() -> None:
    x, link = "<https://example.org/id/plan/x>", "<https://example.org/id/contribution-link/l>"
    source, notes = NAMES.graph("source"), NAMES.graph("notes")
    stated = f"<{source}> lq:holdsStatements lq:StatedBySource . {x} a lq:Plan ."
    read = f"<{notes}> lq:holdsStatements lq:ReadIntoSource . {x} lq:validFrom '2018' . {link} lq:linksFrom {x} ."
    data = Dataset({source: frozenset(triples(stated)), notes: frozenset(triples(read))})
    project = Project(NAMES, data, tuple(name.rpartition("/")[2] for name in data.graphs), {})
    assert data.merged() - project.records == frozenset(triples(f"{x} lq:validFrom '2018' ."))


def test_an_empty_graph_has_no_rows() -> None:
    empty = columns_of([])
    assert exported_rows(plan_form(), Reference(empty, NAMES), empty, "sv") == []


def test_a_row_fills_the_cells_of_its_columns() -> None:
    rows = exported()
    room = value_counts(rows)
    assert (room["Plan-goal"], room["Plan-source"]) == (4, 2)
    filled = row_cells(plan_form(), rows[1], room)
    assert filled["id"] == "https://example.org/id/plan/a"
    assert filled["Plan-goal#4"] == "Ängar"
    assert filled["Plan-source#1/Document-readDate"] == "2026-01-02"
    assert "Plan-source#2/Document-readDate" not in filled
    assert filled["Plan-cost"] == 12.5
