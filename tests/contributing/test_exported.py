"""An export that comes back after the data have changed: what nobody touched stays, and contradictions are found."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyoxigraph import Triple

from contributing.city import DATA, SHAPES, columns, reference
from contributing.turtle import NAMES, ONTOLOGY, triples
from contributing.workbooks import city_reader, saved
from lq_graph.contributing.contribution import ReadContribution, contribution_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import ProjectForms, Reference
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from lq_graph.reading.project import Project
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset

PLAN = "https://example.org/id/plan/a"
COST = f"<{PLAN}> lq:cost"


def exported(cells: Mapping[str, object]) -> bytes:
    """The export of the plans of the made-up city, with other values in the cells of the first plan."""
    form, stream = city_reader().forms["plan"], io.BytesIO()
    write_template(form, reference(), "sv", stream, exported_rows(form, reference(), columns(), "sv"))
    book = load_workbook(io.BytesIO(stream.getvalue()))
    sheet = book.worksheets[0]
    keys = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    row = next(number for number in range(3, 9) if sheet.cell(number, keys["id"]).value == PLAN)
    for key, value in cells.items():
        sheet.cell(row, keys[key]).value = value  # type: ignore[assignment]
    return saved(book)


def read(content: bytes, removed: str = "", added: str = "") -> ReadContribution:
    """The contribution to the city as it has changed since the export."""
    stated = (frozenset(triples(DATA)) - frozenset(triples(removed))) | frozenset(triples(added))
    graphs = {NAMES.graph("city"): stated, NAMES.graph("ontology"): frozenset(triples(ONTOLOGY))}
    merged = columns_of(stated)
    known = ProjectForms(read_forms(triples(SHAPES), triples(ONTOLOGY)), Reference(merged, NAMES), merged)
    reader = contribution_reader(Project(NAMES, Dataset(graphs), ("city",), {}), known)
    return reader.read([(Path("plan.xlsx"), content)])


def codes(found: ReadContribution) -> list[str]:
    return [finding.code for finding in found.findings]


def only(turtle: str) -> Triple:
    (triple,) = triples(turtle)
    return triple


def test_an_old_export_does_not_undo_what_has_changed_since() -> None:
    found = read(exported({}), f"{COST} 12.5 .", f"{COST} 99 .")
    assert found.edit == Edit()
    assert codes(found) == ["changed-since"]
    assert "12,5 → 99" in found.findings[0].fault.sv.replace("12.5", "12,5")


def test_a_value_that_is_new_in_the_data_stays() -> None:
    found = read(exported({}), added=f"<{PLAN}> lq:goal <https://example.org/id/goal/5> .")
    assert found.edit == Edit()


def test_a_changed_cell_changes_its_value_alone() -> None:
    found = read(exported({"Plan-count": 4}), f"{COST} 12.5 .", f"{COST} 99 .")
    assert found.edit == Edit((only(f"<{PLAN}> lq:count 4 ."),), frozenset({only(f"<{PLAN}> lq:count 3 .")}))


def test_two_changes_of_one_value_contradict_each_other() -> None:
    found = read(exported({"Plan-cost": 13}), f"{COST} 12.5 .", f"{COST} 99 .")
    assert codes(found) == ["changed-by-others"]


def test_the_same_change_twice_is_no_contradiction() -> None:
    found = read(exported({"Plan-cost": 99}), f"{COST} 12.5 .", f"{COST} 99 .")
    assert "changed-by-others" not in codes(found)
    assert found.edit == Edit()


@pytest.mark.parametrize("key", ["Plan-goal#2", "Plan-cost"])
def test_an_emptied_cell_of_an_export_removes_its_value(key: str) -> None:
    found = read(exported({key: None}))
    assert (len(found.edit.removed), found.edit.added) == (1, ())
