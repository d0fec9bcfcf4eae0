"""A header is recognised by its key, and by its name in either language."""

from __future__ import annotations

import pytest

from contributing.workbooks import city_form
from lq_graph.checking.check import Checked
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.forms.rows import sheet_columns
from lq_graph.contributing.sheets.recognise import HeaderMatch

MATCH = HeaderMatch(city_form())


def test_every_column_of_the_template_is_known_by_its_key_and_by_its_header() -> None:
    for column in sheet_columns(city_form()):
        for text in (column.key, column.header.sv, column.header.en, column.header.sv.upper()):
            found = MATCH.column(text)
            assert found is not None, text
            assert (found.key, found.header, found.required) == (column.key, column.header, column.required)
            assert (found.field, found.number, found.beside) == (column.field, column.number, column.beside)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id", "id"),
        ("IRI", "id"),
        ("Adress", "id"),
        ("namn på svenska", "Plan-name-sv"),
        (" Namn  på\nsvenska*", "Plan-name-sv"),
        ("Mål", "Plan-goal#1"),
        ("mål 7", "Plan-goal#7"),
        ("Plan-goal", "Plan-goal#1"),
        ("Plan-goal#12", "Plan-goal#12"),
        ("läst datum", "Plan-source#1/Document-readDate"),
        ("Date read 2", "Plan-source#2/Document-readDate"),
        ("hashtag 2", "Plan-code#2"),
    ],
)
def test_headers_that_people_write_are_known(text: str, key: str) -> None:
    found = MATCH.column(text)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "Anteckning",
        "Plan-none",
        "Plan-goal#0",
        "Plan-goal#1/x",
        "Document-readDate",
        "Plan-source#1/Plan-goal",
    ],
)
def test_other_headers_are_not(text: str) -> None:
    assert MATCH.column(text) is None


def test_the_nearest_header_is_told() -> None:
    near = MATCH.nearest("Kostnaad")
    assert near is not None
    assert (near.sv, near.en) == ("Kostnad", "Cost")
    assert MATCH.nearest("Något helt annat") is None


def test_former_names_of_columns_are_read(checked: Checked) -> None:
    form = project_forms(checked.project).forms["observation"]
    match = HeaderMatch(form)
    for name, key in (
        ("Indikator *", "Observation-observesIndicator"),
        ("Referensperiod", "Observation-refPeriod"),
        ("Enhet", "Observation-unitMeasure"),
        ("Läst datum 2", "Thing-source#2/Document-readDate"),
    ):
        column = match.of_name(name)
        assert column is not None, name
        assert column.key == key
