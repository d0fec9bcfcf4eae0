"""`lq fmt`: what it writes, what it only reports, and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.cli import fmt
from lq_graph.cli.exits import FINDINGS, OK, UNREADABLE, USAGE, exiting

Write = Callable[[str, str], Path]
Fmt = Callable[..., tuple[int, str, str]]
PLAIN = "@prefix : <https://example.org/> .\n\n:a :p 1 .\n"
LOOSE = "PREFIX : <https://example.org/> :a :p 1."
TOML = """base = "https://example.org/"
publisher = "https://example.org/id/body/x"
licence = "https://example.org/licence"
title = { sv = "Exempelstad", en = "Example city" }
about = { sv = "Påhittad.", en = "Made up." }
"""


@pytest.fixture(name="lq")
def _lq(capfd: pytest.CaptureFixture[str]) -> Fmt:
    """A function that formats paths, and gives exit code, output and totals."""

    def run(*paths: Path, check: bool = False, diff: bool = False) -> tuple[int, str, str]:
        code = OK
        try:
            with exiting():
                fmt.run(paths, check, diff)
        except SystemExit as leaving:
            code = int(str(leaving.code))
        told = capfd.readouterr()
        return code, told.out, told.err

    return run


def test_files_are_written_in_canonical_form(lq: Fmt, write: Write) -> None:
    loose, plain = write("a.ttl", LOOSE), write("b.ttl", PLAIN)
    assert lq(loose, plain) == (OK, "", "1 of 2 files formatted\n")
    assert loose.read_text(encoding="utf-8") == plain.read_text(encoding="utf-8") == PLAIN
    assert lq(loose.parent, check=True) == (OK, "", "0 of 2 files would be formatted\n")


def test_check_lists_what_would_change_and_touches_nothing(lq: Fmt, write: Write) -> None:
    loose = write("a.ttl", LOOSE)
    assert lq(loose, check=True) == (FINDINGS, f"{loose}\n", "1 of 1 files would be formatted\n")
    assert loose.read_text(encoding="utf-8") == LOOSE


def test_diff_shows_what_would_change_and_touches_nothing(lq: Fmt, write: Write) -> None:
    loose = write("a.ttl", LOOSE)
    code, out, _ = lq(loose, diff=True)
    assert code == FINDINGS
    assert out.splitlines()[3:] == [
        f"-{LOOSE}",
        "\\ No newline at end of file",
        *(f"+{line}" for line in PLAIN.splitlines()),
    ]
    assert loose.read_text(encoding="utf-8") == LOOSE


def test_a_file_that_cannot_be_parsed_stays_and_the_others_are_written(lq: Fmt, write: Write) -> None:
    broken, loose = write("a.ttl", f"{LOOSE} :b"), write("b.ttl", LOOSE)
    code, _, err = lq(broken, loose)
    assert code == UNREADABLE
    assert f"lq: {broken}:1:" in err
    assert broken.read_text(encoding="utf-8") == f"{LOOSE} :b"
    assert loose.read_text(encoding="utf-8") == PLAIN


def test_without_a_path_it_is_the_data_and_the_ontology(lq: Fmt, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("data/a/x.ttl", "ontology/o.ttl", "shapes/s.ttl"):
        write(name, LOOSE)
    monkeypatch.setenv("LQ_ROOT", str(write("lq.toml", TOML).parent))
    code, out, _ = lq(check=True)
    assert code == FINDINGS
    assert [Path(line).name for line in out.splitlines()] == ["x.ttl", "o.ttl"]


def test_a_dash_is_a_filter() -> None:
    command = [sys.executable, "-m", "lq_graph", "fmt", "-"]
    done = subprocess.run(command, input=LOOSE, capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, done.stderr) == (PLAIN, "")


def test_a_dash_stands_alone(lq: Fmt, write: Write) -> None:
    assert lq(Path("-"), write("a.ttl", PLAIN)) == (
        USAGE,
        "",
        "lq: - reads standard input alone; give it no files beside\n",
    )
