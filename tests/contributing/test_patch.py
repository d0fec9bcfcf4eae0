"""A proposal says what it changes, and can be merged when the data have changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from contributing.city import DATA, SHAPES, columns
from contributing.turtle import NAMES, ONTOLOGY, triples
from contributing.workbooks import city_reader
from lq_graph.contributing.contribution import ReadContribution, contribution_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import ProjectForms, Reference
from lq_graph.contributing.forms.rows import row_cells, value_counts
from lq_graph.contributing.patch import changes_of, with_changes
from lq_graph.contributing.proposal import read_proposal
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.turtle import contributed_turtle
from lq_graph.errors import SourceError
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset

PLAN = "https://example.org/id/plan/a"
PATH = Path("proposal.ttl")


def proposal(**changed: str) -> bytes:
    """The file of a proposal that changes some inputs of the form of the first plan."""
    reader = city_reader()
    form = reader.forms["plan"]
    rows = exported_rows(form, reader.reference, columns(), "sv")
    row = next(each for each in rows if each.iri == PLAN)
    cells = {
        key: str(value).replace(".", ",") if isinstance(value, float) else str(value)
        for key, value in row_cells(form, row, value_counts([row])).items()
    }
    keys = {key.replace("_", "-"): value for key, value in changed.items()}
    made = read_proposal(reader, form, {**cells, **keys}, PLAN, "sv")
    return with_changes(contributed_turtle(made.triples, NAMES), made.read.edit)


def read(content: bytes, removed: str = "", added: str = "") -> ReadContribution:
    """The proposal read when the city has changed since."""
    stated = (frozenset(triples(DATA)) - frozenset(triples(removed))) | frozenset(triples(added))
    graphs = {NAMES.graph("city"): stated, NAMES.graph("ontology"): frozenset(triples(ONTOLOGY))}
    merged = columns_of(stated)
    known = ProjectForms(read_forms(triples(SHAPES), triples(ONTOLOGY)), Reference(merged, NAMES), merged)
    return contribution_reader(Project(NAMES, Dataset(graphs), ("city",), {}), known).read([(PATH, content)])


CHANGE = Edit(tuple(triples(f"<{PLAN}> lq:count 4 .")), frozenset(triples(f"<{PLAN}> lq:count 3 .")))


def test_a_proposal_changes_what_it_changed_in_the_form() -> None:
    content = proposal(Plan_count="4")
    assert changes_of(parse_rdf(PATH, content)) == CHANGE
    assert read(content).edit == CHANGE


def test_what_has_changed_since_stays() -> None:
    cost = f"<{PLAN}> lq:cost"
    found = read(proposal(Plan_count="4"), f"{cost} 12.5 .", f"{cost} 99 .")
    assert found.findings == ()
    assert found.edit == CHANGE


def test_what_both_changed_is_found_and_named() -> None:
    count = f"<{PLAN}> lq:count"
    found = read(proposal(Plan_count="4"), f"{count} 3 .", f"{count} 7 .")
    assert [finding.code for finding in found.findings] == ["changed-by-others"]
    assert "3 → 7" in found.findings[0].fault.sv


def test_a_proposal_that_is_merged_already_changes_nothing() -> None:
    count = f"<{PLAN}> lq:count"
    found = read(proposal(Plan_count="4"), f"{count} 3 .", f"{count} 4 .")
    assert (found.findings, found.edit) == ((), Edit())


def test_a_line_that_was_damaged_is_named() -> None:
    content = proposal(Plan_count="4").replace(b"# lq removes: <", b"# lq removes: ")
    with pytest.raises(SourceError, match="get the proposal anew"):
        read(content)
