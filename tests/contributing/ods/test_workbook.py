"""Packages of OpenDocument: properties are read, and what is no contribution is refused with what to do."""

from __future__ import annotations

import pytest

from contributing.open_documents import ODS, cell, ods, opened, row, table
from contributing.workbooks import filled
from lq_graph.contributing.spreadsheets.spreadsheet import open_spreadsheet
from lq_graph.contributing.templates.identity import TemplateIdentity, template_identity
from lq_graph.errors import Refusal

ONE = table(row(cell("x")))


def refusal(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        opened(content)
    return refused.value


def test_custom_properties_hold_the_identity_of_a_template() -> None:
    meta = (
        '<meta:user-defined meta:name="lq.class">https://example.org/ns#Plan</meta:user-defined>'
        '<meta:user-defined meta:name="lq.language" meta:value-type="string">en</meta:user-defined>'
        "<dc:title>annat</dc:title>"
    )
    assert template_identity(opened(ods(ONE, meta=meta))) == TemplateIdentity(
        "https://example.org/ns#Plan", "", "en", ""
    )


def test_the_hidden_sheet_holds_the_identity_where_properties_are_lost() -> None:
    hidden = table(row(cell("lq.class"), cell("https://example.org/ns#Plan")), name="_lq")
    assert template_identity(opened(ods(ONE, hidden))).class_ == "https://example.org/ns#Plan"


def test_the_content_and_not_the_name_tells_the_kind_of_a_workbook() -> None:
    assert opened(filled({})).sheet("Plan") is not None
    assert open_spreadsheet(ODS.with_suffix(".xlsx"), ods(ONE)).sheet("Plan") is not None


def test_a_template_of_libreoffice_is_read() -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet-template"
    assert opened(ods(ONE, parts={"mimetype": kind})).sheet("Plan") is not None


@pytest.mark.parametrize(
    ("content", "english", "swedish"),
    [
        (
            ods(ONE, manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
            "protected with a password",
            "avmarkera Spara med lösenord",
        ),
        (ods(parts={"encrypted-package": b"\0"}), "protected with a password", "avmarkera Spara med lösenord"),
        (ods(ONE, parts={"Basic/Standard/Module1.xml": "<x/>"}), "has macros; remove", "innehåller makron; ta bort"),
        (ods(ONE, parts={"Scripts/python/x.py": "x"}), "has macros; remove", "innehåller makron; ta bort"),
        (
            ods(table('<table:table-source xlink:href="file:///etc/passwd"/>', row(cell("x")))),
            "values from other files; break",
            "värden ur andra filer; bryt",
        ),
        (
            ods(table(row("<table:table-cell><table:cell-range-source/></table:table-cell>"))),
            "values from other files; break",
            "värden ur andra filer; bryt",
        ),
        (
            ods(table(row("<table:table-cell table:formula=\"of:=['file:///srv/plan.xlsx'#$Plan.A1]\"/>"))),
            "values from other files; break",
            "värden ur andra filer; bryt",
        ),
        (
            ods(ONE, "<table:dde-links><table:dde-link/></table:dde-links>"),
            "values from other files; break",
            "värden ur andra filer; bryt",
        ),
        (
            ods(ONE, parts={"mimetype": "application/vnd.oasis.opendocument.text"}),
            "but a text document (.odt)",
            "utan ett textdokument (.odt)",
        ),
        (
            ods(ONE, parts={"mimetype": "application/vnd.oasis.opendocument.chart"}),
            "OpenDocument of another kind",
            "OpenDocument av annat slag",
        ),
        (ods(), "is damaged", "är skadad"),
        (ods(parts={"content.xml": "<a><b>"}), "is damaged", "är skadad"),
        (ods(parts={"content.xml": "<!DOCTYPE a><a/>"}), "document type declaration", "dokumenttypsdeklaration"),
        (ods(ONE, parts={"styles.xml": "<!DOCTYPE a><a/>"}), "document type declaration", "dokumenttypsdeklaration"),
        (ods(ONE, parts={"Object 1/content.xml": "<!DOCTYPE a><a/>"}), "document type", "dokumenttypsdeklaration"),
        (ods(parts={"content.xml": '<?xml version="1.0" encoding="none"?><a/>'}), "is damaged", "är skadad"),
        (ods(parts={"styles.xml": '<?xml version="1.0" encoding="shift_jis"?><a/>'}), "is damaged", "är skadad"),
        (ods(parts={"../x": "x"}), "is damaged", "är skadad"),
    ],
)
def test_what_is_no_contribution_is_refused_with_what_to_do(content: bytes, english: str, swedish: str) -> None:
    found = refusal(content)
    assert english in found.texts.en
    assert swedish in found.texts.sv
