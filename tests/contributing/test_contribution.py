"""Filled rows become statements, each with its cell; faulty ones become findings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook as Book
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from contributing.turtle import triples
from contributing.workbooks import PATH, WHOLE, city_reader, column_places, fill, filled, saved, template_book, workbook
from lq_graph.checking.finding import Finding
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.errors import Refusal, SourceError
from lq_graph.names import LQ, RDF, SKOS
from lq_graph.reading.position import Cell

PLAN = "https://example.org/id/plan/"
PAGE = NamedNode("http://page.example/new")
SHEET = "Plan"
PLACES = column_places(template_book())


def read(*rows: Mapping[str, object]) -> ReadContribution:
    return city_reader().read([(PATH, filled(*rows))])


def at(key: str, row: int = 3) -> Cell:
    return Cell(PATH, SHEET, row, PLACES[key])


def said(read: ReadContribution) -> set[str]:
    return {f"{triple} ." for source in read.sources for triple in source.triples}


def expected(turtle: str) -> set[str]:
    return {f"{triple} ." for triple in triples(turtle)}


def told(read: ReadContribution) -> list[tuple[str, object]]:
    return [(finding.code, finding.position) for finding in read.findings]


def test_a_row_says_what_its_cells_say() -> None:
    row = {**WHOLE, "Plan-goal#1": "rent vatten", "Plan-goal#2": "Zon", "Plan-kind": "tolkad", "Plan-cost": "12,5"}
    found = read(row)
    assert told(found) == []
    assert said(found) == expected(
        """<https://example.org/id/plan/ny-plan> a lq:Plan ; skos:prefLabel "Ny plan"@sv, "New plan"@en ;
        lq:goal <https://example.org/id/goal/1>, <https://example.org/id/goal/4> ;
        lq:hasLinkKind lq:Interpreted ; lq:cost 12.5 ; dcterms:source <http://page.example/new> .
        <http://page.example/new> a foaf:Document ; lq:readDate "2026-03-04"^^xsd:date ."""
    )


def test_an_english_template_says_the_same() -> None:
    row = {**WHOLE, "Plan-goal#1": "Clean water", "Plan-kind": "Interpreted", "Plan-held": "yes"}
    english = city_reader().read([(PATH, filled(row, language="en"))])
    assert said(english) == said(read({**row, "Plan-held": "ja"}))


def test_every_statement_has_its_cell_and_every_property_one_also_where_nothing_stands() -> None:
    source = read({**WHOLE, "Plan-goal#2": "Zon"}).sheets[0]
    positions = source.positions()
    plan = NamedNode(f"{PLAN}ny-plan")
    label, goal = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{LQ}goal")
    assert positions.subject(plan) == at("Plan-name-sv")
    assert positions.value(plan, label, Literal("New plan", language="en")) == at("Plan-name-en")
    assert positions.property(plan, label, "en") == at("Plan-name-en")
    assert positions.property(plan, label) == at("Plan-name-sv")
    assert positions.value(plan, goal, NamedNode("https://example.org/id/goal/4")) == at("Plan-goal#2")
    assert positions.property(plan, goal) == at("Plan-goal#1")
    assert positions.property(plan, NamedNode(f"{LQ}cost")) == at("Plan-cost")
    assert positions.property(plan, NamedNode(f"{RDF}type")) == at("Plan-name-sv")
    assert positions.subject(PAGE) == at("Plan-source#1")
    assert positions.property(PAGE, NamedNode(f"{LQ}readDate")) == at("Plan-source#1/Document-readDate")
    assert positions.property(plan, NamedNode(f"{LQ}none")) is None
    assert positions.subject(NamedNode("http://none.example")) is None
    assert positions.value(plan, goal, Literal("x")) is None


def test_a_property_without_column_has_the_header_cell_that_one_would_have() -> None:
    content = workbook({"A1": "Namn på svenska", "B1": "Kostnad", "A2": "Ny plan", "B2": 5})
    found = city_reader().read([(PATH, content)])
    positions = found.sheets[0].positions()
    english = positions.property(NamedNode(f"{PLAN}ny-plan"), NamedNode(f"{SKOS}prefLabel"), "en")
    assert english == Cell(PATH, "Sheet", 1, 3)
    assert ("column-missing", english) in told(found)


def test_a_value_that_could_not_be_read_says_nothing_and_its_property_is_at_its_cell() -> None:
    found = read({**WHOLE, "Plan-goal#2": "Nonsens"})
    assert told(found) == [("cell-not-in-list", at("Plan-goal#2"))]
    assert not any(triple.predicate.value == f"{LQ}goal" for triple in found.sheets[0].triples)
    goal = found.sheets[0].positions().property(NamedNode(f"{PLAN}ny-plan"), NamedNode(f"{LQ}goal"))
    assert goal == at("Plan-goal#2")


def test_a_finding_says_what_and_where_and_what_to_do() -> None:
    finding: Finding = read({**WHOLE, "Plan-goal#1": "Rent vattn"}).findings[0]
    assert finding.fault.sv == "”Rent vattn” finns inte att välja under ”Mål”."
    assert finding.fault.en == "“Rent vattn” is not among the choices under “Goal”."
    assert finding.message.sv == "Välj ett värde i listan."
    assert finding.suggestion is not None
    assert finding.suggestion.en == "6 Clean water"
    assert finding.focus == NamedNode(f"{PLAN}ny-plan")
    assert finding.label is not None
    assert (finding.label.sv, finding.label.en) == ("Ny plan", "New plan")
    assert finding.files == (PATH,)
    assert finding.origin == "reader"


def test_rows_may_refer_to_each_other_before_and_after() -> None:
    shape = "id/plan/ny-plan"
    found = read({**WHOLE, "Plan-area": "Andra planen"}, {**WHOLE, "Plan-name-sv": "Andra planen", "Plan-area": shape})
    assert told(found) == []
    areas = {
        (triple.subject, triple.object) for triple in found.sheets[0].triples if triple.predicate.value == f"{LQ}area"
    }
    first, second = NamedNode(f"{PLAN}ny-plan"), NamedNode(f"{PLAN}andra-planen")
    assert areas == {(first, second), (second, first)}


def test_files_are_read_together() -> None:
    turtle = triples('<https://example.org/id/body/ny> a lq:Body ; skos:prefLabel "Nytt organ"@sv .')
    content = serialize(turtle, format=RdfFormat.TURTLE) or b""
    other = Path("other.xlsx")
    files = [
        (PATH, filled({**WHOLE, "Plan-area": "Nytt organ"})),
        (Path("body.ttl"), content),
        (other, filled({**WHOLE, "Plan-area": "Ny plan"})),
    ]
    found = city_reader().read(files)
    assert [(finding.code, finding.position) for finding in found.findings] == [
        ("cell-has-several-meanings", Cell(other, SHEET, 3, PLACES["Plan-area"]))
    ]
    assert [source.path for source in found.sources] == [Path("body.ttl"), PATH, other]
    assert [subject.iri for sheet in found.sheets for subject in sheet.subjects.by_row.values()] == [
        f"{PLAN}ny-plan",
        f"{PLAN}ny-plan-2",
    ]
    assert found.contribution.sources == found.sources


def test_minted_addresses_are_for_the_cells_of_their_column_and_the_same_each_time() -> None:
    rows = [WHOLE, {**WHOLE, "Plan-name-sv": "Vattenplan"}, {**WHOLE, "id": "egen"}, {**WHOLE, "Plan-name-sv": None}]
    first, second = read(*rows), read(*rows)
    assert first.sheets[0].addresses() == second.sheets[0].addresses()
    assert first.sheets[0].addresses() == {at("id", 3): f"{PLAN}ny-plan", at("id", 4): f"{PLAN}vattenplan"}
    given = [subject.iri for subject in first.sheets[0].subjects.by_row.values()]
    assert given == [f"{PLAN}ny-plan", f"{PLAN}vattenplan", f"{PLAN}egen", f"{PLAN}new-plan"]


def test_a_thing_that_the_graph_has_is_described_anew_only_by_its_address() -> None:
    found = read({**WHOLE, "id": "id/plan/a"}, {**WHOLE, "Plan-name-sv": "a"})
    assert [subject.iri for subject in found.sheets[0].subjects.by_row.values()] == [f"{PLAN}a", f"{PLAN}a-2"]


def test_addresses_that_cannot_be_are_told_at_their_cell() -> None:
    rows = [
        {**WHOLE, "id": "egen"},
        {**WHOLE, "id": "egen"},
        {**WHOLE, "id": "https://other.example/x"},
        {**WHOLE, "id": "https://other.example/x"},
        {**WHOLE, "id": "id/goal/1"},
        {**WHOLE, "id": "../x"},
        {**WHOLE, "id": "=1+1"},
    ]
    found = read(*rows)
    assert told(found) == [
        ("row-id-used-twice", at("id", 4)),
        ("row-id-elsewhere", at("id", 5)),
        ("row-id-elsewhere", at("id", 6)),
        ("row-id-of-another-class", at("id", 7)),
        ("row-id-not-a-key", at("id", 8)),
        ("cell-formula-without-value", at("id", 9)),
    ]
    assert found.findings[0].fault.sv == "Adressen används redan av raden i A3."
    assert found.sheets[0].addresses() == {}


def test_what_stands_beside_an_address_is_said_of_that_address() -> None:
    known = "http://page.example/a"
    found = read(
        {**WHOLE, "Plan-source#2": known},
        {**WHOLE, "Plan-name-sv": "B", "Plan-source#1/Document-readDate": "2026-03-04"},
        {**WHOLE, "Plan-name-sv": "C", "Plan-source#1/Document-readDate": "2026-03-05"},
        {**WHOLE, "Plan-name-sv": "D", "Plan-source#2/Document-readDate": "2026-03-05"},
    )
    assert told(found) == [
        ("cell-says-otherwise", at("Plan-source#1/Document-readDate", 5)),
        ("cell-describes-nothing", at("Plan-source#2/Document-readDate", 6)),
    ]
    assert found.findings[0].suggestion is None  # which of the two is right is not known
    about = {str(triple) for triple in found.sheets[0].triples if triple.subject in (PAGE, NamedNode(known))}
    assert about == {
        text.removesuffix(" .")
        for text in expected('<http://page.example/new> a foaf:Document ; lq:readDate "2026-03-04"^^xsd:date .')
    }


def test_an_address_that_nobody_has_described_is_called_what_it_is() -> None:
    found = read({**WHOLE, "Plan-source#1/Document-readDate": None})
    assert Triple(PAGE, NamedNode(f"{RDF}type"), NamedNode("http://xmlns.com/foaf/0.1/Document")) in (
        found.sheets[0].triples
    )


def test_what_stands_beside_an_address_that_could_not_be_read_is_left_aside() -> None:
    found = read({**WHOLE, "Plan-source#1": "boken"})
    assert told(found) == [("cell-not-an-address", at("Plan-source#1"))]


def test_an_empty_template_says_so() -> None:
    assert told(read()) == [("sheet-empty", Cell(PATH, SHEET, 3, 1))]


def test_other_sheets_are_told_also_hidden_ones_but_not_those_of_the_template() -> None:
    book = template_book()
    fill(book, [WHOLE])
    book.create_sheet("Anteckningar")["B2"] = "hej"
    book.create_sheet("Tom")
    book.create_sheet("Dold")["A1"] = "hej"
    book["Dold"].sheet_state = "hidden"
    book.create_sheet("Dold och tom").sheet_state = "hidden"
    found = city_reader().read([(PATH, saved(book))])
    assert told(found) == [("sheet-not-read", Cell(PATH, each, 1, 1)) for each in ("Anteckningar", "Dold")]
    assert "Anteckningar" in found.findings[0].fault.sv


def test_what_is_no_template_is_refused() -> None:
    with pytest.raises(Refusal, match="cannot be seen which template") as refused:
        city_reader().read([(PATH, workbook({"A1": "hej"}))])
    assert "vilken mall" in refused.value.texts.sv


def test_a_broken_file_is_refused_whatever_stands_beside_it() -> None:
    with pytest.raises(SourceError, match=r"a\.ttl:1:"):
        city_reader().read([(PATH, filled(WHOLE)), (Path("a.ttl"), b"no turtle")])
    with pytest.raises(Refusal, match=r"b\.xlsx: the file is empty"):
        city_reader().read([(PATH, filled(WHOLE)), (Path("b.xlsx"), b"")])


def old(change: Mapping[str, str | None]) -> Book:
    """A template in which keys or headers are other ones than today."""
    book = template_book()
    sheet = book.worksheets[0]
    for name, value in change.items():
        sheet[name] = value
    for row in book["_lq"].iter_rows():
        for cell in row:
            if cell.value == "lq.shapes":
                book["_lq"].cell(cell.row or 0, 2).value = "of-long-ago"
    set_property(book, "lq.shapes", "of-long-ago")
    fill(book, [WHOLE])
    return book


def set_property(book: Book, name: str, value: str) -> None:
    for each in properties(book).props:
        if each.name == name:
            each.value = value


def properties(book: Book) -> Any:
    return book.custom_doc_props  # type: ignore[attr-defined]  # which the stubs do not know


def test_an_old_template_is_told_what_changed() -> None:
    cost = at("Plan-cost", 1).name
    change = {
        cost: "Plan-price",
        at("Plan-cost", 2).name: "Pris",
        "B2": "Titel",
        at("Plan-name-en", 2).name: "Namn på engelska",
    }
    found = city_reader().read([(PATH, saved(old(change)))])
    assert told(found) == [("template-old", Cell(PATH, SHEET, 2, 1))]
    assert found.findings[0].fault.sv == (
        "Mallen är äldre än reglerna. Nytt: kostnad. Borttaget: Pris. "
        "Måste nu fyllas i: namn på svenska, namn på engelska. Omdöpt: ”Titel” till ”namn på svenska”."
    )
    assert found.findings[0].severity.name == "WARNING"


def test_an_old_template_with_the_same_columns_is_only_a_remark() -> None:
    found = city_reader().read([(PATH, saved(old({})))])
    assert [(finding.code, finding.severity.name) for finding in found.findings] == [("template-old", "INFO")]
    assert "Det är bara vad som får stå i cellerna" in found.findings[0].fault.sv


def test_what_stands_in_a_column_that_went_is_not_lost_in_silence() -> None:
    book = old({at("Plan-cost", 1).name: "Plan-price", at("Plan-cost", 2).name: "Pris"})
    book.worksheets[0][at("Plan-cost", 3).name] = 5
    found = city_reader().read([(PATH, saved(book))])
    assert [finding.code for finding in found.findings] == ["column-unknown", "template-old"]
    assert found.findings[0].position == at("Plan-cost", 2)


def test_a_template_of_another_city_is_told() -> None:
    book = template_book()
    set_property(book, "lq.base", "https://other.example/")
    fill(book, [WHOLE])
    found = city_reader().read([(PATH, saved(book))])
    assert [finding.code for finding in found.findings] == ["template-elsewhere"]
    assert "https://other.example/" in found.findings[0].fault.sv


def test_a_template_that_lost_its_properties_is_known_by_its_hidden_sheet() -> None:
    book = template_book("en")
    for each in list(properties(book).props):
        del properties(book)[each.name]
    fill(book, [{**WHOLE, "Plan-cost": "1,234"}])
    found = city_reader().read([(PATH, saved(book))])
    assert [finding.code for finding in found.findings] == ["cell-not-a-number"]  # as only English is unreadable


def test_headers_that_are_none_are_told_each_at_its_cell() -> None:
    cells = {
        "A1": "Namn på svenska",
        "B1": "Kostnaad",
        "C1": "Namn på svenska",
        "D1": "Namn på engelska",
        "E1": "Källa",
    }
    rows = {"A2": "Ny", "B2": 5, "C2": "Ny", "D2": "New", "G3": "lös"}
    found = city_reader().read([(PATH, workbook({**cells, **rows}))])
    places = {finding.code: finding.position.name for finding in found.findings if isinstance(finding.position, Cell)}
    assert places == {
        "column-missing": "F1",
        "column-recommended": "G1",
        "column-unknown": "B1",
        "column-without-header": "G3",
        "column-used-twice": "C1",
    }
    unknown = next(finding for finding in found.findings if finding.code == "column-unknown")
    assert unknown.suggestion is not None
    assert unknown.suggestion.sv == "Kostnad"
