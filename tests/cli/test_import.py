"""`lq import` reads a sheet, reports its faults, and writes only Turtle and the marked workbook."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import ROOT
from contributing.workbooks import fill, opened, saved, workbook
from lq_graph.checking.check import Checked
from lq_graph.cli.exits import UsageError
from lq_graph.cli.import_ import Options, run
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.templates.template import write_template
from lq_graph.errors import SourceError, UnknownName

ROW: Mapping[str, object] = {
    "Thing-prefLabel-sv": "Påhittad plan",
    "Thing-prefLabel-en": "Made-up plan",
    "GoverningDocument-appliesTo#1": "Helsingborgs kommun",
    "Plan-validFrom": "2024",
    "Thing-source#1": "https://example.org/plan",
    "Thing-source#1/Document-readDate": "2024-05-01",
}
Fill = Callable[..., Path]


@pytest.fixture(scope="module", name="template")
def _template(checked: Checked) -> bytes:
    said = project_forms(checked.project)
    stream = io.BytesIO()
    write_template(said.forms["plan"], said.reference, "sv", stream)
    return stream.getvalue()


@pytest.fixture(name="filled")
def _filled(template: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """A function that writes a workbook of plans with some rows, and gives its path."""
    monkeypatch.setenv("LQ_ROOT", str(ROOT))

    def write(*rows: Mapping[str, object]) -> Path:
        book = opened(template)
        fill(book, rows)
        path = tmp_path / "bidrag.xlsx"
        path.write_bytes(saved(book))
        return path

    return write


def leave(path: Path | list[Path], **options: object) -> int:
    """The exit code of an import."""
    try:
        run([path] if isinstance(path, Path) else path, Options(**options))  # type: ignore[arg-type]
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_right_sheet_is_written_as_turtle(filled: Fill, tmp_path: Path, capsysbinary: Capture) -> None:
    path = filled(ROW)
    before = path.read_bytes()
    assert leave(path, output=tmp_path / "out.ttl", annotate=tmp_path / "m.xlsx", language="sv") == 0
    turtle = (tmp_path / "out.ttl").read_text(encoding="utf-8")
    assert "plan:pahittad-plan\n    a lq:Plan ;\n" in turtle
    assert '    lq:validFrom "2024"^^xsd:gYear ;\n' in turtle
    assert '<https://example.org/plan>\n    a foaf:Document ;\n    lq:readDate "2024-05-01"^^xsd:date .\n' in turtle
    told = capsysbinary.readouterr()
    assert told.out.decode().startswith("1 ny, 0 ändras, 0 tas bort, 1 ny källa\n\nDokument\n")
    assert "\nPlan\n  + Påhittad plan\n" in told.out.decode()
    assert b"0 fel, 0 varningar i 1 fil" in told.err
    assert told.err.decode().endswith(f"lq: För in det i data/ med: lq merge {path}\n")
    book = load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames[0] == "Granskning"
    assert str(book["Granskning"]["A2"].value).endswith(": inga fel")
    assert str(book["Plan"]["A3"].value).endswith("id/plan/pahittad-plan")
    assert path.read_bytes() == before


def test_turtle_goes_to_stdout_and_what_is_told_to_stderr(filled: Fill, capsysbinary: Capture) -> None:
    assert leave(filled({**ROW, "Plan-validFrom": None}), language="en") == 0
    told = capsysbinary.readouterr()
    assert told.out.startswith(b"@prefix dcterms:")
    assert b"Plan-validFrom" in told.err


def test_errors_keep_turtle_from_being_written_unless_it_is_forced(
    filled: Fill, tmp_path: Path, capsysbinary: Capture
) -> None:
    path, out = filled({**ROW, "Thing-prefLabel-en": None, "Plan-validFrom": "snart"}), tmp_path / "out.ttl"
    assert leave(path, output=out, annotate=tmp_path / "m.xlsx", language="sv") == 1
    told = capsysbinary.readouterr()
    assert not out.exists()
    assert "ingen Turtle skrevs; rätta felen, eller skriv den ändå med --force" in told.err.decode()
    lines = [line for line in told.out.decode().splitlines() if line.startswith(str(path))]
    assert [line.split("  ")[:3] for line in lines] == [
        [f"{path}!Plan!C3", "fel", "Thing-prefLabel-en"],
        [f"{path}!Plan!M3", "fel", "cell-not-a-day"],
    ]
    assert "”snart” under ”Gäller från” är inget datum som går att läsa." in lines[1]
    assert load_workbook(tmp_path / "m.xlsx")["Plan"]["M3"].comment is not None
    assert leave(path, output=out, force=True) == 1
    assert "plan:pahittad-plan" in out.read_text(encoding="utf-8")


def test_the_report_has_any_format(filled: Fill, tmp_path: Path, capsysbinary: Capture) -> None:
    path = filled({**ROW, "Plan-validFrom": "snart"})
    assert leave(path, output=tmp_path / "out.ttl", format="json") == 1
    said = json.loads(capsysbinary.readouterr().out)
    assert "M3" in json.dumps(said)


def test_what_is_read_is_never_overwritten(filled: Fill, tmp_path: Path) -> None:
    path = filled(ROW)
    os.link(path, tmp_path / "link.xlsx")
    (tmp_path / "soft.xlsx").symlink_to(path)
    for other in (path, tmp_path / "." / "bidrag.xlsx", tmp_path / "soft.xlsx", tmp_path / "link.xlsx"):
        for name in ("output", "annotate"):
            with pytest.raises(UsageError, match="skrivs aldrig över"):
                leave(path, language="sv", **{name: other})
    with pytest.raises(UsageError, match="a file each"):
        leave(path, output=tmp_path / "x.xlsx", annotate=tmp_path / "x.xlsx", language="en")
    with pytest.raises(UsageError, match=r"to a file \.xlsx"):
        leave(path, annotate=tmp_path / "x.pdf", language="en")


def test_a_file_that_cannot_be_read_is_told_in_the_language_of_the_reader(filled: Fill, tmp_path: Path) -> None:
    filled()
    path = tmp_path / "bild.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(SourceError, match="utan en bild"):
        leave(path, language="sv")
    with pytest.raises(SourceError, match="but a picture"):
        leave(path, language="en")
    with pytest.raises(SourceError, match="No such file"):
        leave(tmp_path / "none.xlsx", language="en")
    with pytest.raises(SourceError, match="den finns inte"):
        leave(tmp_path / "none.xlsx", language="sv")
    (tmp_path / "plan.csv").write_bytes(b'a;b\n"c')
    with pytest.raises(SourceError, match=r"plan\.csv:2:1: ett citattecken har inget slut"):
        leave(tmp_path / "plan.csv", language="sv")
    with pytest.raises(SourceError, match="det är ingen fil"):
        leave(tmp_path)
    with (tmp_path / "huge.xlsx").open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(SourceError, match="larger than 10 MB"):
        leave(tmp_path / "huge.xlsx", language="en")


def test_a_file_that_cannot_be_written_is_a_matter_of_usage(filled: Fill, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        leave(filled(ROW), output=tmp_path / "no" / "such" / "folder.ttl")


def test_a_class_may_be_said_where_the_sheet_does_not(filled: Fill, tmp_path: Path, capsysbinary: Capture) -> None:
    filled()
    path = tmp_path / "namn.xlsx"
    path.write_bytes(workbook({"A1": "Namn på svenska", "A2": "Påhittat"}))
    with pytest.raises(SourceError, match="passar flera mallar"):
        leave(path, language="sv")
    with pytest.raises(UnknownName, match="near it"):
        leave(path, class_="plna", language="en")
    with pytest.raises(UnknownName, match="nära ligger: plan"):
        leave(path, class_="plna", language="sv")
    assert leave(path, class_="Plan", output=tmp_path / "out.ttl", language="sv") == 1
    assert "Kolumnen ”Namn på engelska” saknas." in capsysbinary.readouterr().out.decode()


def test_a_csv_file_is_told_with_its_line_and_comes_back_as_a_workbook(
    filled: Fill, tmp_path: Path, capsysbinary: Capture
) -> None:
    filled()
    path = tmp_path / "plan.csv"
    text = "Namn på svenska;Namn på engelska;Gäller för kommun eller organisation;Gäller från;"
    text += "Källa;Datum då källan lästes\r\n"
    text += "Påhittad plan;Made-up plan;Helsingborgs kommun;snart;https://example.org/plan;1/5 2024\r\n"
    path.write_bytes(text.encode("cp1252"))
    assert leave(path, output=tmp_path / "out.ttl", annotate=tmp_path / "m.xlsx", class_="plan", language="sv") == 1
    told = capsysbinary.readouterr().out.decode().splitlines()
    at = next(number for number, line in enumerate(told) if line.startswith(f"{path}:2:48"))
    assert told[at].split("  ")[1:3] == ["fel", "cell-not-a-day"]
    assert told[at + 1].startswith("    2 | Påhittad plan;")
    assert told[at + 2].rstrip().endswith("^^^^^")
    assert load_workbook(tmp_path / "m.xlsx")["CSV"]["D2"].comment is not None


def test_turtle_is_not_imported(filled: Fill, tmp_path: Path) -> None:
    filled()
    with pytest.raises(UsageError, match="läses av lq check"):
        leave(tmp_path / "a.ttl", language="sv")


Capture = pytest.CaptureFixture[bytes]


def test_files_are_read_together_and_come_back_marked_in_a_folder(
    filled: Fill, tmp_path: Path, capsysbinary: Capture
) -> None:
    decisions = tmp_path / "beslut.csv"
    text = "Namn på svenska;Namn på engelska;Beslutsdatum;Beslutat av organisation;"
    text += "Antar dokument eller mål;Källa;Datum då källan lästes\r\n"
    text += (
        "Påhittat beslut;Made-up decision;2024-02-01;Kommunfullmäktige;Påhittad plan;https://example.org/b;2024-05-01"
    )
    decisions.write_text(text, encoding="utf-8")
    files = [decisions, filled(ROW)]
    assert leave(files, output=tmp_path / "out.ttl", annotate=tmp_path / "granskade", class_="decision") == 0
    assert capsysbinary.readouterr().out.decode().startswith("2 nya, 0 ändras, 0 tas bort, 2 nya källor\n")
    assert "lq:adopts plan:pahittad-plan" in (tmp_path / "out.ttl").read_text(encoding="utf-8")
    assert {path.name for path in (tmp_path / "granskade").iterdir()} == {
        "beslut-granskad.xlsx",
        "bidrag-granskad.xlsx",
    }


def test_a_changed_row_is_shown_with_its_old_and_its_new_value(
    filled: Fill, tmp_path: Path, capsysbinary: Capture
) -> None:
    path = tmp_path / "observation.csv"
    path.write_text("id;Värde\r\npopulation-2016-12-31;141000\r\n", encoding="utf-8")
    filled()
    assert leave(path, output=tmp_path / "out.ttl", class_="observation", language="sv") == 0
    told = capsysbinary.readouterr().out.decode()
    assert told.startswith("0 nya, 1 ändras, 0 tas bort\n")
    assert "värde: 140\u00a0547 personer → 141\u00a0000 personer" in told
    assert leave(path, output=tmp_path / "out.ttl", class_="observation", language="en") == 0
    assert "140,547 persons → 141,000 persons" in capsysbinary.readouterr().out.decode()
