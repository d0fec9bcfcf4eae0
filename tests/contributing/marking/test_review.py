"""The sheet of findings has title, day, numbers and next step, names columns as the sheet does, and prints on A4."""

from __future__ import annotations

from datetime import date

import pytest

from contributing.workbooks import PATH, WHOLE, city_reader, filled, opened, workbook
from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.marking.review import Review, is_review_sheet
from lq_graph.contributing.marking.workbook import mark, marked_workbook
from lq_graph.contributing.outcome import outcome_of
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.reading.position import Cell
from lq_graph.text import Language, Texts

DAY = date(2026, 12, 1)


def finding(severity: Severity = Severity.VIOLATION, column: int = 2) -> Finding:
    place = Cell(PATH, "Plan", 3, column)
    return Finding(severity, "code", Texts("Gör så.", "Do so."), Texts("Fel.", "Wrong."), position=place)


def heading(*findings: Finding, language: Language = "sv", next_step: str = "") -> list[object]:
    review = Review(language, "plan 2026.xlsx", next_step, DAY)
    sheet = opened(mark(PATH, filled(WHOLE), findings, {}, review)).worksheets[0]
    return [sheet.cell(row, 1).value for row in (1, 2, 3)]


@pytest.mark.parametrize(
    ("severities", "language", "told"),
    [
        ([], "sv", "Granskad 2026-12-01: inga fel"),
        ([], "en", "Reviewed 2026-12-01: no errors"),
        ([Severity.VIOLATION, Severity.VIOLATION, Severity.WARNING], "sv", "Granskad 2026-12-01: 2 fel, 1 varning"),
        ([Severity.INFO], "sv", "Granskad 2026-12-01: 0 fel, 0 varningar, 1 upplysning"),
    ],
)
def test_it_begins_with_the_file_the_day_and_the_number_of_findings(
    severities: list[Severity], language: Language, told: str
) -> None:
    findings = [finding(each, column) for column, each in enumerate(severities, 2)]
    title, summary, _ = heading(*findings, language=language)
    assert title == ("Granskning av plan 2026.xlsx" if language == "sv" else "Review of plan 2026.xlsx")
    assert summary == told


def test_the_next_step_stands_above_the_findings() -> None:
    assert heading(finding(), next_step="Rätta och skicka igen.")[2] == "Rätta och skicka igen."


def test_without_findings_there_is_no_table_to_tick() -> None:
    sheet = opened(mark(PATH, filled(WHOLE), [], {}, Review("sv", "plan.xlsx"))).worksheets[0]
    assert sheet["A4"].value is None
    assert sheet["A2"].value == "Inga fel"


def test_a_column_has_the_name_that_the_sheet_gives_it() -> None:
    content = filled({**WHOLE, "Plan-name-sv": ""})
    read = city_reader().read([(PATH, content)])
    nameless = Finding(
        Severity.VIOLATION,
        "code",
        Texts("Ange.", "Name."),
        Texts("Namn saknas.", "No name."),
        files=(PATH,),
        path_words=Texts("benämning", "label"),
        position=Cell(PATH, "Plan", 3, 2),
    )
    book = opened(marked_workbook(read.sheets, content, [nameless], Review("sv")))
    assert book["Granskning"]["C5"].value == "Namn på svenska"


def test_it_prints_on_a4_with_its_headers_on_every_page() -> None:
    sheet = opened(mark(PATH, filled(WHOLE), [finding()], {}, Review("sv", "plan.xlsx"))).worksheets[0]
    assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == ("9", "landscape")
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.oddFooter is not None
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("Utskrift &D", "Sida &P av &N")


def test_a_workbook_without_names_gets_those_of_the_print() -> None:
    content = workbook({"A1": "x"})
    sheet = opened(mark(PATH, content, [finding()], {}, Review("sv", "plan.xlsx"))).worksheets[0]
    assert sheet.print_title_rows == "$4:$4"


def test_a_sheet_of_findings_of_an_earlier_version_is_recognised() -> None:
    of_before = GridCell("lq.review")
    assert is_review_sheet({1: {7: of_before}})
    assert not is_review_sheet({1: {1: GridCell("Allvar")}})


def test_the_sheet_says_what_changes_old_to_new() -> None:
    content = filled({**WHOLE, "id": "id/plan/a", "Plan-cost": "13,5"})
    reader = city_reader()
    read = reader.read([(PATH, content)])
    outcome = outcome_of(reader.project, read.edit, "sv")
    sheet = opened(marked_workbook(read.sheets, content, read.findings, Review("sv", outcome=outcome))).worksheets[0]
    texts = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows(max_col=5)]
    titles = [str(row[0]) for row in texts if row]
    assert any(title.startswith("Det här ändras: 0 nya, 1 ändras, 0 tas bort") for title in titles)
    assert any("12,5 → 13,5" in row for row in texts)
