"""Malicious files are read, refused or marked in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import process_time

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.workbook import Workbook as Book

from contributing.workbooks import PATH, SHEET, WHOLE, city_reader, filled, part, repacked, saved, with_rows, workbook
from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.marking.review import Review
from lq_graph.contributing.marking.workbook import mark
from lq_graph.errors import Refusal
from lq_graph.reading.position import Cell
from lq_graph.text import Texts

LONG = 32_000  # characters; a cell of Excel holds 32,767
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@contextmanager
def soon(seconds: float = 2) -> Iterator[None]:
    start = process_time()
    yield
    assert process_time() - start < seconds


def marked(content: bytes, sheet: str = "Sheet") -> bytes:
    place = Cell(PATH, sheet, 1, 1)
    finding = Finding(Severity.INFO, "x", Texts("", ""), Texts("", ""), position=place)
    return mark(PATH, content, [finding], {}, Review("sv", PATH.name))


KEYS = ("id", "Plan-goal#1", "Plan-cost", "Plan-from", "Plan-held", "Plan-area", "Plan-source#1")


@pytest.mark.parametrize(
    "text",
    [
        "1" + " " * LONG + "!",
        "1 " * (LONG // 2) + "!",
        "a." * (LONG // 2) + "!",
        "https://" + "a" * LONG + " ",
        "-" * LONG,
        "1,234" * (LONG // 5),
        "å" * LONG,
        "*" * LONG + "x",
        "\n" * LONG + "x",
        "<" * LONG,
    ],
)
def test_a_long_text_in_any_cell(text: str) -> None:
    content = filled(*({**WHOLE, key: text} for key in KEYS))
    with soon():
        city_reader().read([(PATH, content)])


@pytest.mark.parametrize("text", ["*" * LONG + "x", "mål " * (LONG // 4), "x1" * (LONG // 2), " " * 9 + "1" * LONG])
def test_a_long_text_as_a_header(text: str) -> None:
    content = workbook(
        {"A1": "Namn på svenska", "B1": "Namn på engelska", "C1": text, "C2": "x", "D1": text, "D2": "y"}
    )
    with soon():
        codes = {finding.code for finding in city_reader().read([(PATH, content)]).findings}
    assert "column-unknown" in codes


def test_many_headers_of_no_form() -> None:
    content = with_rows("".join(f'<row r="{row}">{row_cells(row)}</row>' for row in range(1, 12)))
    with soon(4), pytest.raises(Refusal):
        city_reader().read([(PATH, content)])


def row_cells(row: int) -> str:
    letters = [a + b for a in " ABCDEFGHIJKLMNOPQ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    return "".join(
        f'<c r="{letter.strip()}{row}" t="inlineStr"><is><t>mål och mening {number} {row}</t></is></c>'
        for number, letter in enumerate(letters)
    )


def test_many_rows_of_nonsense() -> None:
    content = filled(*({**WHOLE, "Plan-goal#1": f"Nonsens {n}", "Plan-cost": f"{n} kr"} for n in range(1_500)))
    with soon(6):
        found = city_reader().read([(PATH, content)])
    assert len(found.findings) > 2_900


@pytest.mark.parametrize("text", ["\n" * LONG + "x", "Granskning (lq):" * 2_000, " \n" * (LONG // 2), "x" * LONG])
def test_long_comments_of_people(text: str) -> None:
    book = Book()
    for row in range(1, 20):
        book.worksheets[0][f"A{row}"] = 1
        book.worksheets[0][f"A{row}"].comment = Comment(text, "x")
    content = saved(book)
    with soon():
        marked(marked(content))


@pytest.mark.parametrize(
    "drawing",
    [
        b"<v:shape " * 300_000,
        b"<v:shape >ObjectType=" * 100_000 + b"</v:shape>",
        b"</v:shape>" * 300_000,
        b"<xml" * 300_000,
        b"<x:Row>" * 300_000,
    ],
)
def test_drawings_that_are_no_xml(drawing: bytes) -> None:
    book = Book()
    book.worksheets[0]["A2"].comment = Comment("x", "x")
    content = saved(book)
    name = "xl/drawings/commentsDrawing1.vml"
    assert part(content, name)
    hostile = repacked(content, {name: b"<xml>" + drawing + b"</xml>"})
    with soon():
        marked(hostile)


@pytest.mark.parametrize(
    "trap",
    [
        '<!-- {} --><row r="1"/>',
        "<?x {} ?>",
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[{}]]></t></is></c></row>',
        '<row r="1" a="{}"/>',
    ],
)
@pytest.mark.parametrize("bait", ['<c r="A1">', "<row >", "<row r='1'>", "c>" * 3])
def test_sheets_with_traps_for_who_looks_for_tags(trap: str, bait: str) -> None:
    if "a=" in trap:
        bait = bait.replace("<", "&lt;").replace('"', "&quot;")
    rows = trap.format(bait * 60_000)
    sheet = f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'
    content = repacked(workbook({}), {SHEET: sheet.encode()})
    with soon(), pytest.raises(Refusal, match="damaged"):
        marked(content)


def test_an_unread_sheet_that_is_no_xml_is_refused_when_it_is_marked() -> None:
    content = workbook({"A1": "x"}, lambda book: book.create_sheet("Dold"))
    broken = repacked(content, {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><c <c <c"})
    with pytest.raises(Refusal, match="damaged"):
        marked(broken)


@pytest.mark.parametrize(
    "number", ["9" * 5_000, "9" * 12, "²", "-1", "x", ""], ids=["5000", "12", "²", "-1", "x", "none"]
)
@pytest.mark.parametrize(
    ("name", "before"),
    [
        (SHEET, rb'<c r="A'),
        (SHEET, rb'<row r="'),
        (SHEET, rb'<c r="A1" s="'),
        ("xl/styles.xml", rb'fillId="'),
        ("xl/styles.xml", rb'fontId="'),
        ("xl/workbook.xml", rb'sheetId="'),
        ("xl/workbook.xml", rb'localSheetId="'),
        ("xl/comments/comment1.xml", rb'ref="A'),
        ("xl/drawings/commentsDrawing1.vml", rb":Row>"),
        ("xl/drawings/commentsDrawing1.vml", rb":Column>"),
        ("xl/drawings/commentsDrawing1.vml", rb'id="_x0000_s'),
    ],
)
def test_numbers_that_are_none_are_marked_or_refused(name: str, before: bytes, number: str) -> None:
    book = Book()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A1"].font, sheet["A1"].comment = 1, Font(bold=True), Comment("x", "x")
    sheet.print_title_rows = "1:1"
    content = saved(book)
    broken, count = re.subn(re.escape(before) + rb"[0-9]+", before + number.encode(), part(content, name))
    assert count
    with soon(), suppress(Refusal):
        marked(marked(repacked(content, {name: broken})))
