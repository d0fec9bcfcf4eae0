"""The documentation is true: it covers what can be used, and its examples work."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.checking.check import check_project
from lq_graph.checking.reports.report import report_of
from lq_graph.checking.reports.text import text_report
from lq_graph.cli.main import VERBS
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV
from lq_graph.releasing.release import Release
from lq_graph.settings import OPTIONS, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(path for path in ROOT.rglob("*.md") if not {".venv", "releases"} & set(path.relative_to(ROOT).parts))
LINK = re.compile(r"\]\((?!https?:|#)(?P<target>[^)#]+)")
HOSTS = re.compile(r"p[y]pi\.org|p[y]thonhosted|registry\.n[p]mjs|d[e]b\.debian|/wor[k]/|/roo[t]/")

_ROWS = 2  # lines of an answer with its header and one row


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found, f"README has no {language} block"
    return found[1]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme(verb: str) -> None:
    assert f"`lq {verb}" in README


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_setting_is_in_the_readme_with_its_default(option: object) -> None:
    name, default, text = option.name, option.default or "–", option.help  # type: ignore[attr-defined]
    cells = [
        cell.strip().replace("`", "") for line in README.splitlines() if f"`{name}`" in line for cell in line.split("|")
    ]
    assert [name, default, text.replace("`", "")] == cells[1:4]


def test_every_folder_is_in_the_readme() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked_files() if len(path.relative_to(ROOT).parts) > 1}
    assert [folder for folder in sorted(folders) if f"`{folder}/`" not in README] == []


def test_the_first_question_has_the_answer_that_is_shown(release: Release) -> None:
    answer = EmbeddedEngine(release.store).answer(Query(block("sparql"), results=CSV))
    assert answer.body.decode().replace("\r\n", "\n") == block("csv")


def test_every_query_of_the_readme_has_an_answer(release: Release) -> None:
    engine = EmbeddedEngine(release.store)
    queries = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)
    assert [text for text in queries if engine.answer(Query(text, results=CSV)).body.count(b"\n") < _ROWS] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = [found["target"] for found in LINK.finditer(path.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    texts = ((path, path.read_bytes().decode("utf-8", "ignore")) for path in tracked_files() if path.suffix != ".png")
    assert [str(path.relative_to(ROOT)) for path, text in texts if HOSTS.search(text)] == []


def test_the_finding_that_is_shown_is_the_one_that_is_given(settings: Settings) -> None:
    paths, expected = re.findall(r"^\$ lq check (.+) --lang en\n((?:.*\n)*?)```", README, re.MULTILINE)[0]
    checked = check_project(settings, [ROOT / path for path in paths.split()], today=date.today())
    assert expected == "".join(text_report(report_of(checked, settings, "en")))
