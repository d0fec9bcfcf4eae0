"""`lq check`: formats, languages, severities that fail, and the files that are checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from conftest import ROOT
from lq_graph.cli import check
from lq_graph.cli.check import Options
from lq_graph.cli.exits import FINDINGS, OK, UNREADABLE, exiting

FAULTS = ROOT / "tests" / "faults"
ONE = FAULTS / "wrong-datatype.ttl"
TOML = """base = "https://example.org/"
publisher = "https://example.org/id/body/x"
licence = "https://example.org/licence"
title = { sv = "Exempelstad", en = "Example city" }
about = { sv = "Påhittad.", en = "Made up." }
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://example.org/ns#> .
e:Plan a sh:NodeShape ; sh:targetClass e:Plan ; sh:property e:Plan-year .
e:Plan-year sh:path e:year ; sh:name "år"@sv, "year"@en ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Ange ett år."@sv, "Give a year."@en .
"""
GOOD = '@prefix e: <https://example.org/ns#> .\n<https://example.org/id/plan/a> a e:Plan ; e:year "2024" .\n'
POOR = "@prefix e: <https://example.org/ns#> .\n<https://example.org/id/plan/b> a e:Plan .\n"
Check = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    """A small project of its own: one rule, which its data keeps to."""
    for folder in ("ontology", "shapes", "sparql", "data/a"):
        (tmp_path / folder).mkdir(parents=True)
    for name, text in {"lq.toml": TOML, "shapes/plan.ttl": SHAPES, "data/a/dataset.ttl": GOOD}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(name="checked")
def _checked(project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Check:
    """A function that checks the small project, and gives exit code, output and totals."""
    monkeypatch.setenv("LQ_ROOT", str(project))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*paths: Path, **options: object) -> tuple[int, str, str]:
        code = OK
        try:
            with exiting():
                check.run(list(paths), Options(**options))  # type: ignore[arg-type]
        except SystemExit as end:
            code = int(end.code or 0)
        return (code, *capfd.readouterr())

    return run


def poor(project: Path) -> Path:
    path = project / "data" / "a" / "poor.ttl"
    path.write_text(POOR, encoding="utf-8")
    return path


def test_good_data_are_counted_and_nothing_is_said(checked: Check) -> None:
    code, out, err = checked()
    assert (code, out) == (OK, "")
    assert err.startswith("0 fel, 0 varningar i 2 filer (0,")


def test_a_finding_is_told_with_its_line_and_the_rule_to_read_about(checked: Check, project: Path) -> None:
    poor(project)
    code, out, err = checked()
    assert code == OK
    assert out.startswith("data/a/poor.ttl:2:1  varning  Plan-year  ")
    assert "Ange ett år.\n    2 | <https://example.org/id/plan/b> a e:Plan .\n      | ^^^^" in out
    assert err.splitlines()[1] == "Mer om den vanligaste regeln: lq explain-finding Plan-year"


@pytest.mark.parametrize(
    ("fail_on", "code"), [("violation", OK), ("warning", FINDINGS), ("info", FINDINGS), ("never", OK)]
)
def test_what_fails_can_be_chosen(checked: Check, project: Path, fail_on: str, code: int) -> None:
    poor(project)
    assert checked(fail_on=fail_on)[0] == code


def test_the_locale_gives_the_language_and_an_option_overrides_it(
    checked: Check, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor(project)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "warning  Plan-year" in checked()[1]
    assert "varning  Plan-year" in checked(language="sv")[1]


def test_a_report_goes_to_a_file_and_the_totals_to_stderr(checked: Check, project: Path, tmp_path: Path) -> None:
    poor(project)
    output = tmp_path / "findings.json"
    code, out, err = checked(format="json", output=output)
    assert (code, out) == (OK, "")
    assert json.loads(output.read_text(encoding="utf-8"))["summary"]["warnings"] == 1
    assert err.startswith("0 fel, 1 varning i 1 av 3 filer")


def test_a_report_that_cannot_be_written_is_a_matter_of_usage(checked: Check, tmp_path: Path) -> None:
    code, out, err = checked(output=tmp_path / "nowhere" / "x")
    assert (code, out) == (2, "")
    assert err.endswith("cannot be written (No such file or directory); give another file\n")


def test_given_paths_alone_are_counted(checked: Check, project: Path) -> None:
    assert "i 1 av 1 fil (" in checked(poor(project))[2]


def test_all_files_that_cannot_be_read_are_findings_at_their_place(checked: Check, project: Path) -> None:
    for name in ("bad", "worse"):
        (project / "data" / "a" / f"{name}.ttl").write_text("@prefix a: <https://example.org/> .\na:s lgs:p 1 .\n")
    code, out, err = checked(fail_on="never")
    assert code == UNREADABLE
    assert "data/a/bad.ttl:2:5  fel  unreadable-file  Filen går inte att läsa: prefixet lgs: är inte" in out
    assert "deklarerat. Lägg till @prefix lgs: <…> . eller använd ett som filen deklarerar: a:." in out
    assert "    2 | a:s lgs:p 1 .\n      |     ^\n" in out
    assert "data/a/worse.ttl:2:5" in out
    assert err.startswith("2 fel, 0 varningar i 2 av 2 filer")
    code, out, _ = checked(format="json", language="en")
    positions = [finding["position"]["line"] for finding in json.loads(out)["findings"]]
    assert (code, positions) == (UNREADABLE, [2, 2])


def test_a_file_that_is_not_there_is_a_finding_too(checked: Check) -> None:
    code, out, _ = checked(Path("nowhere.ttl"), language="en")
    assert code == UNREADABLE
    assert "nowhere.ttl  error  unreadable-file  The file cannot be read: No such file or directory. See " in out


def test_a_change_alone_is_checked(checked: Check, project: Path) -> None:
    git = ("git", "-C", str(project), "-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "start")):
        subprocess.run([*git, *words], check=True, capture_output=True)
    code, out, err = checked(changed_since="main", format="json")
    assert (code, json.loads(out)["summary"]["files"], err) == (OK, 0, "0 fel, 0 varningar i 0 filer\n")
    poor(project)
    assert "i 1 av 1 fil (" in checked(changed_since="main")[2]
    code, out, err = checked(changed_since="nowhere")
    assert (code, out) == (2, "")
    assert "git knows no revision 'nowhere'" in err


def test_colour_is_for_terminals_unless_it_is_asked_for(checked: Check, project: Path) -> None:
    poor(project)
    assert "\x1b[" not in checked()[1]
    assert "\x1b[1;33mvarning\x1b[0m" in checked(colour="always")[1]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lq_graph", "check", *words]
    variables = {**os.environ, "LQ_ROOT": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=120)


def test_a_stream_that_lacks_letters_gets_their_numbers() -> None:
    done = run(str(ONE), PYTHONIOENCODING="ascii")
    assert done.returncode == FINDINGS
    assert r"\u201d23 mars 2017\u201d" in done.stdout
    assert "Traceback" not in done.stderr


def test_turtle_on_a_stream_is_turtle_whatever_its_encoding() -> None:
    done = run(str(ONE), "-f", "turtle", PYTHONIOENCODING="latin-1:strict")
    store = Store()
    store.load(done.stdout.encode("utf-8"), format=RdfFormat.TURTLE)
    assert len(store) > 10
