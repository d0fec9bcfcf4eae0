"""Rows of observations: names, addresses and data sets are derived, and a value for another period is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Checked, check_contribution
from lq_graph.contributing.contribution import ContributionReader, ReadContribution, contribution_reader
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.names import LQ, SKOS, WELL_KNOWN_PREFIXES
from lq_graph.reading.position import Place
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import Settings

ID = "https://w3id.org/livskvalitet/id/"
VALUE = NamedNode(f"{WELL_KNOWN_PREFIXES['sdmx-measure']}obsValue")
DATA_SET = NamedNode(f"{WELL_KNOWN_PREFIXES['qb']}dataSet")
NAME = NamedNode(f"{SKOS}prefLabel")
HEADERS = ("Observation-observesIndicator", "Observation-refArea", "Observation-refPeriod", "Observation-obsValue")
SOURCES = ("Observation-unitMeasure", "Thing-source#1", "Thing-source#1/Document-readDate")
SOURCE = ("procent", "https://example.org/s", "2026-11-30")


@pytest.fixture(scope="module", name="reader")
def _reader(checked: Checked) -> ContributionReader:
    return contribution_reader(checked.project, project_forms(checked.project))


def read(reader: ContributionReader, headers: Sequence[str], *rows: Sequence[str]) -> ReadContribution:
    text = "\r\n".join(";".join(cells) for cells in (headers, *rows))
    return reader.read([(Path("observation.csv"), text.encode())], reader.forms["observation"])


def codes(found: ReadContribution) -> list[str]:
    return [finding.code for finding in found.findings]


def names(found: ReadContribution, iri: str) -> set[str]:
    added = (each for each in found.edit.added if each.subject == NamedNode(iri) and each.predicate == NAME)
    return {f"{each.object.value}@{each.object.language}" for each in added if isinstance(each.object, Literal)}


def test_a_new_value_is_named_after_its_indicator_and_its_period(reader: ContributionReader) -> None:
    row = ("Andel utrikes födda enligt årsredovisningen", "Helsingborgs kommun", "2024-12-31", "12,5")
    found = read(reader, (*HEADERS, *SOURCES), (*row, *SOURCE))
    iri = f"{ID}observation/foreign-born-2024-12-31"
    assert codes(found) == []
    assert {each.subject for each in found.edit.added} == {NamedNode(iri), NamedNode("https://example.org/s")}
    assert names(found, iri) == {
        "Andel utrikes födda enligt årsredovisningen: 2024-12-31@sv",
        "Share of foreign-born by the annual report: 2024-12-31@en",
    }
    sets = [each.object for each in found.edit.added if each.predicate == DATA_SET]
    assert sets == [NamedNode(f"{ID}observation-set/helsingborg-indicators")]


def test_another_area_than_that_of_most_values_is_in_name_and_address(reader: ContributionReader) -> None:
    found = read(reader, HEADERS, ("Andel utrikes födda enligt årsredovisningen", "Skåne", "2024-12-31", "12,5"))
    assert names(found, f"{ID}observation/foreign-born-skane-2024-12-31") == {
        "Andel utrikes födda enligt årsredovisningen: Skåne, 2024-12-31@sv",
        "Share of foreign-born by the annual report: Skåne, 2024-12-31@en",
    }


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("Andel utrikes föda", "Helsingborgs kommun", "2024-12-31", "12,5"), "cell-not-in-list"),
        (("Andel utrikes födda enligt årsredovisningen", "Helsingborgs kommun", "snart", "12,5"), "cell-not-a-day"),
        (("Andel utrikes födda enligt årsredovisningen", "Helsingborgs kommun", "", "12,5"), "value-lacks-period"),
    ],
)
def test_what_a_name_would_be_made_of_is_one_finding_and_none_on_the_name(
    reader: ContributionReader, settings: Settings, cells: Sequence[str], code: str
) -> None:
    found = read(reader, (*HEADERS, *SOURCES), (*cells, *SOURCE))
    checks = read_query_folder(settings.sparql / "checks")
    checked = check_contribution(reader.project, found.contribution, checks, today=date(2026, 12, 1))
    assert [finding.code for finding in checked.findings] == [code]


def test_an_area_that_cannot_be_read_makes_no_other_value_its_namesake(
    reader: ContributionReader, settings: Settings
) -> None:
    rows = [
        ("Andel utrikes födda enligt årsredovisningen", area, "2024-12-31", "12,5", *SOURCE)
        for area in ("Hbg", "Helsingborgs kommun")
    ]
    found = read(reader, (*HEADERS, *SOURCES), *rows)
    checks = read_query_folder(settings.sparql / "checks")
    checked = check_contribution(reader.project, found.contribution, checks, today=date(2026, 12, 1))
    assert [finding.code for finding in checked.findings] == ["cell-not-in-list"]


def test_a_value_without_a_period_has_a_name_of_its_own(reader: ContributionReader) -> None:
    headers = (*HEADERS, "Thing-prefLabel-sv", "Thing-prefLabel-en")
    names = ("Andel utan år", "Share without a year")
    found = read(reader, headers, ("Andel utrikes födda enligt årsredovisningen", "Skåne", "", "12,5", *names))
    assert "value-lacks-period" not in codes(found)


def test_a_known_value_with_another_period_is_a_new_one_and_the_old_one_stays(reader: ContributionReader) -> None:
    headers = ("id", "Observation-refPeriod", "Observation-obsValue")
    found = read(reader, headers, ("population-2016-12-31", "2024-12-31", "152 000"))
    assert codes(found) == ["column-missing", "row-is-new-value"]
    assert "Källa" in found.findings[0].fault.sv
    assert "140\u00a0547 personer" in found.findings[1].fault.sv
    assert found.edit.removed == frozenset()
    new = NamedNode(f"{ID}observation/population-2024-12-31")
    assert {each.subject for each in found.edit.added} == {new}
    indicator = Triple(new, NamedNode(f"{LQ}observesIndicator"), NamedNode(f"{ID}indicator/population"))
    assert indicator in found.edit.added


def test_another_value_for_the_same_period_is_a_warning_with_both_numbers(reader: ContributionReader) -> None:
    found = read(reader, ("id", "Observation-obsValue"), ("population-2016-12-31", "152 000"))
    assert codes(found) == ["value-overwritten"]
    assert "140\u00a0547 personer → 152\u00a0000 personer" in found.findings[0].fault.sv
    assert "140,547 persons → 152,000 persons" in found.findings[0].fault.en
    assert [each.predicate for each in found.edit.added] == [VALUE]
    assert [each.predicate for each in found.edit.removed] == [VALUE]


def test_a_name_that_is_written_is_kept(reader: ContributionReader) -> None:
    headers = (*HEADERS, "Thing-prefLabel-sv", "Thing-prefLabel-en")
    row = ("Andel utrikes födda enligt årsredovisningen", "Helsingborgs kommun", "2024-12-31", "12,5", "Eget namn", "")
    found = read(reader, headers, row)
    assert names(found, f"{ID}observation/foreign-born-2024-12-31") == {
        "Eget namn@sv",
        "Share of foreign-born by the annual report: 2024-12-31@en",
    }


GIVEN = ("Observation-observesIndicator!", "Observation-refArea!", "~Senaste värde", "Observation-unitMeasure!")
ASKED = ("Observation-refPeriod", "Observation-obsValue", "Thing-source#1", "Thing-source#1/Document-readDate")
BORN = ("Andel utrikes födda enligt årsredovisningen", "Helsingborgs kommun", "26,1", "procent")
PEOPLE = ("Folkmängd i kommunen", "Helsingborgs kommun", "140 547", "personer")


def test_rows_that_a_template_filled_in_are_read_once_they_have_a_value(reader: ContributionReader) -> None:
    common = ("Gäller alla rader", "", "", "", "2024-12-31", "", "https://example.org/s", "2026-11-30")
    found = read(reader, (*GIVEN, *ASKED), common, (*BORN, "", "27,2", "", ""), (*PEOPLE, "", "", "", ""))
    assert codes(found) == []
    new = NamedNode(f"{ID}observation/foreign-born-2024-12-31")
    assert {each.subject for each in found.edit.added} == {new, NamedNode("https://example.org/s")}


def test_what_is_wrong_in_the_row_of_all_rows_is_found_there_once(reader: ContributionReader) -> None:
    common = ("Gäller alla rader", "", "", "", "i fjol", "", "https://example.org/s", "2026-11-30")
    found = read(reader, (*GIVEN, *ASKED), common, (*BORN, "", "27,2", "", ""), (*PEOPLE, "", "152 000", "", ""))
    assert [(each.code, each.position.line) for each in found.findings if isinstance(each.position, Place)] == [
        ("cell-not-a-day", 2)
    ]


def test_a_value_that_is_there_already_is_found_with_its_number_and_its_address(reader: ContributionReader) -> None:
    row = ("Folkmängd i kommunen", "Helsingborgs kommun", "2016-12-31", "152 000")
    found = read(reader, HEADERS, row)
    (finding,) = [each for each in found.findings if each.code == "value-exists"]
    assert "140\u00a0547 personer (id/observation/population-2016-12-31)" in finding.fault.sv
