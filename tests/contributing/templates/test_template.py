"""A template has all that a contributor needs, is recognised when it returns, and has the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from contributing.city import columns, plan_form, reference
from lq_graph.checking.check import Checked
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import Reference, project_forms
from lq_graph.contributing.forms.rows import Row, RowValue
from lq_graph.contributing.spreadsheets.spreadsheet import open_spreadsheet
from lq_graph.contributing.templates.cells import write_cell
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.identity import template_identity
from lq_graph.contributing.templates.template import sheet_title, write_template
from lq_graph.contributing.xlsx.grid import tidy
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.errors import LqError
from lq_graph.names import LQ
from lq_graph.text import Language, Texts


def content(language: Language = "sv", rows: list[Row] | None = None) -> bytes:
    stream = io.BytesIO()
    write_template(plan_form(), reference(), language, stream, rows or [])
    return stream.getvalue()


def exported(language: Language = "sv") -> list[Row]:
    return exported_rows(plan_form(), reference(), columns(), language)


def opened(language: Language = "sv", rows: list[Row] | None = None) -> Workbook:
    return load_workbook(io.BytesIO(content(language, rows)))


def by_key(book: Workbook, row: int) -> dict[str, Cell]:
    sheet = book.worksheets[0]
    return {str(key.value): cell for key, cell in zip(sheet[1], sheet[row], strict=True)}  # type: ignore[misc]


def rules(book: Workbook) -> Mapping[str, DataValidation]:
    """The rule of each field by the key of its first column."""
    sheet = book.worksheets[0]
    letters = {cell.column_letter: str(cell.value) for cell in sheet[1] if isinstance(cell, Cell)}
    return {
        letters["".join(filter(str.isalpha, str(rule.sqref).partition(":")[0]))]: rule
        for rule in sheet.data_validations.dataValidation
    }


def test_the_first_row_holds_keys_and_is_hidden() -> None:
    sheet = opened().worksheets[0]
    assert sheet.row_dimensions[1].hidden
    assert [cell.value for cell in sheet[1]][:5] == [
        "id",
        "Plan-name-sv",
        "Plan-name-en",
        "Plan-source#1",
        "Plan-source#1/Document-readDate",
    ]


@pytest.mark.parametrize(
    ("language", "headers"),
    [
        ("sv", ["Adress (fylls i automatiskt)", "Namn på svenska *", "Namn på engelska *", "Källa 1 *"]),
        ("en", ["Address (filled in automatically)", "Name in Swedish *", "Name in English *", "Source 1 *"]),
    ],
)
def test_the_second_row_holds_headers_that_mark_what_must_be_filled(language: Language, headers: list[str]) -> None:
    assert [cell.value for cell in opened(language).worksheets[0][2]][:4] == headers


def test_headers_stay_in_view_with_the_name_of_each_thing() -> None:
    sheet = opened().worksheets[0]
    assert (sheet.title, sheet.freeze_panes) == ("Plan", "C3")
    assert sheet.sheet_view.selection[0].activeCell == "B3"


def test_every_header_says_what_to_write_and_gives_an_example_if_there_is_one() -> None:
    headers = by_key(opened("en", exported("en")), 2)
    comments = {key: cell.comment.text for key, cell in headers.items() if cell.comment}
    assert comments.keys() == headers.keys()
    assert comments["Plan-code#1"] == "Write with # first.\nExample: #vatten"
    assert comments["Plan-kind"].startswith("Please fill in if you can.")
    assert comments["Plan-source#1"].startswith("Must be filled in.")
    assert comments["Plan-source#1"].endswith("Example: http://page.example/a")
    assert "Belongs to “source” on the left." in comments["Plan-source#1/Document-readDate"]


def test_an_example_of_a_number_has_the_mark_of_the_language() -> None:
    comment = by_key(opened("sv"), 2)["Plan-cost"].comment
    assert comment is not None
    assert comment.text.endswith("Exempel: 12,5")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_workbook_says_what_it_is_in_two_ways(language: Language) -> None:
    said = {
        "lq.template": "1",
        "lq.class": f"{LQ}Plan",
        "lq.shapes": plan_form().fingerprint,
        "lq.language": language,
        "lq.base": "https://example.org/",
    }
    book = opened(language)
    assert {each.name: each.value for each in book.custom_doc_props.props} == said  # type: ignore[attr-defined]
    hidden = book["_lq"]
    assert hidden.sheet_state == "hidden"
    assert {hidden.cell(row, 1).value: hidden.cell(row, 2).value for row in range(1, 6)} == said


def test_our_own_reader_recognises_it() -> None:
    found = template_identity(open_spreadsheet(Path("plan.xlsx"), content("en")))
    assert (found.class_, found.shapes, found.language) == (f"{LQ}Plan", plan_form().fingerprint, "en")


def listed(book: Workbook, name: str) -> list[tuple[object, object]]:
    sheet, cells = next(iter(book.defined_names[name].destinations))
    (start, end) = cells.replace("$", "").split(":")
    rows = range(int(start.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + 1)
    first = book[sheet][start].column
    return [(book[sheet].cell(row, first).value, book[sheet].cell(row, first + 1).value) for row in rows]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("sv", ["6 Rent vatten", "=cmd|'/C calc'!A0", "Zon", "Ängar"]),
        ("en", ["6 Clean water", "@SUM(1)", "Meadows", "Zone"]),
    ],
)
def test_choices_are_lists_of_current_labels_in_order(language: Language, labels: list[str]) -> None:
    book = opened(language)
    rule = rules(book)["Plan-goal#1"]
    assert (rule.type, rule.formula1) == ("list", "lq_Plan_goal")
    found = listed(book, "lq_Plan_goal")
    assert [label for label, _ in found] == labels
    assert ("https://example.org/id/goal/1") in [iri for _, iri in found]


def test_a_list_covers_every_column_of_its_field_and_row() -> None:
    assert str(rules(opened())["Plan-goal#1"].sqref) == "K3:K20000 L3:L20000"


def test_only_a_list_that_nothing_can_be_added_to_is_closed() -> None:
    found = rules(opened("en"))
    assert (found["Plan-kind"].errorStyle, found["Plan-goal#1"].errorStyle) == ("stop", "warning")
    assert found["Plan-kind"].error == "Choose a value from the list."
    assert found["Plan-area"].formula1 == "lq_Plan_area"


def test_other_cells_say_what_they_take() -> None:
    found = rules(opened("sv"))
    cost, count, start, held, code = (found[f"Plan-{key}"] for key in ("cost", "count", "from", "held", "code#1"))
    assert (cost.type, cost.formula1, cost.promptTitle, cost.prompt) == ("decimal", "0", "Kostnad", "Ange ett tal.")
    assert (count.type, start.type, start.formula1, start.formula2) == ("whole", "textLength", "4", "40")
    assert (held.type, held.formula1) == ("list", '"ja,nej"')
    assert (code.type, code.prompt, code.showErrorMessage) == (None, "Skriv med # först.", False)


def test_a_rule_lets_through_what_the_reader_reads() -> None:
    found = rules(opened("sv"))
    assert {found[f"Plan-{key}"].errorStyle for key in ("cost", "count", "from", "held", "goal#1", "area")} == {
        "warning"
    }
    assert found["Plan-from"].errorTitle == "Datumet går inte att läsa"
    assert found["Plan-from"].error == "Ange en dag eller ett år."
    low, high = (int(found["Plan-from"].formula1 or 0), int(found["Plan-from"].formula2 or 0))
    assert all(low <= len(text) <= high for text in ("1 mars 2024", "den 30 september 2024", "2024", "1/3-24"))


def test_a_list_says_how_something_new_is_named() -> None:
    assert rules(opened("sv"))["Plan-goal#1"].error == (
        "Välj ur listan om det finns där. Är det nytt, skriv namnet som på dess egen rad."
    )


def test_no_rule_is_longer_than_excel_takes(checked: Checked) -> None:
    said = project_forms(checked.project)
    for segment in ("contribution-link", "observation", "completeness-statement", "ownership"):
        stream = io.BytesIO()
        write_template(said.forms[segment], said.reference, "sv", stream)
        for rule in load_workbook(stream).worksheets[0].data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225


def test_there_is_a_sheet_of_help() -> None:
    sheet = opened("en").worksheets[1]
    assert (sheet.title, sheet["A1"].value) == ("Help", "How to fill in the sheet “Plan”")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9)]
    assert ["Goal", None, "Name a goal. One value in each column.", None] in rows
    assert ["Hashtag", None, "Write with # first.", "#vatten"] in rows
    assert not [row for row in rows if str(row[0]).endswith("2")]


def test_things_stand_in_rows_with_numbers_as_numbers() -> None:
    book = opened("sv", exported())
    first, second = by_key(book, 3), by_key(book, 4)
    assert second["id"].value == "https://example.org/id/plan/a"
    assert (second["Plan-cost"].value, second["Plan-cost"].data_type) == (12.5, "n")
    assert (first["Plan-cost"].value, first["Plan-cost"].data_type) == ("12,50", "s")
    assert (second["Plan-from"].value, second["Plan-from"].number_format) == ("2018", "@")
    assert (second["Plan-goal#4"].value, second["Plan-source#1/Document-readDate"].value) == ("Ängar", "2026-01-02")


def test_no_cell_holds_a_formula() -> None:
    book = opened("sv", exported())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    dangerous = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert {cell.value for cell in dangerous} >= {"=cmd|'/C calc'!A0", "-1+1"}
    assert all(cell.quotePrefix for cell in dangerous)


@settings(max_examples=40)
@given(
    st.text(max_size=12), st.sampled_from(["", "=", "+", "-", "@", "#REF!", "_x0041_", "\r\n", "\uffff", "<b>&", "'"])
)
def test_every_text_comes_back(text: str, start: str) -> None:
    book = Workbook()
    write_cell(book.worksheets[0], 3, 1, start + text)
    stream = io.BytesIO()
    book.save(stream)
    read = read_workbook(Path("plan.xlsx"), stream.getvalue())
    cell = read.grid(read.sheets[0]).rows.get(3, {}).get(1)
    assert (cell.text if cell else "") == tidy(start + text)
    assert cell is None or cell.kind == "text"


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place() -> None:
    row = Row("", {"Plan-name-sv": (RowValue("x" * 32_768),)})
    with pytest.raises(LqError, match=r"B3: a text of 32,768 characters does not fit in a cell"):
        content("sv", [row])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_same_input_gives_the_same_bytes(language: Language) -> None:
    rows = exported(language)
    assert content(language, rows) == content(language, rows)


def test_nothing_in_the_file_tells_when_or_where_it_was_written() -> None:
    archive = ZipFile(io.BytesIO(content()))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("plan", "Plan"),
        ("a/b: [c]*", "A b   c"),
        ("'citat'", "Citat"),
        ("ändrat arbetssätt i en förvaltning", "Ändrat arbetssätt i en förvaltn"),
    ],
)
def test_a_class_names_its_sheet_as_excel_allows(name: str, title: str) -> None:
    assert sheet_title(Texts(name, name), "sv") == title


@pytest.fixture(scope="module", name="real")
def _real(checked: Checked) -> tuple[Mapping[str, Form], Reference]:
    graph = checked.project.dataset.graph
    said = project_forms(checked.project)
    return read_forms(graph(checked.project.shapes), graph(checked.project.ontology)), said.reference


def test_every_class_has_a_template_in_both_languages(real: tuple[Mapping[str, Form], Reference]) -> None:
    forms, known = real
    for segment in ("plan", "contribution-link", "working-method-change"):
        for language in ("sv", "en"):
            stream = io.BytesIO()
            write_template(forms[segment], known, "en" if language == "en" else "sv", stream)
            keys = [cell.value for cell in load_workbook(stream, read_only=True).worksheets[0][1]]
            assert keys[:3] == ["id", "Thing-prefLabel-sv", "Thing-prefLabel-en"]
