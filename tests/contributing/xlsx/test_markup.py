"""Untrusted XML is parsed without document types and within limits."""

from __future__ import annotations

from time import process_time

import pytest

from contributing.workbooks import PATH, SHEET, grid, repacked, with_rows, workbook
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.errors import Refusal

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHING = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
CONTENT = workbook({"A1": "x"})


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "docProps/app.xml", "x.vml"]
)
@pytest.mark.parametrize("text", [LAUGHING, OUTSIDE], ids=["laughing", "outside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part_and_encoding(part: str, text: str, encoding: str) -> None:
    start = process_time()
    with pytest.raises(Refusal, match="document type declaration"):
        read_workbook(PATH, repacked(CONTENT, {part: text.encode(encoding)}))
    assert process_time() - start < 1


def test_a_long_comment_hides_no_document_type() -> None:
    hidden = f"<!--{'x' * 3_000_000}-->{LAUGHING.partition('?>')[2]}"
    with pytest.raises(Refusal, match="document type declaration"):
        read_workbook(PATH, repacked(CONTENT, {"xl/media/a.xml": hidden.encode()}))


@pytest.mark.parametrize("text", ["<workbook>", "no xml", "", "<a/><b/>", "<a>&nbsp;</a>"])
def test_what_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="damaged"):
        read_workbook(PATH, repacked(CONTENT, {"xl/workbook.xml": text.encode()}))


def test_deep_nesting_ends_soon() -> None:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    assert grid(with_rows(f'<row r="1"><c r="A1"><v>1</v></c></row>{deep}')).rows[1][1].text == "1"


def test_names_may_have_a_prefix() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>hej</x:t></x:is></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{space}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert grid(repacked(CONTENT, {SHEET: sheet.encode()})).rows[2][2].text == "hej"
