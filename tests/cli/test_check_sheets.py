"""`lq check` of workbooks and CSV files, together with RDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.cli.check import Options, others_among, run, sheets_among

Write = Callable[[str, str], Path]
# Made-up data.
HEADERS = "Namn på svenska;Namn på engelska;Gäller för kommun eller organisation 1;Gäller från;Källa 1"
PLANS = f"""{HEADERS};Datum då källan lästes 1
Påhittad plan;Made-up plan;Helsingborgs komun;2024;https://example.org/s;2026-11-23
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_a_faulty_cell_is_found(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("plan.csv", PLANS)
    with pytest.raises(SystemExit) as end:
        run([path], Options(language="sv"))
    told = capsys.readouterr().out
    assert end.value.code == 1
    assert f"{path}:2:28" in told
    assert "cell-not-in-list" in told


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_line_of_a_faulty_cell_is_shown_with_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(PLANS.encode(encoding))
    with pytest.raises(SystemExit):
        run([path], Options(language="sv"))
    shown = capsys.readouterr().out
    assert "Påhittad plan;Made-up plan;Helsingborgs komun;2024" in shown
    assert f"{' ' * 27}{'^' * 18}" in shown


def test_sheets_and_rdf_are_one_contribution(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("both/plan.csv", PLANS.replace("komun", "kommun"))
    write("both/faulty.ttl", "<urn:x:a> a <https://w3id.org/livskvalitet/ns#Plann> .")
    with pytest.raises(SystemExit):
        run([path.parent], Options(language="en"))
    told = capsys.readouterr().out
    assert "faulty.ttl:1:13" in told
    assert "plan.csv" not in told


@pytest.mark.parametrize("content", ["a;b\n1;2\n", None], ids=["of no template", "not there"])
def test_a_sheet_that_cannot_be_read_is_one_finding(
    write: Write, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    path = Path("nowhere.csv") if content is None else write("other.csv", content)
    with pytest.raises(SystemExit) as end:
        run([path], Options(language="sv"))
    told = capsys.readouterr()
    assert end.value.code == 3
    assert told.out.count("unreadable-file") == 1
    assert told.err.startswith("1 fel, 0 varningar i 1 av 1 fil")


def test_folders_are_looked_through(write: Write) -> None:
    sheet, rdf = write("sheets/a.csv", ""), write("rdf/a.ttl", "")
    mixed = write("mixed/deep/b.csv", "").parents[1]
    write("mixed/c.ttl", "")
    paths = [sheet.parent, rdf.parent, mixed]
    assert sheets_among(paths) == [sheet, mixed / "deep" / "b.csv"]
    assert others_among(paths) == [rdf.parent, mixed]
