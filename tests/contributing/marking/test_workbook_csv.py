"""The marked form of a checked sheet: its own workbook, or a new one with the rows of a CSV file."""

from __future__ import annotations

from pathlib import Path

from contributing.workbooks import PATH, WHOLE, city_reader, filled, opened
from lq_graph.checking.finding import Severity
from lq_graph.contributing.marking.cells import COLOURS
from lq_graph.contributing.marking.review import Review
from lq_graph.contributing.marking.workbook import marked_workbook
from lq_graph.contributing.xlsx.workbook import read_workbook

CSV = Path("plan.csv")
RED = COLOURS[Severity.VIOLATION]


def test_a_workbook_comes_back_as_itself() -> None:
    content = filled({**WHOLE, "Plan-cost": "dyrt"})
    read = city_reader().read([(PATH, content)])
    book = opened(marked_workbook(read.sheets, content, read.findings, Review("sv")))
    assert book.sheetnames == ["Granskning", "Plan", "Hjälp", "_lq"]
    assert book["Plan"]["A3"].value == "https://example.org/id/plan/ny-plan"
    assert book["Granskning"]["D5"].value == "”dyrt” under ”Kostnad” är inget tal som går att läsa."


def test_a_csv_file_comes_back_as_a_workbook_with_its_rows() -> None:
    text = "Adress;Namn på svenska;Namn på engelska;Kostnad;Källa;Läst datum;Slag\n"
    text += ';"Ny\nplan";=1+1;dyrt;http://page.example/new;2026-03-04;tolkad\n;<B> & å;New;5;;;\n'
    content = text.encode("cp1252")
    read = city_reader().read([(CSV, content)])
    assert [finding.code for finding in read.findings] == ["cell-not-a-number"]
    book = opened(marked_workbook(read.sheets, content, read.findings, Review("sv")))
    assert book.sheetnames == ["Granskning", "CSV"]
    sheet = book["CSV"]
    assert [cell.value for cell in sheet[1]] == text.split("\n", maxsplit=1)[0].split(";")
    assert [cell.value for cell in sheet[2]][:4] == ["https://example.org/id/plan/ny-plan", "Ny\nplan", "=1+1", "dyrt"]
    assert sheet["C2"].data_type != "f"
    assert sheet["B3"].value == "<B> & å"
    assert sheet["A3"].value == "https://example.org/id/plan/b-a"
    assert sheet["D2"].fill.fgColor.rgb == RED
    assert sheet["D2"].comment is not None
    link = book["Granskning"]["B5"].hyperlink
    assert link is not None
    assert link.location == "'CSV'!D2"


def test_the_made_workbook_can_be_sent_again() -> None:
    content = "Namn på svenska;Namn på engelska;Kostnad\nNy;New;dyrt\n".encode()
    read = city_reader().read([(CSV, content)])
    marked = marked_workbook(read.sheets, content, read.findings, Review("sv"))
    again = city_reader().read([(PATH, marked)])
    assert {finding.code for finding in again.findings} == {finding.code for finding in read.findings}
    assert marked_workbook(again.sheets, marked, [], Review("sv"))
    assert read_workbook(PATH, marked).sheets[1].name == "CSV"


def test_findings_on_other_files_are_left_out() -> None:
    content = filled(WHOLE)
    read = city_reader().read([(PATH, content), (Path("other.xlsx"), filled({**WHOLE, "Plan-cost": "dyrt"}))])
    book = opened(marked_workbook(read.sheets, content, read.findings, Review("sv")))
    assert book["Granskning"]["A2"].value == "Inga fel"
