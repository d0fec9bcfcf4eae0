"""The columns of a form's sheet are always the same, with permanent keys and headers for people."""

from __future__ import annotations

from contributing.turtle import forms_of
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import sheet_columns
from lq_graph.text import Texts

SHAPES = """
lqs:Plan a sh:NodeShape ; sh:targetClass lq:Plan ;
    sh:property lqs:Plan-one, lqs:Plan-two, lqs:Plan-any, lqs:Plan-code, lqs:Plan-source .
lqs:Plan-one sh:path lq:one ; sh:order 1 ; sh:name "ett"@sv, "one"@en ; sh:minCount 1 ; sh:maxCount 1 .
lqs:Plan-two sh:path lq:two ; sh:order 2 ; sh:name "två"@sv, "two"@en ; sh:maxCount 2 ; sh:class lq:Goal .
lqs:Plan-any sh:path lq:any ; sh:order 3 ; sh:name "fler"@sv, "more"@en ; sh:class lq:Goal .
lqs:Plan-code sh:path lq:code ; sh:order 4 ; sh:name "kod"@sv, "code"@en .
lqs:Plan-source sh:path dcterms:source ; sh:name "källa"@sv, "source"@en ; sh:class foaf:Document ; sh:minCount 1 .
lqs:Document a sh:NodeShape ; sh:targetClass foaf:Document ; sh:property lqs:Document-read .
lqs:Document-read sh:path lq:readDate ; sh:minCount 1 ; sh:name "läst"@sv, "read"@en ; sh:datatype xsd:date .
"""


def form() -> Form:
    return forms_of(SHAPES)["plan"]


def test_columns_are_the_address_and_then_the_fields_with_room_for_several_values() -> None:
    assert [column.key for column in sheet_columns(form())] == [
        "id",
        "Plan-one",
        "Plan-source#1",
        "Plan-source#1/Document-read",
        "Plan-source#2",
        "Plan-source#2/Document-read",
        "Plan-source#3",
        "Plan-source#3/Document-read",
        "Plan-two#1",
        "Plan-two#2",
        "Plan-any#1",
        "Plan-any#2",
        "Plan-code#1",
    ]


def test_headers_say_which_value_it_is_and_mark_what_must_be_filled() -> None:
    headers = {column.key: column.header for column in sheet_columns(form())}
    assert headers["id"] == Texts("Adress (fylls i automatiskt)", "Address (filled in automatically)")
    assert headers["Plan-one"] == Texts("Ett *", "One *")
    assert headers["Plan-two#2"] == Texts("Två 2", "Two 2")
    assert headers["Plan-code#1"] == Texts("Kod", "Code")
    assert headers["Plan-source#1"] == Texts("Källa 1 *", "Source 1 *")
    assert headers["Plan-source#1/Document-read"] == Texts("Läst 1 *", "Read 1 *")
    assert headers["Plan-source#2/Document-read"] == Texts("Läst 2", "Read 2")


def test_there_are_as_many_columns_as_there_are_values() -> None:
    columns = sheet_columns(form(), {"Plan-one": 2, "Plan-two": 1, "Plan-any": 4, "Plan-code": 2})
    keys = [column.key for column in columns if column.beside is None]
    assert keys[1:3] == ["Plan-one#1", "Plan-one#2"]
    assert [key for key in keys if key.startswith("Plan-two")] == ["Plan-two#1", "Plan-two#2"]
    assert [key for key in keys if key.startswith("Plan-any")][-1] == "Plan-any#4"
    assert [key for key in keys if key.startswith("Plan-code")] == ["Plan-code#1", "Plan-code#2"]
