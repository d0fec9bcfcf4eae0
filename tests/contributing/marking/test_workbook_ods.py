"""The marked form of a workbook of LibreOffice: an Excel workbook with its sheets, which LibreOffice opens."""

from __future__ import annotations

from contributing.open_documents import ODS, cell, ods, row, table
from contributing.workbooks import PATH, city_reader, opened
from lq_graph.checking.finding import Severity
from lq_graph.contributing.marking.cells import COLOURS
from lq_graph.contributing.marking.review import Review
from lq_graph.contributing.marking.workbook import marked_workbook

KEYS = row(
    *map(cell, ("id", "Plan-name-sv", "Plan-name-en", "Plan-cost", "Plan-source#1", "Plan-source#1/Document-readDate")),
    attributes='table:visibility="collapse"',
)
HEADERS = row(*map(cell, ("Adress", "Namn på svenska", "Namn på engelska", "Kostnad", "Källa", "Läst datum")))
FILLED = row(cell(""), *map(cell, ("Ny plan", "New plan", "dyrt", "http://page.example/new", "2026-03-04")))
HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
BEYOND = row(cell("x"), attributes='table:number-rows-repeated="30000"')
CONTENT = ods(
    table(row(cell("förra gången")), name="Granskning"),
    table(KEYS, HEADERS, FILLED),
    table(row(cell("kvar")), name="Anteckningar"),
    table(BEYOND, name="Dolt", attributes='table:style-name="ta2"'),
    styles=HIDDEN,
)


def test_it_comes_back_as_an_excel_workbook_with_its_cells_marked() -> None:
    read = city_reader().read([(ODS, CONTENT)])
    assert [each.code for each in read.findings if each.severity is Severity.VIOLATION] == ["cell-not-a-number"]
    book = opened(marked_workbook(read.sheets, CONTENT, read.findings, Review("sv")))
    assert book.sheetnames == ["Granskning", "Plan", "Anteckningar"]
    sheet = book["Plan"]
    assert sheet["D3"].fill.fgColor.rgb == COLOURS[Severity.VIOLATION]
    assert sheet["D3"].comment is not None
    assert sheet["A3"].value == "https://example.org/id/plan/ny-plan"
    assert sheet.row_dimensions[1].hidden


def test_it_can_be_sent_again() -> None:
    read = city_reader().read([(ODS, CONTENT)])
    marked = marked_workbook(read.sheets, CONTENT, read.findings, Review("sv"))
    again = city_reader().read([(PATH, marked)])
    told = [each for each in read.findings if "Dolt" not in each.fault.sv]  # a hidden sheet is not in the copy
    assert [each.code for each in again.findings] == [each.code for each in told]
    assert [each.triple for each in again.sheets[0].statements] == [each.triple for each in read.sheets[0].statements]
