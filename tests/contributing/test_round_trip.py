"""Template, filled, imported, exported: the same cells and the same statements."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyoxigraph import Triple

from contributing.city import DATA, SHAPES
from contributing.turtle import NAMES, ONTOLOGY, triples
from contributing.workbooks import city_project
from lq_graph.checking.check import Checked
from lq_graph.contributing.contribution import ContributionReader, ReadContribution, contribution_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import ProjectForms, Reference, project_forms
from lq_graph.contributing.forms.rows import CellValue, Row, RowValue
from lq_graph.contributing.templates.csv import write_csv
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from lq_graph.contributing.xlsx.grid import tidy
from lq_graph.text import Language, sort_key
from lq_graph.triples.columns import columns_of

LANGUAGES: tuple[Language, Language] = ("sv", "en")


@dataclass(frozen=True)
class Desk:
    """Where sheets are written and read."""

    said: ProjectForms
    reader: ContributionReader

    def cell_value(self, form: Form, language: Language, rows: Sequence[Row]) -> bytes:
        stream = io.BytesIO()
        write_template(form, self.said.reference, language, stream, rows)
        return stream.getvalue()

    def written_csv(self, form: Form, language: Language, rows: Sequence[Row]) -> bytes:
        stream = io.BytesIO()
        write_csv(form, language, stream, rows)
        return stream.getvalue()

    def contribution(self, content: bytes, form: Form | None = None) -> ReadContribution:
        """A workbook that was read, or a CSV file if its form is given."""
        name = "sheet.xlsx" if form is None else "sheet.csv"
        read = self.reader.read([(Path(name), content)], form)
        assert [(finding.code, finding.position) for finding in read.findings] == []
        return read

    def read(self, content: bytes, form: Form | None = None) -> list[Triple]:
        """What a sheet states."""
        return [triple for sheet in self.contribution(content, form).sheets for triple in sheet.triples]

    def exported(self, form: Form, language: Language, stated: Sequence[Triple]) -> list[Row]:
        return exported_rows(form, self.said.reference, columns_of(stated), language)


@pytest.fixture(scope="module", name="real")
def _real(checked: Checked) -> Desk:
    said = project_forms(checked.project)
    return Desk(said, contribution_reader(checked.project, said))


def made_up() -> Desk:
    stated = columns_of(triples(DATA))
    said = ProjectForms(read_forms(triples(SHAPES), triples(ONTOLOGY)), Reference(stated, NAMES), stated)
    return Desk(said, contribution_reader(city_project(), said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_exported_and_comes_back_changes_nothing(real: Desk, language: Language) -> None:
    filled = 0
    for form in real.said.forms.values():
        rows = exported_rows(form, real.said.reference, real.said.stated, language)
        if rows:
            is_csv = (filled % 2 == 0) == (language == "sv")
            content = (real.written_csv if is_csv else real.cell_value)(form, language, rows)
            read = real.contribution(content, form if is_csv else None)
            assert (form.segment, read.edit) == (form.segment, Edit())
            filled += 1
    assert filled > 25


def test_what_a_form_asks_for_is_exported_whole(real: Desk, checked: Checked) -> None:
    form = real.said.forms["contribution-link"]
    asked = {field.predicate for field in form.fields}
    rows = exported_rows(form, real.said.reference, real.said.stated, "sv")
    things = {row.iri for row in rows}
    back = set(real.read(real.cell_value(form, "sv", rows)))
    for triple in checked.project.data.merged():
        if triple.predicate.value in asked and getattr(triple.subject, "value", "") in things:
            assert triple in back


FILLED: Mapping[str, CellValue] = {
    "Plan-name-sv": "Ny plan",
    "Plan-name-en": "New plan",
    "Plan-goal#1": "ängar",
    "Plan-goal#2": "6",
    "Plan-kind": "Tolkad",
    "Plan-cost": "1 250,5",
    "Plan-from": "2018-05-01",
    "Plan-held": "JA",
    "Plan-code#1": "#ny",
    "Plan-area": "staden",
    "Plan-source#1": "http://page.example/new",
    "Plan-source#1/Document-readDate": "2026-03-04",
}


def test_a_template_that_a_person_filled_in_is_exported_with_what_was_meant() -> None:
    desk = made_up()
    form = desk.said.forms["plan"]
    book = load_workbook(io.BytesIO(desk.cell_value(form, "sv", [])))
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        if cell.value in FILLED:
            sheet.cell(3, cell.column or 0, FILLED[str(cell.value)])
    stream = io.BytesIO()
    book.save(stream)
    row = desk.exported(form, "sv", desk.read(stream.getvalue()))[0]
    assert row.iri == "https://example.org/id/plan/ny-plan"
    assert {key: [each.value for each in said] for key, said in row.values.items() if said} == {
        "Plan-name-sv": ["Ny plan"],
        "Plan-name-en": ["New plan"],
        "Plan-goal": ["6 Rent vatten", "Ängar"],
        "Plan-kind": ["tolkad"],
        "Plan-cost": [1250.5],
        "Plan-from": ["2018-05-01"],
        "Plan-held": ["ja"],
        "Plan-code": ["#ny"],
        "Plan-area": ["Staden"],
        "Plan-source": ["http://page.example/new"],
    }
    assert row.values["Plan-source"][0].beside == "2026-03-04"


TEXTS = st.text("aåZ =+-@'\"#1_x0D\n", min_size=1, max_size=8).filter(lambda text: tidy(text) == text and text)
GOALS = st.lists(st.sampled_from(["6 Rent vatten", "=cmd|'/C calc'!A0", "Zon", "Ängar"]), unique=True)
_COSTS: tuple[CellValue, ...] = (0, 12, 12.5, 0.1, "12,50", "3,0", "1234567890123456", "0,0000001")
COSTS = st.sampled_from(_COSTS)
SOURCES = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=4)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Rows as they would be exported in Swedish, of things with addresses."""
    return [
        Row(
            f"https://example.org/id/plan/new-{number}",
            {
                "Plan-name-sv": (RowValue(draw(TEXTS)),),
                "Plan-name-en": (RowValue(draw(TEXTS)),),
                "Plan-goal": _in_order(draw(GOALS)),
                "Plan-kind": (),
                "Plan-cost": (RowValue(draw(COSTS)),),
                "Plan-count": (RowValue(draw(st.integers(-9, 10**14))),),
                "Plan-from": (RowValue(draw(st.sampled_from(["2018", "2018-05-01", "1899-12-31"]))),),
                "Plan-held": (RowValue(draw(st.sampled_from(["ja", "nej"]))),),
                "Plan-code": _in_order(draw(st.lists(TEXTS, unique=True, max_size=3))),
                "Plan-area": (RowValue(draw(st.sampled_from(["Staden", "https://other.example/place"]))),),
                "Plan-source": tuple(
                    RowValue(address, "2026-01-02")
                    for address in sorted((f"http://page.example/{key}" for key in draw(SOURCES)), key=sort_key)
                ),
            },
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@settings(max_examples=25)
@given(rows())
def test_whatever_is_written_is_exported_again(written: list[Row]) -> None:
    desk = made_up()
    form = desk.said.forms["plan"]
    workbook = desk.read(desk.cell_value(form, "sv", written))
    csv = desk.read(desk.written_csv(form, "sv", written), form)
    for read in (workbook, csv):
        again = desk.exported(form, "sv", read)
        assert {row.iri: row.values for row in again} == {row.iri: row.values for row in written}


def _in_order(values: Sequence[str]) -> tuple[RowValue, ...]:
    return tuple(RowValue(value) for value in sorted(values, key=sort_key))
