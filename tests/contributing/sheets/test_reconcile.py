"""A row changes the values that its sheet has columns for, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from contributing.city import columns, plan_form, reference
from contributing.workbooks import city_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.rows import CellValue, row_cells, sheet_columns, value_counts
from lq_graph.contributing.sheets.recognise import recognise
from lq_graph.contributing.sheets.source import OpenSheet
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell
from lq_graph.names import DCTERMS, LQ, SKOS
from lq_graph.reading.position import Cell
from lq_graph.text import Language

READER, FORM = city_reader(), plan_form()
WATER = NamedNode("https://example.org/id/plan/a")
Changed = Mapping[str, CellValue | None]


NOTHING: Changed = MappingProxyType({})


def edit(changed: Changed = NOTHING, without: Collection[str] = (), language: Language = "sv") -> Edit:
    """What the export of all plans changes with other values in the row of the first, and without some columns."""
    rows = exported_rows(FORM, reference(), columns(), language)
    counts = value_counts(rows)
    keys = [column.key for column in sheet_columns(FORM, counts) if column.key not in without]
    places = {key: place for place, key in enumerate([*keys, *(key for key in changed if key not in keys)], 1)}
    cells = {1: {place: GridCell(key) for key, place in places.items()}}
    for number, row in enumerate(rows, 2):
        values = {**row_cells(FORM, row, counts), **(changed if row.iri == WATER.value else {})}
        shown = {key: str(value) for key, value in values.items() if value is not None and key in places}
        cells[number] = {
            places[key]: GridCell(text, "number" if _is_number(values[key]) else "text") for key, text in shown.items()
        }
    grid = Grid(Path("x.xlsx"), "", cells, lambda row, column: Cell(Path("x.xlsx"), "", row, column))
    found = recognise(grid, {FORM.segment: FORM}, FORM.class_)
    assert found is not None
    return READER.read_opened((), [OpenSheet(found, TemplateIdentity(language=language))]).edit


def _is_number(value: CellValue | None) -> bool:
    return isinstance(value, int | float)


KEYS = sorted(
    {column.key for column in sheet_columns(FORM, value_counts(exported_rows(FORM, reference(), columns(), "sv")))}
    - {"id"}
)


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(["sv", "en"]))
def test_an_export_without_some_columns_changes_nothing(without: set[str], language: Language) -> None:
    assert edit(without=without, language=language) == Edit()


def test_another_value_replaces_the_one_that_its_cell_showed() -> None:
    found = edit({"Plan-cost": "13,5"})
    cost = NamedNode(f"{LQ}cost")
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    assert found.added == (Triple(WATER, cost, Literal("13.5", datatype=decimal)),)
    assert found.removed == {Triple(WATER, cost, Literal("12.5", datatype=decimal))}


def test_the_same_value_written_otherwise_is_no_change() -> None:
    assert edit({"Plan-cost": "12,50", "Plan-name-sv": " Vattenplan ", "Plan-held": "x"}) == Edit()


def test_an_emptied_cell_removes_its_value_and_those_of_other_columns_stay() -> None:
    goal = NamedNode(f"{LQ}goal")
    found = edit({"Plan-goal#2": None})
    assert found.added == ()
    (gone,) = found.removed
    assert (gone.subject, gone.predicate) == (WATER, goal)
    assert len(edit({"Plan-goal#1": None, "Plan-goal#2": None}, {"Plan-goal#3", "Plan-goal#4"}).removed) == 2


def test_values_that_changed_their_columns_are_no_change() -> None:
    row = next(row for row in exported_rows(FORM, reference(), columns(), "sv") if row.iri == WATER.value)
    first, second, *_ = (each.value for each in row.values["Plan-goal"])
    assert edit({"Plan-goal#1": second, "Plan-goal#2": first}) == Edit()


def test_a_cell_that_cannot_be_read_removes_nothing() -> None:
    assert edit({"Plan-goal#2": "finns inte", "Plan-cost": "mycket"}) == Edit()


def test_a_later_day_of_reading_is_added_to_a_known_source() -> None:
    found = edit({"Plan-source#1/Document-readDate": "2026-11-30"})
    assert found.removed == frozenset()
    (added,) = found.added
    assert (added.predicate.value, str(added.object).startswith('"2026-11-30"')) == (f"{LQ}readDate", True)


def test_what_the_form_does_not_ask_for_stays() -> None:
    stated = READER.stated_of(WATER.value)
    asked = {field.predicate for field in FORM.fields}
    assert {f"{SKOS}prefLabel", f"{DCTERMS}source"} <= asked
    found = edit(dict.fromkeys(KEYS))
    assert {triple for triple in stated if triple.predicate.value in asked} == found.removed
