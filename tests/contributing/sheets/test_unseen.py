"""What is easily overlooked in a sheet is told, and what is hidden before all else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openpyxl.workbook.workbook import Workbook as Book
from pyoxigraph import Literal, NamedNode

from contributing.workbooks import PATH, WHOLE, city_reader, column_places, fill, saved, template_book
from lq_graph.checking.finding import Finding, Severity, in_order
from lq_graph.checking.folding import fold
from lq_graph.reading.position import Cell, column_letters
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts

PLACES = column_places(template_book())
ROWS = [{**WHOLE, "Plan-name-sv": f"Ny plan {number}"} for number in range(5)]


def told(change: Callable[[Book], None], rows: list[Mapping[str, object]] | None = None) -> list[Finding]:
    """What is told of a template that is filled in and then changed, in the order of reports."""
    book = template_book()
    fill(book, rows or ROWS)
    change(book)
    return list(in_order(city_reader().read([(PATH, saved(book))]).findings))


def test_hidden_rows_are_told_by_their_numbers() -> None:
    def hide(book: Book) -> None:
        for row in (3, 5, 6, 99):
            book.worksheets[0].row_dimensions[row].hidden = True

    (finding,) = told(hide)
    assert (finding.code, finding.severity, finding.position) == (
        "rows-hidden",
        Severity.WARNING,
        Cell(PATH, "Plan", 2, 1),
    )
    assert finding.fault.sv == "Rader som är dolda eller bortfiltrerade läses också: rad 3, 5–6."


def test_hidden_columns_are_told_by_their_names_if_they_are_filled() -> None:
    def hide(book: Book) -> None:
        for key in ("id", "Plan-name-en", "Plan-cost"):
            book.worksheets[0].column_dimensions[column_letters(PLACES[key])].hidden = True

    (finding,) = told(hide)
    assert finding.fault == Texts(
        "Kolumner som är dolda läses också: ”Namn på engelska”.",
        "Columns that are hidden are read too: “Name in English”.",
    )


def test_what_is_hidden_and_what_is_not_read_come_first() -> None:
    def change(book: Book) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[7].hidden = True
        sheet.cell(3, PLACES["Plan-cost"]).value = "dyrt"
        sheet.cell(1, 99).value = "Eget"
        sheet.cell(3, 99).value = "x"
        book.create_sheet("Öar")["A1"] = "x"

    codes = [finding.code for finding in told(change)]
    assert codes[:2] == ["rows-hidden", "sheet-not-read"]
    assert set(codes[2:]) == {"cell-not-a-number", "column-unknown"}


def test_merged_cells_are_one_finding_and_cover_what_they_lack() -> None:
    source, read = PLACES["Plan-source#1"], PLACES["Plan-source#1/Document-readDate"]

    def merge(book: Book) -> None:
        book.worksheets[0].merge_cells(start_row=3, end_row=7, start_column=source, end_column=read)

    (finding,) = told(merge)
    assert (finding.code, finding.position) == ("cells-merged", Cell(PATH, "Plan", 3, source))
    assert finding.covers == tuple(Cell(PATH, "Plan", row, read) for row in range(3, 8))
    lack = Finding(Severity.VIOLATION, "x", Texts("", ""), Texts("", ""), position=Cell(PATH, "Plan", 5, read))
    assert fold([lack, finding]) == [finding]


def test_two_findings_of_the_reader_may_stand_in_one_cell() -> None:
    place = Cell(PATH, "Plan", 2, 1)
    both = [
        Finding(Severity.WARNING, code, Texts("", ""), Texts(code, code), position=place, origin="reader")
        for code in ("rows-hidden", "template-old")
    ]
    assert fold([*both, *both]) == both


def test_notes_and_sums_make_no_statements_and_one_finding_each() -> None:
    rows: list[Mapping[str, object]] = [*ROWS, {"Plan-name-sv": "* Preliminärt"}, {}, {"id": "Summa", "Plan-cost": 5}]
    found = told(lambda _: None, rows)
    assert [(finding.code, finding.position) for finding in found] == [
        ("row-is-note", Cell(PATH, "Plan", 8, PLACES["Plan-name-sv"])),
        ("row-is-sum", Cell(PATH, "Plan", 10, 1)),
    ]


def test_of_properties_of_which_one_must_be_there_one_that_cannot_be_read_is_not_missing() -> None:
    adopts, endorses, focus = (NamedNode(f"https://example.org/{key}") for key in ("adopts", "endorses", "decision"))
    says = Texts("", "")
    lack = Finding(Severity.VIOLATION, "x", says, says, focus=focus, component="Or", instead=(endorses, adopts))
    wrong = Finding(
        Severity.VIOLATION, "y", says, says, focus=focus, path=Predicate(adopts), value=Literal("x"), origin="reader"
    )
    assert fold([lack, wrong]) == [wrong]
    assert fold([lack]) == [lack]
