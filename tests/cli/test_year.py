"""A year as a city plays it: templates out, workbooks in, one branch, one release, and what it changes in words."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import ROOT
from lq_graph.cli.build import run as build
from lq_graph.cli.diff import run as diff
from lq_graph.cli.export import run as export
from lq_graph.cli.merge import Options
from lq_graph.cli.merge import run as merge
from lq_graph.cli.template import run as template
from lq_graph.releasing.release import open_release

TODAY = date(2026, 12, 1)
PARTS = ("data", "ontology", "shapes", "sparql", "lq.toml")
SOURCE = {"Thing-source#1": "https://example.org/arsredovisning", "Thing-source#1/Document-readDate": "2026-11-30"}
PERIODS = {4: "2025", 7: "2025-06", 10: "2025-12-31"}  # by the length of the last one, as exact as that


@pytest.fixture(name="city")
def _city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project in a git repository of its own."""
    city = tmp_path / "city"
    city.mkdir()
    for part in PARTS:
        subprocess.run(["cp", "-r", str(ROOT / part), str(city / part)], check=True)
    git(city, "init", "-q", "-b", "main")
    git(city, "add", ".")
    commit(city, "Made up")
    monkeypatch.setenv("LQ_ROOT", str(city))
    monkeypatch.chdir(city)
    return city


def git(city: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(city), *words], capture_output=True, text=True, check=True).stdout


def commit(city: Path, message: str) -> None:
    git(city, "-c", "user.name=Made up", "-c", "user.email=made@up.example", "commit", "-q", "-m", message)


def yearly(path: Path) -> int:
    """Fills in this year's values of 23 indicators, in periods of three kinds; the number of cells that it took."""
    template(None, path, "sv", csv=False, task="yearly-values")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    keys = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    typed = 0
    for key, text in SOURCE.items():
        sheet.cell(3, keys[key]).value = text
        typed += 1
    for row in range(4, 4 + 23):
        last = str(sheet.cell(row, keys["~last period"]).value)
        sheet.cell(row, keys["Observation-refPeriod"]).value = PERIODS[len(last)]
        sheet.cell(row, keys["Observation-obsValue"]).value = sheet.cell(row, keys["~last value"]).value
        typed += 2
    book.save(path)
    return typed


def withdrawn(path: Path) -> None:
    """Renames a department, merges another into it, and withdraws a link."""
    template(None, path, "sv", csv=False, task="withdraw")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = (
        ("Arbetsmarknadsförvaltningen", "byter namn", None, None, "Jobbförvaltningen", "Jobs Department", None),
        ("Miljöförvaltningen", "går upp i", "2025-12-31", "Stadsbyggnadsförvaltningen", None, None, None),
        (LINK, "tas bort", None, None, None, None, "Planen beskriver inte längre det sambandet."),
    )
    for number, cells in enumerate(rows, 3):
        for column, text in enumerate(cells, 1):
            sheet.cell(number, column).value = text
    book.save(path)


LINK = "id/contribution-link/livslang-aktivitet--pulserande"


def plans(path: Path) -> None:
    """Gives the last day of a plan in an export that is otherwise sent back as it was."""
    export("plan", path, "sv", csv=False)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    keys = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    row = next(
        number for number in range(3, 99) if str(sheet.cell(number, keys["id"]).value).endswith("cykelplan-2017-2023")
    )
    sheet.cell(row, keys["Thing-validThrough"]).value = "2024-06-30"
    book.save(path)


def test_a_year_goes_from_templates_to_a_release_in_one_command(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / f"{name}.xlsx" for name in ("varden", "andringar", "planer")]
    typed = yearly(files[0])
    withdrawn(files[1])
    plans(files[2])
    assert typed <= 69
    merge(files, Options(branch="ar-2025", language="sv", today=TODAY))
    told = capsys.readouterr().out
    assert "23 nya, 4 ändras, 1 tas bort, 1 ny källa" in told
    assert git(city, "status", "--porcelain") == ""
    assert git(city, "log", "-1", "--format=%s", "ar-2025").strip() == "data: 23 nya, 4 ändras, 1 tas bort, 1 ny källa"

    git(city, "checkout", "-q", "ar-2025")
    build(tmp_path / "releases", "sv", TODAY)
    release = open_release(tmp_path / "releases")
    dump = release.dataset_file("helsingborg-indicators").read_text(encoding="utf-8")
    assert dump.count("https://example.org/arsredovisning") > 20

    capsys.readouterr()
    diff("main", "ar-2025", "text", "sv", False)
    changed = capsys.readouterr().out
    assert "”Arbetsmarknadsförvaltningen” → ”Jobbförvaltningen”" in changed
    assert "gäller till och med: 2023 → 2024-06-30" in changed
    assert "ersätter: Miljöförvaltningen tillkom" in changed
    assert changed.count("  + ") >= 23
    assert "Andel bidragsförsörjda: 2025" in changed
