"""CSV as Excel in Swedish opens it, without formulas."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributing.city import columns, plan_form, reference
from lq_graph.contributing.forms.rows import Row
from lq_graph.contributing.templates.csv import guarded, unguarded, write_csv
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.text import Language


def sheet(language: Language = "sv", rows: list[Row] | None = None) -> list[list[str]]:
    stream = io.BytesIO()
    write_csv(plan_form(), language, stream, rows or [])
    text = stream.getvalue()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def exported(language: Language) -> list[dict[str, str]]:
    header, *rows = sheet(language, exported_rows(plan_form(), reference(), columns(), language))
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_template_is_a_row_of_names() -> None:
    assert sheet("sv")[0][:4] == [
        "Adress (fylls i automatiskt)",
        "Namn på svenska *",
        "Namn på engelska *",
        "Källa 1 *",
    ]
    assert sheet("en")[0][:4] == [
        "Address (filled in automatically)",
        "Name in Swedish *",
        "Name in English *",
        "Source 1 *",
    ]
    assert len(sheet()) == 1


def test_numbers_have_the_decimal_mark_of_the_language() -> None:
    assert [row["Kostnad"] for row in exported("sv")] == ["12,50", "12,5"]
    assert [row["Cost"] for row in exported("en")] == ["12.5", "12.50"]


def test_no_text_begins_like_a_formula() -> None:
    first, second = exported("sv")
    assert first["Namn på svenska *"] == "'-1+1"
    assert second["Mål 2"] == "'=cmd|'/C calc'!A0"
    assert second["Hashtagg"] == "#vatten"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "'=1", "''-"])
def test_what_is_guarded_is_found_again(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@given(st.text("'=+-@\t a1"))
def test_every_text_is_found_again_and_none_begins_like_a_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
