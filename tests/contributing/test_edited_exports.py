"""Exports of the project's own data, edited as people do: each fault is found once, in the cell that was changed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from contributing.workbooks import column_places, saved
from lq_graph.checking.check import Checked, check_contribution
from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.contribution import ContributionReader, contribution_reader
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from lq_graph.reading.position import Cell
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import Settings
from lq_graph.triples.columns import Columns

TODAY = date(2026, 12, 1)
Spot = tuple[str, str, int, str]


@dataclass(frozen=True)
class Edited:
    """The export of a class, to be edited."""

    segment: str
    book: Book
    keys: Mapping[str, int]

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheets[0]

    def row(self, key: str) -> int:
        """The row of a thing, by the end of its address."""
        return next(row for row in range(3, self.sheet.max_row + 1) if str(self.value(row, "id")).endswith(f"/{key}"))

    def value(self, row: int, key: str) -> object:
        return self.sheet.cell(row, self.keys[key]).value

    def write(self, row: int, cells: Mapping[str, object]) -> None:
        for key, value in cells.items():
            self.sheet.cell(row, self.keys[key]).value = value  # type: ignore[assignment]

    def copied(self, row: int, cells: Mapping[str, object]) -> int:
        """The new last row, with what another row has and with other values in some cells."""
        last = self.sheet.max_row + 1
        self.write(last, {**{key: self.value(row, key) for key in self.keys}, **cells})
        return last


@dataclass(frozen=True)
class Desk:
    """Exports what the project has, and checks what comes back."""

    reader: ContributionReader
    checked: Checked
    settings: Settings
    stated: Columns

    def export(self, segment: str) -> Edited:
        form, reference, stream = self.reader.forms[segment], self.reader.reference, io.BytesIO()
        write_template(form, reference, "sv", stream, exported_rows(form, reference, self.stated, "sv"))
        book = load_workbook(io.BytesIO(stream.getvalue()))
        return Edited(segment, book, column_places(book))

    def check(self, *exports: Edited) -> tuple[Finding, ...]:
        read = self.reader.read([(Path(f"{each.segment}.xlsx"), saved(each.book)) for each in exports])
        checks = read_query_folder(self.settings.sparql / "checks")
        return check_contribution(self.checked.project, read.contribution, checks, today=TODAY).findings


@pytest.fixture(scope="module", name="desk")
def _desk(checked: Checked, settings: Settings) -> Desk:
    known = project_forms(checked.project)
    return Desk(contribution_reader(checked.project, known), checked, settings, known.stated)


def spots(findings: Iterable[Finding], *exports: Edited) -> set[Spot]:
    """The class, key of the column, row and code of each finding; each is there once."""
    columns = {each.segment: {place: key for key, place in each.keys.items()} for each in exports}
    found = [
        (place.file.stem, columns[place.file.stem][place.column], place.row, each.code)
        for each in findings
        if isinstance(place := each.position, Cell)
    ]
    assert len(found) == len(set(found))
    return set(found)


def test_what_follows_from_a_change_is_found_where_it_was_made_although_other_rows_are_in_the_sheet(
    desk: Desk,
) -> None:
    plans, values, published = map(desk.export, ("plan", "target-value", "observation"))
    later = plans.row("klimat-och-energiplan-2018-2024")
    plans.write(later, {"Thing-validThrough": "2030"})
    began = plans.row("cykelplan-2017-2023")
    plans.write(began, {"Plan-validFrom": "2023"})
    again = plans.copied(plans.row("avfallsplan-2016-2020"), {"id": None})
    baseline = values.row("helsingborg-resor-gang-2022")
    values.write(baseline, {"TargetValue-baselineYear": "2024"})
    copied = published.copied(published.row("acute-homeless-2011"), {"id": None, "Observation-refPeriod": "2025"})
    findings = desk.check(plans, values, published)
    assert spots(findings, plans, values, published) == {
        ("plan", "Thing-validThrough", later, "succession-overlaps"),
        ("plan", "Plan-validFrom", began, "outside-period"),
        ("plan", "Thing-prefLabel-sv", again, "rows-repeat"),
        ("target-value", "TargetValue-baselineYear", baseline, "target-year-too-early"),
        ("observation", "Thing-prefLabel-sv", copied, "duplicate-label"),
    }


@pytest.mark.parametrize("is_named", [True, False])
def test_another_value_of_what_is_published_is_found_once(desk: Desk, is_named: bool) -> None:
    """That the name, which is derived if it is not written, is taken follows from that."""
    published = desk.export("observation")
    names = {} if is_named else {"Thing-prefLabel-sv": None, "Thing-prefLabel-en": None}
    row = published.copied(published.row("acute-homeless-2011"), {"id": None, "Observation-obsValue": 104, **names})
    assert spots(desk.check(published), published) == {("observation", "Observation-refPeriod", row, "value-exists")}


def test_bodies_that_merge_into_a_new_one_are_not_counted_beside_it(desk: Desk) -> None:
    """The city has as many departments as a source counts: else they could merge only if the count changed first."""
    changes = """Vad som ändras;Vad som händer;Sista dag;Ersätts av
id/department/kulturforvaltningen;går upp i;2025-12-31;Bildningsförvaltningen
id/department/skol-och-fritidsforvaltningen;går upp i;2025-12-31;Bildningsförvaltningen
"""
    new = """Namn på svenska;Namn på engelska;Förvaltningen hör till kommun;Källa;Datum då källan lästes
Bildningsförvaltningen;Education Department;Helsingborgs kommun;https://example.org/s;2026-11-30
"""
    files = [(Path("ändring.csv"), changes.encode()), (Path("ny.csv"), new.encode())]
    read = desk.reader.read(files, desk.reader.forms["department"])
    checks = read_query_folder(desk.settings.sparql / "checks")
    found = check_contribution(desk.checked.project, read.contribution, checks, today=TODAY).findings
    assert [each.code for each in found if each.severity is Severity.VIOLATION] == []
