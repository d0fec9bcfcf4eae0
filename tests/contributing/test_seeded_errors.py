"""Each of more than sixty seeded errors is found in its exact cell, in both languages, and no other is reported."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook as Book

from contributing.seeds import BASES, ENGLISH, READ_1, SEEDS, SOURCE, SWEDISH, Seed
from contributing.workbooks import saved
from lq_graph.checking.check import Checked, check_contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.contribution import contribution_reader
from lq_graph.contributing.forms.reference import ProjectForms, project_forms
from lq_graph.contributing.forms.rows import sheet_columns
from lq_graph.contributing.templates.identity import template_properties
from lq_graph.names import LQ
from lq_graph.reading.position import Cell
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import Settings
from lq_graph.text import Language

Spot = tuple[str, int, int, str]
Rows = list[Mapping[str, object]]


@dataclass(frozen=True)
class Way:
    """A way of filling in a class's rows: the kind of file, its language, and the first row that is filled."""

    kind: str
    language: Language
    first: int

    @property
    def suffix(self) -> str:
        return "csv" if self.kind == "csv" else "xlsx"

    def seeds(self, class_: str) -> list[Seed]:
        """The rows of a class that can be filled in this way."""
        return [each for each in SEEDS if each.class_ == class_ and (each.in_csv or self.kind != "csv")]


WAYS = (Way("template", "sv", 3), Way("headers", "en", 2), Way("csv", "sv", 2))


@dataclass(frozen=True)
class Field:
    """Where seeds are sown: the real forms and what they refer to."""

    said: ProjectForms
    checked: Checked
    settings: Settings

    def rows(self, class_: str, way: Way) -> Rows:
        return [self._row(number, each, way.language) for number, each in enumerate(way.seeds(class_))]

    def file(self, class_: str, way: Way) -> bytes:
        form, rows = self.said.forms[class_], self.rows(class_, way)
        columns = sheet_columns(form)
        table = [[column.header.in_language(way.language) for column in columns]]
        table += [[str(row.get(column.key, "")) for column in columns] for row in rows]
        if way.kind == "csv":
            return as_csv(table)
        if way.kind == "headers":
            return saved(as_workbook(table))
        book = as_workbook([[column.key for column in columns], *table])
        for pair in template_properties(form, self.said.reference.names, way.language).items():
            (book["_lq"] if "_lq" in book.sheetnames else book.create_sheet("_lq")).append(pair)
        book["_lq"].sheet_state = "hidden"
        return saved(book)

    def check(self, files: list[tuple[Path, bytes]]) -> tuple[Finding, ...]:
        project = self.checked.project
        read = contribution_reader(project, self.said).read(files)
        checks = read_query_folder(self.settings.sparql / "checks")
        return check_contribution(project, read.contribution, checks, today=date.today()).findings

    def _row(self, number: int, seed: Seed, language: Language) -> Mapping[str, object]:
        row: Mapping[str, object] = {
            SWEDISH: f"Påhittad {seed.class_} {number}",
            ENGLISH: f"Made-up {seed.class_} {number}",
            SOURCE: f"https://example.org/{seed.class_}/{number}",
            READ_1: "2024-05-01",
            **BASES[seed.class_],
            **seed.cells,
        }
        values = {key: value[number] if isinstance(value, tuple) else value for key, value in row.items()}
        return {key: self._named(value, language) for key, value in values.items() if value is not None}

    def _named(self, value: object, language: Language) -> object:
        text = str(value)
        iri = text.replace("lq:", LQ) if text.startswith("lq:") else f"{self.settings.names.base}{text}"
        words = self.said.reference.describe(iri)
        return words.in_language(language) if text.startswith(("id/", "lq:")) and words is not None else value


def as_workbook(table: list[list[str]]) -> Book:
    book = Book()
    for row in table:
        book.worksheets[0].append([text or None for text in row])
    return book


def as_csv(table: list[list[str]]) -> bytes:
    """As Excel in Swedish once wrote it: semicolons, and an encoding of its own."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(table)
    return stream.getvalue().replace("−", "-").encode("cp1252")


def spot(finding: Finding, columns: Mapping[tuple[str, int, int], int]) -> Spot:
    """File, row, column and code of a finding; `columns` gives those of the places in CSV files."""
    place = finding.position
    assert place is not None, finding
    if isinstance(place, Cell):
        return (place.file.stem, place.row, place.column, finding.code)
    return (place.file.stem, place.line, columns[place.file.stem, place.line, place.column], finding.code)


@pytest.fixture(scope="module", name="field")
def _field(checked: Checked, settings: Settings) -> Field:
    return Field(project_forms(checked.project), checked, settings)


@dataclass(frozen=True)
class Found:
    """What was found in the files of one way, and where."""

    way: Way
    findings: tuple[Finding, ...]
    spots: list[Spot]


@pytest.fixture(scope="module", name="found", params=WAYS, ids=lambda way: f"{way.kind}-{way.language}")
def _found(request: pytest.FixtureRequest, field: Field) -> Found:
    way: Way = request.param
    files = [(Path(f"{class_}.{way.suffix}"), field.file(class_, way)) for class_ in BASES]
    columns = {} if way.kind != "csv" else {spot: column for file in files for spot, column in csv_columns(*file)}
    findings = field.check(files)
    return Found(way, findings, [spot(finding, columns) for finding in findings])


def csv_columns(path: Path, content: bytes) -> Iterator[tuple[tuple[str, int, int], int]]:
    """The number of the column that begins at each place of a file in which no text has a semicolon or a line end."""
    for line, text in enumerate(content.decode("cp1252").splitlines(), 1):
        place = 1
        for number, cell in enumerate(text.split(";"), 1):
            yield (path.stem, line, place), number
            place += len(cell) + 1


def sown(field: Field, way: Way) -> Iterator[Spot]:
    for class_ in BASES:
        for row, each in enumerate(way.seeds(class_), way.first):
            if each.code is not None:
                yield (class_, row, places(field, class_)[each.key], each.code)


def places(field: Field, class_: str) -> Mapping[str, int]:
    """The number of each column of a sheet by its key."""
    return {column.key: number for number, column in enumerate(sheet_columns(field.said.forms[class_]), 1)}


def test_there_are_sixty_seeds_of_many_kinds() -> None:
    wrong = [each for each in SEEDS if each.code is not None]
    assert len(wrong) >= 70
    assert len({each.code for each in wrong}) >= 45
    assert len({each.class_ for each in wrong}) >= 13


def test_each_seed_is_found_in_exactly_its_cell_and_nothing_else_is_found(field: Field, found: Found) -> None:
    row = found.way.first + [each.class_ for each in found.way.seeds("goal")].index("goal")
    one_more = ("goal", row, places(field, "goal")["Goal-isGoalIn"], "more-than-expected")  # than the data count
    assert Counter(found.spots) == Counter([*sown(field, found.way), one_more])


def test_headers_that_are_wrong_give_one_finding_each_however_many_rows_there_are(field: Field) -> None:
    book = Book()
    names = ["Namn på svenska", "Namn på svenska", "Antekning", "Gäler från", ""]
    headers = [*names, "Genomför dokument eller område", "Källa"]
    row = ["Påhittad {}", "x", "y", "2024", "z", "Avfallsplan 2016–2020", "https://example.org/s"]
    for number, cells in enumerate((headers, *[row] * 9)):
        book.worksheets[0].append([text.format(number) for text in cells])
    book.create_sheet("Eget")["A1"] = "x"
    found = field.check([(Path("project.xlsx"), saved(book))])
    spots = {(finding.code, finding.position.name) for finding in found if isinstance(finding.position, Cell)}
    assert len(found) == len(spots)
    assert spots == {
        ("column-used-twice", "B1"),
        ("column-unknown", "C1"),
        ("column-unknown", "D1"),
        ("column-without-header", "E2"),
        ("column-missing", "H1"),
        ("column-missing", "I1"),
        ("column-recommended", "J1"),
        ("column-recommended", "K1"),
        ("column-recommended", "L1"),
        ("sheet-not-read", "A1"),
    }


def test_what_is_suggested_is_what_a_cell_takes(found: Found) -> None:
    suggested = [each.suggestion.sv for each in found.findings if each.suggestion is not None]
    assert suggested
    assert not [text for text in suggested if " (id/" in text]


@pytest.mark.parametrize("side", ["sv", "en"])
def test_a_stranger_can_read_what_is_said(found: Found, side: str) -> None:
    for finding in found.findings:
        for said in (getattr(finding.message, side), getattr(finding.fault, side)):
            assert said.endswith("."), said
            assert not re.search(r"https?://w3id|sh:|\bshape\b|\bnode\b|minCount|nodeID|\{|\}", said), said
