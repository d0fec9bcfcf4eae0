"""A row without an address that says what datasets state already changes nothing; one that says more is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from lq_graph.checking.check import Checked
from lq_graph.contributing.contribution import ContributionReader, ReadContribution, contribution_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.reading.position import Place

OBSERVATION = (
    "Observation-observesIndicator",
    "Observation-refPeriod",
    "Observation-obsValue",
    "Observation-unitMeasure",
    "Observation-refArea",
)
KNOWN = ("Folkmängd i kommunen", "2016-12-31", "140 547", "personer", "Helsingborgs kommun")
NAME, ENGLISH = "Klimat- och energiplan 2025–2030", "Climate and Energy Plan 2025–2030"
PLAN = ("Thing-prefLabel-sv", "Plan-validFrom", "Thing-prefLabel-en")
DECISION = ("Thing-prefLabel-sv", "Decision-adopts#1")


@pytest.fixture(scope="module", name="reader")
def _reader(checked: Checked) -> ContributionReader:
    return contribution_reader(checked.project, project_forms(checked.project))


def sheet(class_: str, *rows: Sequence[str]) -> tuple[Path, bytes]:
    return Path(f"{class_}.csv"), "\r\n".join(";".join(cells) for cells in rows).encode()


def read(reader: ContributionReader, *files: tuple[Path, bytes], class_: str | None = None) -> ReadContribution:
    return reader.read(files, None if class_ is None else reader.forms[class_])


def codes(found: ReadContribution) -> set[str]:
    return {finding.code for finding in found.findings} - {"column-missing"}


def test_an_observation_with_the_value_that_is_published_is_no_change(reader: ContributionReader) -> None:
    found = read(reader, sheet("observation", OBSERVATION, KNOWN), class_="observation")
    assert codes(found) == {"rows-repeat"}
    assert found.edit == Edit()


def test_an_observation_with_another_value_is_told_beside_one_that_is_no_change(reader: ContributionReader) -> None:
    other = ("Folkmängd i kommunen", "2016-12-31", "140 548", "personer", "Helsingborgs kommun")
    found = read(reader, sheet("observation", OBSERVATION, other), class_="observation")
    assert codes(found) == {"value-exists"}
    found = read(reader, sheet("observation", OBSERVATION, KNOWN, KNOWN, other, KNOWN), class_="observation")
    assert codes(found) == {"value-exists", "rows-repeat"}
    assert [each.fault.sv for each in found.findings if each.code == "rows-repeat"] == [
        "Rader som säger det som redan är publicerat: 2–3, 5."
    ]
    unreadable = (*KNOWN[:2], "många", *KNOWN[3:])
    found = read(reader, sheet("observation", OBSERVATION, unreadable), class_="observation")
    assert "value-exists" in codes(found)


def test_an_exported_row_whose_period_was_changed_is_no_change_the_second_time(reader: ContributionReader) -> None:
    headers = ("id", "Observation-refPeriod", "Observation-obsValue")
    row = ("population-2013-12-31", "2016-12-31", "140 547")
    found = read(reader, sheet("observation", headers, row), class_="observation")
    assert codes(found) == {"rows-repeat"}
    assert found.edit == Edit()


def test_a_thing_with_the_name_and_the_values_that_are_stated_is_no_change(reader: ContributionReader) -> None:
    found = read(reader, sheet("plan", PLAN, (NAME, "", ENGLISH)), class_="plan")
    assert codes(found) == {"rows-repeat"}
    assert found.edit == Edit()  # an empty cell of a row without an address removes nothing
    found = read(reader, sheet("plan", PLAN, (NAME, "", "Another name")), class_="plan")
    assert "row-exists" in codes(found)


def test_a_new_address_beside_the_name_of_a_thing_is_one_finding_and_so_is_one_nearly_that_of_a_thing(
    reader: ContributionReader,
) -> None:
    found = read(reader, sheet("plan", ("id", *PLAN), ("klimat-och-energiplan-2025", NAME, "", "x")), class_="plan")
    (finding,) = (each for each in found.findings if each.code.startswith("row-"))
    assert finding.code == "row-exists"
    assert isinstance(finding.position, Place)
    assert finding.position.column == 1
    found = read(reader, sheet("plan", ("id", *PLAN), ("klimat-och-energiplan-2025", "Ny", "", "New")), class_="plan")
    (finding,) = (each for each in found.findings if each.code.startswith("row-"))
    assert finding.code == "row-id-near-another"
    assert finding.suggestion is not None
    assert finding.suggestion.sv == "id/plan/klimat-och-energiplan-2025-2030"


def test_a_repeated_thing_may_be_named_in_another_row(reader: ContributionReader) -> None:
    plans = sheet("plan", PLAN, (NAME, "", ENGLISH))
    decisions = sheet("decision", DECISION, ("Nytt beslut", NAME))
    found = read(reader, decisions, plans)
    assert "cell-has-several-meanings" not in codes(found)
    adopted = [each.object for each in found.edit.added if each.predicate.value.endswith("adopts")]
    assert adopted == [NamedNode(reader.reference.names.thing("plan", "klimat-och-energiplan-2025-2030"))]
