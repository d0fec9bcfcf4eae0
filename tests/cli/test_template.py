"""`lq template` and `lq export` on the command line."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import ROOT
from lq_graph.cli.main import run as run_verb


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


Lq = Callable[..., Done]


@pytest.fixture(name="lq")
def _lq(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Lq:
    """A function that runs lq with some words, in Swedish unless they say otherwise."""
    monkeypatch.setenv("LQ_ROOT", str(ROOT))
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")

    def run(*words: str) -> Done:
        code = 0
        try:
            run_verb(words[0], list(words[1:]))
        except SystemExit as exit:
            code = int(exit.code or 0)
        return Done(code, *capfdbinary.readouterr())

    return run


def headers(content: bytes) -> list[str]:
    return content.decode("utf-8-sig").splitlines()[0].split(";")


def test_without_a_class_the_classes_are_listed_in_words(lq: Lq) -> None:
    swedish, english = lq("template"), lq("template", "--lang", "en")
    assert swedish.returncode == english.returncode == 0
    lines = swedish.stdout.decode().splitlines()
    assert any(line.startswith("plan ") and "plan: Ett aktiverande styrdokument" in line for line in lines)
    assert lines.index(next(line for line in lines if "organ:" in line)) > 0
    assert "change in ways of working: An initiative" in english.stdout.decode()


def test_a_template_is_written_to_a_file(lq: Lq, tmp_path: Path) -> None:
    done = lq("template", "Plan", "-o", str(tmp_path / "plan.xlsx"))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"lq: skrev {tmp_path / 'plan.xlsx'}\n"
    assert load_workbook(tmp_path / "plan.xlsx").sheetnames == ["Plan", "Hjälp", "_lq"]


def test_a_template_is_written_to_standard_output(lq: Lq) -> None:
    done = lq("template", "priority", "--lang", "en")
    assert load_workbook(io.BytesIO(done.stdout)).sheetnames == ["Priority", "Help", "_lq"]


def test_csv_is_asked_for_by_option_or_by_name(lq: Lq, tmp_path: Path) -> None:
    by_option = lq("template", "fokusområde", "--csv").stdout
    assert headers(by_option)[:2] == ["Adress (fylls i automatiskt)", "Namn på svenska *"]
    lq("template", "fokusområde", "-o", str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_bytes() == by_option


def test_a_workbook_is_not_written_to_a_terminal() -> None:
    mine, theirs = pty.openpty()
    variables = {**os.environ, "LQ_ROOT": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "lq_graph", "template", "plan"],
        env=variables,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(theirs)
    os.close(mine)
    assert done.returncode == 2
    assert b"not written to a terminal; name one with --output" in done.stderr


@pytest.mark.parametrize("verb", ["template", "export"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plann"], "no form for 'plann'; near it: plan"),
        (["plan", "-o", "plan.pdf"], "plan.pdf: a workbook is written to a file .xlsx"),
        (["plan", "-o", "plan.ods"], "plan.ods: workbooks are written as .xlsx, which LibreOffice opens"),
        (["plan", "-o", "plan.ods", "--lang", "sv"], "plan.ods: arbetsböcker skrivs som .xlsx, som LibreOffice öppnar"),
        (["plan", "-o", "plan.xlsx", "--csv"], "with --csv to one .csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(lq: Lq, verb: str, words: list[str], said: str) -> None:
    done = lq(verb, "--lang", "en", *words)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_file_that_cannot_be_written_is_refused_in_one_line(lq: Lq, tmp_path: Path) -> None:
    done = lq("template", "plan", "-o", str(tmp_path / "no" / "plan.xlsx"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_what_is_there_is_exported_to_edit(lq: Lq, tmp_path: Path) -> None:
    lq("export", "plan", "-o", str(tmp_path / "plan.xlsx"), "--lang", "en")
    sheet = load_workbook(tmp_path / "plan.xlsx").worksheets[0]
    addresses = [row[0].value for row in sheet.iter_rows(min_row=3)]
    assert "https://w3id.org/livskvalitet/id/plan/avfallsplan-2016-2020" in addresses
    rows = list(csv.reader(io.StringIO(lq("export", "plan", "--csv").stdout.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(addresses) + 1


def test_neither_csv_nor_the_list_loads_the_workbook_library() -> None:
    code = "import sys, lq_graph.cli.template, lq_graph.cli.export; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_body_gets_its_own_things(lq: Lq) -> None:
    done = lq("export", "decision", "--csv", "--body", "id/council/kommunfullmaktige")
    rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig")), delimiter=";"))[1:]
    assert rows
    assert all("Kommunfullmäktige" in row for row in rows)
    refused = lq("export", "decision", "--csv", "--body", "id/council/none")
    assert refused.returncode
    assert b"id/council/kommunfullmaktige" in refused.stderr
