"""The workbooks of tasks, filled in and read back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook as Book
from pyoxigraph import NamedNode

from contributing.workbooks import saved
from lq_graph.checking.check import Checked, check_contribution
from lq_graph.contributing.contribution import ContributionReader, ReadContribution, contribution_reader
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.tasks import TASKS, possible_tasks, task_named, task_sheets
from lq_graph.contributing.templates.template import write_sheets
from lq_graph.errors import UnknownName
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import Settings
from lq_graph.text import Language

_TODAY = date(2026, 12, 1)
PERIOD, VALUE, SOURCE = "Observation-refPeriod", "Observation-obsValue", "Thing-source"
READ = f"{SOURCE}#1/Document-readDate"


@pytest.fixture(scope="module", name="reader")
def _reader(checked: Checked) -> ContributionReader:
    return contribution_reader(checked.project, project_forms(checked.project))


def book(reader: ContributionReader, task: str, language: Language = "sv") -> Book:
    stream = io.BytesIO()
    write_sheets(task_sheets(task_named(task), reader, language), reader.reference, language, stream)
    return load_workbook(io.BytesIO(stream.getvalue()))


def read(reader: ContributionReader, made: Book) -> ReadContribution:
    return reader.read([(Path("task.xlsx"), saved(made))])


def columns(made: Book, sheet: int = 0) -> Mapping[str, int]:
    return {str(cell.value): number for number, cell in enumerate(made.worksheets[sheet][1], 1)}


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_workbook_that_nobody_filled_in_changes_nothing(
    reader: ContributionReader, task: str, language: Language
) -> None:
    found = read(reader, book(reader, task, language))
    assert {finding.code for finding in found.findings} <= {"sheet-empty"}
    assert not found.edit


def test_each_task_has_a_sheet_for_each_of_its_classes(reader: ContributionReader) -> None:
    titles = {
        task: [sheet.title for sheet in book(reader, task).worksheets if sheet.sheet_state == "visible"]
        for task in TASKS
    }
    assert titles == {
        "yearly-values": ["Årets värden", "Hjälp"],
        "new-decision": ["Beslut", "Plan", "Hjälp"],
        "new-plan": ["Plan", "Beslut", "Delmål", "Målvärde", "Hjälp"],
        "withdraw": ["Ändring", "Hjälp"],
    }
    assert possible_tasks({}) == [TASKS["withdraw"]]
    with pytest.raises(UnknownName, match="yearly-values"):
        task_named("yearly")


def test_a_year_takes_a_cell_for_each_value_and_three_for_all(reader: ContributionReader, settings: Settings) -> None:
    made = book(reader, "yearly-values")
    sheet, keys = made.worksheets[0], columns(made)
    assert sheet.protection.sheet
    assert sheet["A3"].value == "Gäller alla rader"
    rows = [
        row for row in range(4, sheet.max_row + 1) if str(sheet.cell(row, keys["~last period"]).value)[:4] == "2021"
    ]
    for key, text in ((PERIOD, "2025"), (f"{SOURCE}#1", "https://example.org/y"), (READ, "2026-11-30")):
        sheet.cell(3, keys[key]).value = text
    for row in rows:
        sheet.cell(row, keys[VALUE]).value = sheet.cell(row, keys["~last value"]).value
    found = read(reader, made)
    assert [finding.code for finding in found.findings] == []
    new = {each.subject for each in found.edit.added} - {NamedNode("https://example.org/y")}
    assert len(new) == len(rows) > 5
    assert found.edit.removed == frozenset()
    checks = read_query_folder(settings.sparql / "checks")
    findings = check_contribution(reader.project, found.contribution, checks, today=_TODAY).findings
    assert [finding.code for finding in findings] == []
