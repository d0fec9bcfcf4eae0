"""The marked workbook: faulty cells filled and commented, a sheet of findings, and the rest unchanged."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from copy import copy
from xml.etree import ElementTree

import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook as Book
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from contributing.workbooks import PATH, WHOLE, fill, filled, opened, part, repacked, saved, template_book, workbook
from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.marking.cells import COLOURS
from lq_graph.contributing.marking.review import HEADER_ROW, Review
from lq_graph.contributing.marking.workbook import mark
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.reading.position import Cell, column_letters
from lq_graph.text import Language, Texts

RED, YELLOW, BLUE = (COLOURS[each] for each in (Severity.VIOLATION, Severity.WARNING, Severity.INFO))


def finding(
    row: int, column: int, severity: Severity = Severity.VIOLATION, sheet: str = "Plan", **more: object
) -> Finding:
    said = {
        "message": Texts("Gör så.", "Do so."),
        "fault": Texts("”Å” & <b> är fel.", "“Å” & <b> is wrong."),
        "path_words": Texts("mål", "goal"),
        **more,
    }
    return Finding(severity, "code", position=Cell(PATH, sheet, row, column), **said)  # type: ignore[arg-type]


def marked(
    content: bytes, *findings: Finding, ids: Mapping[Cell, str] | None = None, language: Language = "sv"
) -> bytes:
    return mark(PATH, content, findings, ids or {}, Review(language, PATH.name))


def colour(book: Book, name: str, sheet: str = "Plan") -> str | None:
    fill_ = book[sheet][name].fill
    return str(fill_.fgColor.rgb) if fill_.fill_type == "solid" else fill_.fill_type


def note(book: Book, name: str, sheet: str = "Plan") -> str | None:
    comment = book[sheet][name].comment
    return None if comment is None else comment.text


def table(book: Book, sheet: str = "Granskning") -> list[tuple[object, ...]]:
    return [row[:7] for row in book[sheet].iter_rows(min_row=HEADER_ROW, values_only=True)]


def looks(book: Book) -> dict[str, dict[str, tuple[object, ...]]]:
    """Value and style of every cell of every sheet but that of findings."""
    return {
        sheet.title: {
            cell.coordinate: (
                cell.value,
                copy(cell.font),
                copy(cell.fill),
                copy(cell.border),
                copy(cell.alignment),
                cell.number_format,
                cell.comment and cell.comment.text,
            )
            for row in sheet.iter_rows()
            for cell in row
        }
        for sheet in book.worksheets
        if sheet.title not in ("Granskning", "Review")
    }


@pytest.fixture(name="content", scope="module")
def _content() -> bytes:
    return filled(WHOLE, {**WHOLE, "Plan-name-sv": "B", "Plan-goal#1": "x"})


def test_a_faulty_cell_is_filled_by_its_gravest_finding_and_says_all_of_them(content: bytes) -> None:
    book = opened(
        marked(
            content,
            finding(3, 2),
            finding(4, 3, Severity.WARNING),
            finding(4, 4, Severity.INFO),
            finding(3, 4, Severity.INFO),
            finding(3, 4, Severity.VIOLATION, suggestion=Texts("Zon", "Zone")),
        )
    )
    assert [colour(book, name) for name in ("B3", "C4", "D4", "D3", "B4")] == [RED, YELLOW, BLUE, RED, None]
    assert note(book, "B3") == "Granskning (lq):\nFel: ”Å” & <b> är fel. Gör så."
    assert note(book, "C4") == "Granskning (lq):\nVarning: ”Å” & <b> är fel. Gör så."
    lines = (note(book, "D3") or "").split("\n")
    assert sorted(lines[1:]) == [
        "Fel: ”Å” & <b> är fel. Gör så. Menade du ”Zon”?",
        "Upplysning: ”Å” & <b> är fel. Gör så.",
    ]


def test_a_cell_that_is_not_there_is_marked_too(content: bytes) -> None:
    book = opened(marked(content, finding(9, 30), finding(3, 40), finding(2, 41)))
    assert [colour(book, name) for name in ("AD9", "AN3", "AO2")] == [RED, RED, RED]
    assert all(note(book, name) for name in ("AD9", "AN3", "AO2"))


def test_the_first_sheet_lists_the_findings_with_links_to_their_cells(content: bytes) -> None:
    book = opened(
        marked(content, finding(4, 3, Severity.INFO), finding(3, 2, suggestion=Texts("Zon", "Zone")), finding(4, 2))
    )
    assert book.sheetnames == ["Granskning", "Plan", "Hjälp", "_lq"]
    assert book.active is not None
    assert book.active.title == "Granskning"
    assert table(book) == [
        ("Allvar", "Cell", "Kolumn", "Vad som är fel", "Vad du gör", "Menade du", "Åtgärdat"),
        ("Fel", "B3", "Mål", "”Å” & <b> är fel.", "Gör så.", "Zon", "☐"),
        ("Fel", "B4", "Mål", "”Å” & <b> är fel.", "Gör så.", None, "☐"),
        ("Upplysning", "C4", "Mål", "”Å” & <b> är fel.", "Gör så.", None, "☐"),
    ]
    sheet = book["Granskning"]
    assert sheet["B5"].hyperlink is not None
    assert sheet["B5"].hyperlink.location == "'Plan'!B3"
    assert sheet.freeze_panes == "A5"
    assert sheet.column_dimensions["H"].hidden


def test_in_english_it_is_called_review_and_speaks_english(content: bytes) -> None:
    book = opened(marked(content, finding(3, 2), language="en"))
    assert book.sheetnames[0] == "Review"
    assert table(book, "Review")[1] == ("Error", "B3", "Goal", "“Å” & <b> is wrong.", "Do so.", None, "☐")
    assert note(book, "B3") == "Review (lq):\nError: “Å” & <b> is wrong. Do so."


def test_where_there_is_nothing_it_says_so(content: bytes) -> None:
    assert opened(marked(content))["Granskning"]["A2"].value == "Inga fel"
    assert opened(marked(content, language="en"))["Review"]["A2"].value == "No errors"


def test_a_finding_without_a_cell_is_listed(content: bytes) -> None:
    lost = Finding(Severity.WARNING, "code", Texts("Gör.", "Do."), Texts("Fel.", "Wrong."), files=(PATH,))
    assert table(opened(marked(content, lost)))[1] == ("Varning", None, None, "Fel.", "Gör.", None, "☐")


def test_a_sheet_that_is_not_read_is_listed_and_left_alone() -> None:
    content = workbook({"A1": "x"}, lambda book: book.create_sheet("Eget"))
    place = Cell(PATH, "Eget", 1, 1)
    unread = Finding(Severity.INFO, "sheet-not-read", Texts("", ""), Texts("Läses inte.", ""), position=place)
    book = opened(marked(content, unread))
    assert table(book)[1][:2] == ("Upplysning", "A1")
    assert colour(book, "A1", "Eget") is None
    assert note(book, "A1", "Eget") is None


def test_addresses_are_written_into_their_cells(content: bytes) -> None:
    ids = {Cell(PATH, "Plan", 3, 1): "https://example.org/id/plan/a", Cell(PATH, "Plan", 4, 1): "b & <c>"}
    book = opened(marked(content, ids=ids))
    assert [book["Plan"][name].value for name in ("A3", "A4")] == ["https://example.org/id/plan/a", "b & <c>"]
    assert book["Plan"]["A3"].number_format == "@"
    grid = read_workbook(PATH, marked(content, ids=ids))
    assert grid.grid(grid.sheets[1]).rows[4][1].text == "b & <c>"


def decorated() -> bytes:
    """A workbook with much of what people put into one."""
    book = template_book()
    fill(book, [WHOLE, {**WHOLE, "Plan-name-sv": "B"}])
    sheet = book["Plan"]
    sheet["B3"].font, sheet["B3"].border = Font(bold=True, color="FF00AA00"), Border(left=Side("thick"))
    sheet["B3"].fill = PatternFill("solid", fgColor="FF123456")
    sheet["B4"].fill = GradientFill(stop=("FFFFFF", "99CCFF"))
    sheet["C3"].alignment, sheet["C3"].number_format = Alignment(horizontal="right"), "0.00"
    sheet["B3"].comment = Comment("Kolla med Åsa & <Bo>\nsnart", "Åsa")
    sheet["E4"].comment = Comment("En till", "Åsa")
    sheet["F3"] = "=1+1"
    sheet.conditional_formatting.add("F3:F9", Rule("duplicateValues"))
    sheet.merge_cells("G3:G4")
    sheet.print_area = "A1:F20"
    sheet.sheet_view.tabSelected = True
    rule = DataValidation(type="list", formula1='"a,b"')
    rule.add("H3:H9")
    sheet.add_data_validation(rule)
    other = book.create_sheet("Eget blad")
    other["A1"], other["A2"] = "=Plan!F3", 3
    other.print_title_rows = "1:1"
    other.column_dimensions["A"].width = 44
    book.defined_names["mitt_namn"] = DefinedName("mitt_namn", attr_text="'Eget blad'!$A$1")
    return saved(book)


def test_all_else_stays_as_it_was() -> None:
    content = decorated()
    before, after = opened(content), opened(marked(content, finding(3, 3), finding(4, 2, Severity.WARNING)))
    were, are = looks(before), looks(after)
    for sheet, cells in were.items():
        for name, look in cells.items():
            assert are[sheet][name] == look or (sheet, name) in (("Plan", "C3"), ("Plan", "B4")), (sheet, name)
    assert after.sheetnames[1:] == before.sheetnames
    for was, now in zip(before.worksheets, after.worksheets[1:], strict=True):
        assert settings_of(now) == settings_of(was)
        assert not now.sheet_view.tabSelected
    assert after.defined_names.keys() == before.defined_names.keys()
    assert after["Plan"]["F3"].value == "=1+1"


def settings_of(sheet: Worksheet) -> dict[str, object]:
    rules = sheet.data_validations.dataValidation
    rows = sheet.row_dimensions.items()
    return {
        "columns": {key: (each.width, each.hidden) for key, each in sheet.column_dimensions.items()},
        "rows": {key: (each.height, each.hidden) for key, each in rows if each.height or each.hidden},
        "rules": [(str(each.sqref), each.type, each.formula1) for each in rules],
        "conditions": [str(each.sqref) for each in sheet.conditional_formatting],
        "panes": sheet.freeze_panes,
        "state": sheet.sheet_state,
        "print": (sheet.print_area, sheet.print_title_rows),
        "merged": sheet.merged_cells.ranges,
    }


def test_parts_that_no_program_here_knows_stay_byte_for_byte() -> None:
    more = {"xl/media/image1.png": b"\x89PNG" + bytes(99), "xl/drawings/drawing9.xml": b"<xdr:wsDr xmlns:xdr='x'/>"}
    content = repacked(decorated(), more)
    after = marked(content, finding(3, 2))
    for name, before in more.items():
        assert part(after, name) == before
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert set(old.namelist()) < set(new.namelist())
        same = [name for name in old.namelist() if old.read(name) == new.read(name)]
    assert {"xl/theme/theme1.xml", "docProps/custom.xml", "xl/workbook.xml"} - set(same) == {"xl/workbook.xml"}


def test_a_marked_cell_keeps_its_letters_and_lines_and_only_the_colour_below_is_new() -> None:
    book = opened(marked(decorated(), finding(3, 3)))
    cell = book["Plan"]["C3"]
    assert (cell.alignment.horizontal, cell.number_format, cell.value) == ("right", "0.00", "New plan")
    bold = opened(marked(decorated(), finding(3, 2)))["Plan"]["B3"]
    assert bold.font.bold
    assert bold.border.left.style == "thick"
    assert bold.font.color is None  # black, since green letters may not be seen on red


def test_comments_of_people_are_kept_and_ours_stand_below() -> None:
    book = opened(marked(decorated(), finding(3, 2)))
    assert note(book, "B3") == "Kolla med Åsa & <Bo>\nsnart\n\nGranskning (lq):\nFel: ”Å” & <b> är fel. Gör så."
    assert note(book, "E4") == "En till"
    comment = book["Plan"]["B3"].comment
    assert comment is not None
    assert comment.author == "Åsa"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_marks_of_an_earlier_time_are_taken_away(language: Language) -> None:
    content = decorated()
    first = marked(content, finding(3, 2), finding(3, 3), finding(9, 9), finding(2, 4), language=language)
    clean = marked(first)
    before, after = looks(opened(content)), looks(opened(clean))
    for sheet, cells in before.items():
        assert {name: after[sheet][name] for name in cells} == cells, sheet
    assert opened(clean).sheetnames == opened(first).sheetnames
    assert opened(clean).worksheets[0]["A2"].value == "Inga fel"


def test_marking_again_gives_what_marking_once_gives() -> None:
    content = decorated()
    findings = [finding(3, 2), finding(4, 5, Severity.WARNING), finding(2, 1, Severity.INFO)]
    once, twice = marked(content, *findings), marked(marked(content, finding(3, 3), finding(3, 2)), *findings)
    of_once, of_twice = looks(opened(once)), looks(opened(twice))
    for sheet, cells in of_once.items():
        assert {name: of_twice[sheet][name] for name in cells} == cells, sheet
    assert table(opened(once)) == table(opened(twice))
    thrice = marked(twice, *findings)
    assert len(thrice) < len(twice) * 1.02
    assert marked(thrice, *findings) == thrice


def test_the_same_workbook_is_marked_the_same_way(content: bytes) -> None:
    assert marked(content, finding(3, 2)) == marked(content, finding(3, 2))


def test_a_sheet_of_somebody_elses_that_is_called_the_same_is_left_alone() -> None:
    content = workbook({"A1": "Allvar"}, lambda book: setattr(book.worksheets[0], "title", "Granskning"))
    book = opened(marked(content))
    assert book.sheetnames == ["Granskning (2)", "Granskning"]
    assert opened(marked(marked(content)))["Granskning (2)"]["A2"].value == "Inga fel"
    assert opened(marked(marked(content))).sheetnames == ["Granskning (2)", "Granskning"]


def test_names_of_one_sheet_still_belong_to_it() -> None:
    after = part(marked(decorated()), "xl/workbook.xml")
    assert sorted(re.findall(rb'localSheetId="(\d)"', after)) == [b"0", b"1", b"1", b"2", b"4"]
    book = opened(marked(decorated()))
    assert book["Plan"].print_area == "'Plan'!$A$1:$F$20"
    assert book["Eget blad"].print_title_rows == "$1:$1"


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


MARGINS = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
CELL = '<x:row r="3"><x:c r="B3"><x:v>1</x:v></x:c></x:row>'
PLACELESS = "<row/><row/><row><c/><c s='0'><v>1</v></c></row><row></row>"
ROWS = '<row r="3" spans="1:2"/><row r="5"><c r="A5" s="0"/></row>'


@pytest.mark.parametrize(
    "sheet",
    [
        f'<worksheet xmlns="{SPACE}"><sheetData/></worksheet>',
        f'<worksheet xmlns="{SPACE}"><sheetData></sheetData>{MARGINS}</worksheet>',
        f'<x:worksheet xmlns:x="{SPACE}"><x:sheetData>{CELL}</x:sheetData></x:worksheet>',
        f'<worksheet xmlns="{SPACE}"><sheetData>{ROWS}</sheetData><tableParts count="0"/></worksheet>',
        f'<worksheet xmlns="{SPACE}"><sheetData>{PLACELESS}</sheetData></worksheet>',
    ],
)
def test_sheets_of_other_programs_are_marked(sheet: str) -> None:
    content = repacked(workbook({}), {"xl/worksheets/sheet1.xml": sheet.encode()})
    faults = (finding(3, 2, sheet="Sheet"), finding(4, 1, sheet="Sheet"))
    book = opened(marked(content, *faults, ids={Cell(PATH, "Sheet", 3, 1): "id"}))
    assert colour(book, "B3", "Sheet") == colour(book, "A4", "Sheet") == RED
    assert book["Sheet"]["A3"].value == "id"
    assert note(book, "B3", "Sheet")


def test_a_workbook_without_styles_gets_them() -> None:
    content = workbook({"A1": "x"})
    relations = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", part(content, "xl/_rels/workbook.xml.rels"))
    types = re.sub(rb"<Override [^>]*styles[^>]*/>", b"", part(content, "[Content_Types].xml"))
    bare = repacked(content, {"xl/_rels/workbook.xml.rels": relations, "[Content_Types].xml": types})
    with zipfile.ZipFile(io.BytesIO(bare)) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != "xl/styles.xml"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, each in parts.items():
            new.writestr(name, each)
    assert colour(opened(marked(stream.getvalue(), finding(1, 1, sheet="Sheet"))), "A1", "Sheet") == RED


def test_parts_in_utf_16_are_edited_too() -> None:
    content = workbook({"A1": "å"})
    names = ("xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml")
    texts = {name: part(content, name).decode().rpartition("?>")[2] for name in names}
    declaration = '<?xml version="1.0" encoding="utf-16"?>'
    parts = {name: f"{declaration}{text}".encode("utf-16") for name, text in texts.items()}
    assert colour(opened(marked(repacked(content, parts), finding(1, 1, sheet="Sheet"))), "A1", "Sheet") == RED


def test_every_part_is_xml_and_says_what_it_is() -> None:
    after = marked(decorated(), finding(3, 2), finding(4, 2))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        types = archive.read("[Content_Types].xml").decode()
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(archive.read(name))
            assert f'"/{name}"' in types or f'"{name.rpartition(".")[2]}"' in types or name == "[Content_Types].xml", (
                name
            )


def test_every_comment_has_one_box_and_every_box_a_comment() -> None:
    first = marked(decorated(), finding(3, 2), finding(4, 2))
    for content in (first, marked(first, finding(4, 2)), marked(first)):
        book = opened(content)
        commented = {cell.coordinate for row in book["Plan"].iter_rows() for cell in row if cell.comment}
        boxes = part(content, part_name(content, "vml"))
        rows = re.findall(rb"<(?:\w+:)?Row>(\d+)</(?:\w+:)?Row><(?:\w+:)?Column>(\d+)<", boxes)
        assert sorted(f"{column_letters(int(column) + 1)}{int(row) + 1}" for row, column in rows) == sorted(commented)
        numbers = re.findall(rb'id="(_x0000_s\d+)"', boxes)
        assert len(numbers) == len(set(numbers)) == len(rows)


def part_name(content: bytes, kind: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return next(name for name in archive.namelist() if name.endswith(kind))


def test_control_characters_from_the_data_do_no_harm(content: bytes) -> None:
    bad = finding(3, 2, fault=Texts("a\x00b\x1b\ufffe", "x"))
    assert note(opened(marked(content, bad)), "B3") == "Granskning (lq):\nFel: a\ufffdb\ufffd\ufffd Gör så."


def test_a_formula_in_the_data_is_never_one_in_the_sheet_of_findings(content: bytes) -> None:
    book = opened(marked(content, finding(3, 2, suggestion=Texts("=cmd|'/C calc'!A0", "x"))))
    cell = book["Granskning"]["F5"]
    assert cell.data_type in ("s", "inlineStr")


def test_very_many_findings_are_cut_with_the_number_left_out(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lq_graph.contributing.marking.workbook.MOST_FINDINGS", 3)
    monkeypatch.setattr("lq_graph.contributing.marking.workbook.MOST_FINDINGS", 3)
    book = opened(marked(content, *(finding(row, 2) for row in range(3, 9))))
    assert table(book)[-1][0] == "och 3 till; rätta de här först och skicka arbetsboken igen"
    assert [colour(book, f"B{row}") for row in (5, 6)] == [RED, None]
