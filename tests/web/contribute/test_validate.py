"""`/validate` behind a real server: findings in each format, and files that are refused with a reason."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from contributing.open_documents import as_ods
from web.uploads import BOUNDARY, HTML, MULTIPART, UploadServer, form_of, form_of_files

FAULTY = b"""# Made-up data.
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/livskvalitet/id/plan/prov> a lq:Plan ;
    skos:prefLabel "Prov"@sv, "<script>alert(1)</script>"@en ;
    lq:isPartOf <https://w3id.org/livskvalitet/id/programme/livskvalitetsprogramet> .
"""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUAD = b'<http://a.example/a> <http://a.example/b> "Made-up" <http://a.example/g> .\n'


@pytest.fixture(scope="module", name="filled")
def _filled(server: UploadServer) -> bytes:
    """A template with a row in which three cells are wrong."""
    template = server.ask("GET", "/contribute/template.xlsx?class=plan").body
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column or 0 for cell in sheet[1]}
    cells = {
        "Thing-prefLabel-sv": "Påhittad plan",
        "Thing-prefLabel-en": "=cmd|' /C calc'!A0",
        "ChainElement-isPartOf#1": "Livskvalitetsprogramet",
        "Plan-validFrom": "i fjol",
        "Thing-source#1": "https://a.example/",
        "Thing-source#1/Document-readDate": "2026-11-23",
    }
    for key, value in cells.items():
        sheet.cell(3, columns[key], value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_file_gives_findings_as_json_and_their_number_in_a_header(server: UploadServer) -> None:
    reply = server.upload("prov.ttl", FAULTY)
    found = {each["code"]: each for each in reply.json["findings"]}
    assert (reply.status, reply.media_type) == (200, "application/json")
    assert set(reply.json) == {"schemaVersion", "tool", "summary", "findings"}
    assert reply.json["summary"]["failed"] is True
    assert found["dangling-link"]["position"] == {"file": "prov.ttl", "line": 6, "column": 17, "length": 67}
    assert reply.headers["lq-findings"] == "violations=3, warnings=1, infos=1"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "LQ-Findings" in reply.headers["access-control-expose-headers"]
    assert reply.headers["cache-control"] == "no-store"


def test_a_browser_is_told_in_words_with_the_line(server: UploadServer) -> None:
    reply = server.upload("prov.ttl", FAULTY, accept=HTML)
    assert (reply.status, reply.media_type) == (200, "text/html")
    assert "<title>Fel: Granska en fil" in reply.text
    assert "3 fel som måste rättas" in reply.text
    assert '<a href="#finding-1">' in reply.text
    assert "Rad 6, kolumn 17" in reply.text
    assert "<mark>&lt;https://w3id.org/livskvalitet/id/programme/livskvalitetsprogramet&gt;</mark>" in reply.text
    assert "Menade du ”Livskvalitetsprogrammet" in reply.text
    assert "<script" not in reply.text
    assert "script-src" not in reply.headers["content-security-policy"]
    english = server.upload("prov.ttl", FAULTY, "/en/validate", HTML)
    assert "3 errors that must be mended" in english.text


def test_the_report_comes_as_turtle_sarif_and_text(server: UploadServer) -> None:
    turtle = server.send(FAULTY, "text/turtle", accept="text/turtle")
    conforms = "http://www.w3.org/ns/shacl#conforms"
    values = [quad.object.value for quad in parse(turtle.body, RdfFormat.TURTLE) if quad.predicate.value == conforms]
    assert values == ["false"]
    sarif = server.send(FAULTY, "text/turtle", "/validate?format=sarif")
    assert sarif.media_type == "application/sarif+json"
    assert sarif.json["version"] == "2.1.0"
    assert "contribution.ttl:6:17" in server.send(FAULTY, "text/turtle", "/validate?format=text").text


def test_a_workbook_comes_back_with_its_cells_marked(server: UploadServer, filled: bytes) -> None:
    reply = server.upload("min plan.xlsx", filled, "/validate?format=xlsx")
    assert (reply.status, reply.media_type) == (200, WORKBOOK)
    assert 'filename="min plan-granskad.xlsx"' in reply.headers["content-disposition"]
    review, sheet = load_workbook(io.BytesIO(reply.body)).worksheets[:2]
    assert review["A1"].value == "Granskning av min plan.xlsx"
    assert "granska filen igen" in review["A3"].value
    assert review["A3"].value.endswith("/id/body/lq-redaktionen")
    columns = {cell.value: cell.column or 0 for cell in sheet[1]}
    marked = {key for key, column in columns.items() if sheet.cell(3, column).comment}
    assert {"ChainElement-isPartOf#1", "Plan-validFrom"} <= marked
    page = server.upload("min plan.xlsx", filled, accept=HTML)
    assert "Blad Plan, cell" in page.text
    assert f'href="data:{WORKBOOK};base64,' in page.text
    assert 'download="min plan-granskad.xlsx"' in page.text


def test_a_workbook_of_libreoffice_is_read_and_comes_back_as_one_that_it_opens(
    server: UploadServer, filled: bytes
) -> None:
    content = as_ods(filled)
    ours, theirs = server.upload("min plan.xlsx", filled).json, server.upload("min plan.ods", content).json
    assert [each["code"] for each in theirs["findings"]] == [each["code"] for each in ours["findings"]]
    reply = server.upload("min plan.ods", content, "/validate?format=xlsx")
    assert "min%20plan-granskad.xlsx" in reply.headers["content-disposition"]
    assert load_workbook(io.BytesIO(reply.body)).sheetnames[0] == "Granskning"


def test_a_csv_file_has_its_faults_at_lines_and_columns_and_comes_back_as_a_workbook(server: UploadServer) -> None:
    rows = (
        "Namn på svenska;Namn på engelska;Ingår i dokument eller område;Källa;Datum då källan lästes\n"
        "Påhittad plan;Made-up;Livskvalitetsprogramet;x;"
    )
    content = rows.encode("cp1252")
    reply = server.upload("plan.csv", content, "/validate?class=plan")
    found = {each["code"]: each["position"] for each in reply.json["findings"]}
    assert found["cell-not-in-list"] == {"file": "plan.csv", "line": 2, "column": 23, "length": 22}
    marked = server.send(content, "text/csv", "/validate?class=plan&format=xlsx")
    sheets = load_workbook(io.BytesIO(marked.body)).worksheets
    assert any(cell.comment for sheet in sheets for row in sheet for cell in row)


def test_several_files_are_read_together_and_shown_one_by_one(server: UploadServer, filled: bytes) -> None:
    known = FAULTY.replace(b"livskvalitetsprogramet", b"livskvalitetsprogrammet").replace(
        b"<script>alert(1)</script>", b"Test"
    )
    refers = known.replace(b"id/plan/prov", b"id/plan/annan").replace(
        b"id/programme/livskvalitetsprogrammet", b"id/plan/prov"
    )
    files = {
        "a.ttl": refers.replace(b"Prov", b"Annan").replace(b"Test", b"Other"),
        "b.ttl": known,
        "min plan.xlsx": filled,
    }
    reply = server.upload_all(files)
    dangling = [each for each in reply.json["findings"] if each["code"] == "dangling-link"]
    assert (reply.status, dangling) == (200, [])
    page = server.upload_all(files, accept=HTML).text
    assert re.findall(r'<h2 id="file-\d">([^<]+)</h2>', page) == list(files)
    assert page.count("download=") == page.count('download="min plan-granskad.xlsx"') == 1
    assert "<h1>Granskning av 3 filer</h1>" in page
    assert server.upload_all(files, "/validate?format=xlsx").status == 406


def test_the_one_of_several_files_that_cannot_be_read_is_named(server: UploadServer) -> None:
    page = server.upload_all({"a.ttl": FAULTY, "b.csv": b"\xef\xbb\xbf\r\n"}, accept=HTML)
    assert (page.status, "<p>b.csv</p>" in page.text, "Den är tom." in page.text) == (422, True, True)


def test_files_of_one_name_are_told_apart(server: UploadServer) -> None:
    reply = server.send(form_of_files([("a.ttl", FAULTY), ("b/a.ttl", b"# Made-up data.\n<a> .")]), MULTIPART)
    assert (reply.status, reply.json["place"]) == (422, "a (2).ttl:2:1")


def test_an_empty_file_is_named_and_no_file_is_another_thing(server: UploadServer) -> None:
    empty = server.upload("plan.csv", b"", accept=HTML)
    assert (empty.status, "Filen ”plan.csv” är tom." in empty.text) == (400, True)
    assert "Ingen fil kom med." in server.upload("", b"", accept=HTML).text


def test_a_file_without_faults_conforms(server: UploadServer) -> None:
    nothing = b"# Made-up data.\n<http://a.example/a> <http://a.example/b> 1 ."
    reply = server.send(nothing, "text/turtle", accept=HTML)
    assert reply.headers["lq-findings"] == "violations=0, warnings=0, infos=0"
    assert "Inga fel" in reply.text
    assert "fråga utgivaren" not in reply.text  # nothing to hand in
    assert "Filen beskriver ingen sak av de slag som finns här" in reply.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.trig", FAULTY),
        ("a.nq", QUAD.replace(b" <http://a.example/g>", b"")),
        ("a.jsonld", b'{"@id": "http://a.example/a", "http://a.example/b": "Made-up"}'),
        (
            "a.rdf",
            b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://a.example/">'
            b'<r:Description r:about="http://a.example/a"><e:b>Made-up</e:b></r:Description></r:RDF>',
        ),
    ],
)
def test_every_syntax_is_read(server: UploadServer, name: str, content: bytes) -> None:
    assert server.upload(name, content, "/validate?format=text").status == 200


def test_the_page_for_files_needs_no_script(server: UploadServer) -> None:
    page = server.page("/validate").text
    assert '<form method="post" action="/validate" enctype="multipart/form-data"' in page
    assert '<input type="file" id="file" name="file"' in page
    assert "Högst 10 MB" in page
    assert "<script" not in page
    assert server.ask("HEAD", "/en/validate").status == 200
    assert server.ask("OPTIONS", "/validate").headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/validate?format=doc", "*/*", 400), ("/validate", "image/png", 406), ("/validate?format=xlsx", "*/*", 406)],
)
def test_what_cannot_be_given_back_is_refused(server: UploadServer, path: str, accept: str, status: int) -> None:
    reply = server.upload("a.ttl", FAULTY, path, accept)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")


def test_a_class_that_nobody_knows_is_refused_with_the_nearest(server: UploadServer) -> None:
    reply = server.upload("a.ttl", FAULTY, "/validate?class=plann")
    assert (reply.status, reply.json["type"]) == (404, "/problem/unknown-name")
    assert "plan" in reply.json["detail"]


def test_a_file_that_cannot_be_parsed_says_where(server: UploadServer) -> None:
    broken = b"# Made-up data.\n<http://a.example/a> ex:b 1 ."
    reply = server.upload("min fil.ttl", broken)
    assert (reply.status, reply.media_type) == (422, "application/problem+json")
    assert reply.json["type"] == "/problem/file-unreadable"
    assert (reply.json["place"], reply.json["line"]) == ("min fil.ttl:2:22", 2)
    page = server.upload("min fil.ttl", broken, accept=HTML)
    assert page.status == 422
    assert "Filen går inte att läsa (422)" in page.text
    assert "min fil.ttl, rad 2, kolumn 22" in page.text
    assert "&lt;http://a.example/a&gt; <mark>" in page.text
    assert 'name="file"' in page.text


def test_a_file_that_cannot_be_parsed_comes_with_advice_and_its_line(server: UploadServer) -> None:
    broken = b"# Made-up data.\n<http://a.example/a b> <http://a.example/b> 1 .\n"
    assert server.upload("a.ttl", broken).json["detail"].endswith("given, or just before them, and check again.")
    page = server.upload("a.ttl", broken, accept=HTML).text
    assert "Rätta på raden och kolumnen som anges" in page
    assert '<span class="number">2</span> ' in page


def test_graphs_with_names_of_their_own_are_refused(server: UploadServer) -> None:
    reply = server.upload("a.nq", QUAD)
    assert (reply.status, "graphs of its own" in reply.json["detail"]) == (422, True)


def _packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return stream.getvalue()


def _with(workbook: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one more part."""
    stream = io.BytesIO(workbook)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("a.exe", b"MZ\x90\x00", 415, "what kind of file"),
        ("a", b"\x00\x01", 415, "what kind of file"),
        ("a.xlsx", b"%PDF-1.7", 422, "a PDF document"),
        ("a.pdf", b"%PDF-1.7", 422, "a PDF document"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 422, "an old workbook"),
        ("a.xlsx", _packed(word__document_DOT_xml=b"<a/>"), 422, "Word document"),
        ("a.ttl", b"\x89PNG\r\n\x1a\n", 422, "a.ttl"),
        ("a.ttl", b"(" * 50_000, 422, ""),
        ("a.ttl", b"[<http://a.example/b> " * 50_000, 422, ""),
        ("a.jsonld", b"[" * 1_000_000, 422, ""),
        ("a.jsonld", b'{"@graph":' * 100_000, 422, ""),
        ("a.rdf", b"<a>" * 300_000, 422, ""),
        ("a.csv", b"\xff\xfe\x00\x00" * 10, 422, ""),
    ],
    ids=[
        "program",
        "bytes",
        "pdf as xlsx",
        "pdf",
        "xls",
        "word",
        "picture",
        "parentheses",
        "blank nodes",
        "arrays",
        "objects",
        "elements",
        "utf-32",
    ],
)
def test_what_is_no_contribution_is_refused_with_a_reason(
    server: UploadServer, name: str, content: bytes, status: int, reason: str
) -> None:
    reply = server.upload(name, content)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")
    assert reason in reply.json["detail"]


def test_a_workbook_with_macros_is_refused(server: UploadServer, filled: bytes) -> None:
    reply = server.upload("a.xlsm", _with(filled, "xl/vbaProject.bin", b"made up"))
    assert (reply.status, "macros" in reply.json["detail"]) == (422, True)


def test_a_zip_bomb_is_refused(server: UploadServer, filled: bytes) -> None:
    bomb = _with(filled, "xl/worksheets/sheet9.xml", bytes(120_000_000))
    assert len(bomb) < 1_000_000
    assert server.upload("a.xlsx", bomb).status == 422


@pytest.mark.parametrize(
    "name", ["../../etc/prov.ttl", "..\\..\\prov.ttl", "/etc/prov.ttl", "C:\\prov.ttl", "a/../prov.ttl", "prov.ttl\x07"]
)
def test_a_name_is_its_last_component_alone(server: UploadServer, name: str) -> None:
    reply = server.upload(name, b"# Made-up data.\n<a> .")
    assert reply.json["place"].partition(":")[0] == "prov.ttl"


def test_a_name_that_is_no_name_becomes_one(server: UploadServer) -> None:
    reply = server.send(form_of("..", b"<a>", "text/turtle"), MULTIPART)
    assert reply.json["place"] == "contribution.ttl:1:1"


def _broken_forms() -> Iterator[tuple[str, bytes, str, int]]:
    whole = form_of("a.ttl", FAULTY)
    yield "no boundary", whole, "multipart/form-data", 400
    yield "long boundary", whole, f"multipart/form-data; boundary={'x' * 5000}", 400
    yield "cut off", whole[:-20], MULTIPART, 400
    yield "no file", f"--{BOUNDARY}--\r\n".encode(), MULTIPART, 400
    yield "nothing", b"", MULTIPART, 400
    yield "many files", form_of_files([(f"{n}.ttl", FAULTY) for n in range(21)]), MULTIPART, 400
    yield "many parts", form_of("a.ttl", FAULTY, **{f"x{n}": "x" for n in range(40)}), MULTIPART, 400
    yield "long field", form_of("a.ttl", FAULTY, x="x" * 5000), MULTIPART, 413
    yield "long header", form_of("a" * 5000, FAULTY), MULTIPART, 400
    yield "not a form", b"file=a", "application/x-www-form-urlencoded", 415
    yield "no content type", FAULTY, "", 415
    yield "empty body", b"", "text/turtle", 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"), [row[1:] for row in _broken_forms()], ids=[row[0] for row in _broken_forms()]
)
def test_a_broken_form_is_refused(server: UploadServer, body: bytes, content_type: str, status: int) -> None:
    reply = server.send(body, content_type)
    assert (reply.status, reply.json["status"]) == (status, status)


def test_a_compressed_body_is_refused(server: UploadServer) -> None:
    assert server.ask("POST", "/validate", FAULTY, content_type="text/turtle", content_encoding="gzip").status == 415


def test_a_page_says_what_changes_before_anything_is_handed_in(server: UploadServer) -> None:
    content = "id;Gäller till och med\r\nid/plan/avfallsplan-2016-2020;2021\r\n".encode()
    page = server.upload("plan.csv", content, accept="text/html", **{"class": "plan"}).text
    assert '<h2 id="outcome">Det här ändras</h2>' in page
    assert "<strong>0 nya, 1 ändras, 0 tas bort</strong>" in page
    assert "gäller till och med: 2020 → 2021" in page
