"""`lq explain-finding`: one code, all codes, and unknown codes."""

from __future__ import annotations

import pytest

from conftest import ROOT
from lq_graph.cli.exits import USAGE, exiting
from lq_graph.cli.explain_finding import run


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LQ_ROOT", str(ROOT))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def test_a_code_is_explained_in_the_language_of_the_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("Direction-goal", None)
    assert "  - inte av slaget ”mål”\n" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    run("Direction-goal", None)
    assert "  - not of the kind “goal”\n" in capsys.readouterr().out


def test_without_a_code_there_is_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    run(None, "en")
    lines = capsys.readouterr().out.splitlines()
    assert lines == sorted(lines)
    assert "Plan-validFrom  note  Say when the plan starts to hold, if the source says so." in lines
    assert "dangling-link  error  Describe what the link points to, or correct its address." in lines
    assert any(line.startswith("unreadable-file  error  ") for line in lines)
    assert any(line.startswith("cell-not-in-list  error  ") for line in lines)


def test_an_unknown_code_is_a_matter_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end, exiting():
        run("Plan-valid", "en")
    assert end.value.code == USAGE
    assert capsys.readouterr().err == "lq: there is no rule 'Plan-valid'; did you mean Plan-validFrom?\n"
