"""`lq diff` on real git repositories of made-up projects."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.cli.diff import run
from lq_graph.errors import LqError, SettingsError, SourceError, UnknownName
from lq_graph.releasing.release import Release

BASE = "https://data.example.org/"
TOML = f"""base = "{BASE}"
publisher = "{BASE}id/body/us"
licence = "http://creativecommons.org/publicdomain/zero/1.0/"
title = {{ sv = "Exempelstad", en = "Example city" }}
about = {{ sv = "Påhittad.", en = "Made up." }}
"""
RECORD = f"""# Made-up data.
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{BASE}graph/plans> a dcat:Dataset ; dcterms:title "Planer"@sv, "Plans"@en .
"""
ONTOLOGY = """@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lq:Plan rdfs:label "plan"@sv, "plan"@en .
lq:Goal rdfs:label "mål"@sv, "goal"@en .
lq:contributesTo rdfs:label "bidrar till"@sv, "contributes to"@en .
"""
PLANS = f"""# Made-up data.
@prefix goal: <{BASE}id/goal/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix plan: <{BASE}id/plan/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
goal:calm a lq:Goal ; skos:prefLabel "Lugn"@sv, "Calm"@en .
goal:clean a lq:Goal ; skos:prefLabel "Rent"@sv, "Clean"@en .
plan:cycling a lq:Plan ; skos:prefLabel "Cykelplan"@sv, "Cycling plan"@en ; lq:contributesTo goal:calm .
"""
OTHER_PLANS = PLANS.replace("lq:contributesTo goal:calm", "lq:contributesTo goal:clean")
TOLD = """0 saker tillkom, 1 ändrades, 0 togs bort

Plan
  ~ Cykelplan
      bidrar till: Lugn → Rent
"""
NOTHING = "0 saker tillkom, 0 ändrades, 0 togs bort\n"
Diff = Callable[..., str]


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    alone = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True, env=alone)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


@pytest.fixture(name="project")
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a subfolder of a git repository, on a branch main with one commit."""
    folder = tmp_path / "repository" / "city"
    files = {"lq.toml": TOML, "ontology/lq.ttl": ONTOLOGY, "data/plans/dataset.ttl": RECORD}
    for name, text in {**files, "data/plans/plåner.ttl": PLANS}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder.parent, "init", "--quiet", "--initial-branch", "main")
    commit(folder, "first")
    monkeypatch.setenv("LQ_ROOT", str(folder))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(name="plans")
def _plans(project: Path) -> Path:
    """The file of plans in the working tree; git quotes its name where it may."""
    return project / "data" / "plans" / "plåner.ttl"


@pytest.fixture(name="diff")
def _diff(capsys: pytest.CaptureFixture[str]) -> Diff:
    """A function that gives what `lq diff` prints."""

    def diff(old: str | None = None, new: str | None = None, format: str = "text") -> str:
        run(old, new, format, "sv", exit_code=False)
        return capsys.readouterr().out

    return diff


def test_the_working_tree_is_compared_with_the_last_commit(plans: Path, diff: Diff) -> None:
    assert diff() == NOTHING
    plans.write_text(OTHER_PLANS, encoding="utf-8")
    assert diff() == TOLD


def test_revisions_are_compared_with_each_other_and_with_the_working_tree(plans: Path, diff: Diff) -> None:
    git(plans.parent, "tag", "v1")
    git(plans.parent, "switch", "--quiet", "--create", "branch")
    plans.write_text(OTHER_PLANS, encoding="utf-8")
    commit(plans.parent, "second")
    assert diff("main") == diff("v1", "branch") == diff("HEAD~1", "HEAD") == TOLD
    assert diff("branch") == NOTHING
    assert "bidrar till: Rent → Lugn" in diff("branch", "main")


def test_nothing_is_checked_out(plans: Path, diff: Diff) -> None:
    plans.write_text(OTHER_PLANS, encoding="utf-8")
    (plans.parent / "new.ttl").write_text(RECORD.replace("graph/plans", "graph/more"), encoding="utf-8")
    status = subprocess.run(["git", "status", "--porcelain"], cwd=plans.parent, capture_output=True, check=True)
    diff("HEAD")
    again = subprocess.run(["git", "status", "--porcelain"], cwd=plans.parent, capture_output=True, check=True)
    assert again.stdout == status.stdout
    assert plans.read_text(encoding="utf-8") == OTHER_PLANS


def test_a_file_that_git_does_not_know_yet_counts(plans: Path, diff: Diff) -> None:
    new = plans.with_name("more.ttl")
    new.write_text(PLANS.replace("goal:calm a", "goal:new a").replace("Lugn", "Nytt"), encoding="utf-8")
    assert diff().startswith("1 sak tillkom, 0 ändrades, 0 togs bort\n\nMål\n  + Nytt\n")


def test_a_revision_before_the_project_is_empty(project: Path, diff: Diff) -> None:
    git(project, "switch", "--quiet", "--orphan", "start")
    git(project, "commit", "--quiet", "--allow-empty", "--message", "start")
    git(project, "switch", "--quiet", "main")
    assert diff("start", "main").splitlines()[0] == "8 saker tillkom, 0 ändrades, 0 togs bort"


def test_settings_and_questions_are_compared_too(project: Path, diff: Diff) -> None:
    settings = project / "lq.toml"
    text = settings.read_text(encoding="utf-8").replace("publicdomain/zero/1.0/", "licenses/by/4.0/")
    settings.write_text(text, encoding="utf-8")
    assert diff().splitlines() == [
        "0 saker tillkom, 1 ändrades, 0 togs bort",
        "",
        "Katalog",
        "  ~ Exempelstad",
        "      har licens: http://creativecommons.org/publicdomain/zero/1.0/ → "
        "http://creativecommons.org/licenses/by/4.0/",
    ]
    git(project, "checkout", "--quiet", ".")
    folder = project / "sparql" / "questions"
    folder.mkdir(parents=True)
    header = "#+ summary: Which plans?\n#+ question-sv: Vilka planer?\n#+ question-en: Which plans?\n"
    (folder / "cq01-plans.rq").write_text(f"{header}SELECT * {{ ?plan ?p ?o }}\n", encoding="utf-8")
    told = diff()
    assert told.startswith("1 sak tillkom, 0 ändrades, 0 togs bort\n\nFärdig fråga\n  + Which plans?\n")
    assert "kommentar på svenska: ”Vilka planer?”" in told


def test_files_are_compared_and_named_by_the_project_around(tmp_path: Path, plans: Path, diff: Diff) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.nt"
    lines = [line for line in PLANS.splitlines() if not line.startswith("goal:")]
    old.write_text("\n".join(lines), encoding="utf-8")
    plan, link = f"<{BASE}id/plan/cycling>", "<https://w3id.org/livskvalitet/ns#contributesTo>"
    new.write_text(f"{plan} {link} <{BASE}id/goal/clean> .\n", encoding="utf-8")
    assert "      bidrar till: Lugn → Rent\n" in diff(str(old), str(new))


def test_files_are_compared_outside_any_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, diff: Diff) -> None:
    monkeypatch.delenv("LQ_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    for name, number in (("old.ttl", 1), ("new.ttl", 2)):
        (tmp_path / name).write_text(f"<https://a.example/b> <https://a.example/c> {number} .", encoding="utf-8")
    assert "  ~ https://a.example/b\n      https://a.example/c: 1 → 2\n" in diff("old.ttl", "new.ttl")


def test_a_project_is_the_same_as_its_release(release: Release, diff: Diff) -> None:
    assert diff(str(ROOT), str(release.path)) == NOTHING
    assert diff(str(release.path), str(release.path)) == NOTHING


def test_json_and_markdown(plans: Path, diff: Diff) -> None:
    plans.write_text(OTHER_PLANS, encoding="utf-8")
    assert json.loads(diff("main", format="json"))["summary"]["changed"] == 1
    assert "- Ändrades: **Cykelplan**\n  - bidrar till: Lugn → Rent\n" in diff("main", format="md")


@pytest.mark.parametrize(
    ("old", "error", "words"),
    [
        ("nowhere", UnknownName, "nowhere: git knows no such revision; give a revision that git knows"),
        ("--upload-pack=x", UnknownName, "not a revision"),
        ("HEAD:data", UnknownName, "git knows no such revision"),
        ("data", SourceError, "neither a project nor a release: it holds no lq.toml and no manifest.json"),
        ("data/plans/README.txt", UnknownName, "git knows no such revision"),
        ("lq.toml", SourceError, "not a kind of file that lq reads"),
    ],
)
def test_a_state_that_is_none_is_refused(project: Path, old: str, error: type[LqError], words: str) -> None:
    with pytest.raises(error, match=words):
        run(old, None, "text", "sv", exit_code=False)


def test_without_a_repository_the_refusal_says_so(project: Path) -> None:
    shutil.rmtree(project.parent / ".git")
    with pytest.raises(UnknownName, match="HEAD: not a git repository"):
        run(None, None, "text", "sv", exit_code=False)


def test_without_git_the_refusal_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(UnknownName, match="git, which reads revisions, is not installed; give two folders"):
        run(None, None, "text", "sv", exit_code=False)


def test_a_fault_in_a_revision_is_told_with_the_name_of_the_revision(plans: Path) -> None:
    plans.write_text("@prefix : <https://a.example/> .\n:a b :c .\n", encoding="utf-8")
    commit(plans.parent, "faulty")
    plans.write_text(PLANS, encoding="utf-8")
    with pytest.raises(SourceError, match=r"^HEAD:data/plans/plåner\.ttl:2:4: "):
        run("HEAD", None, "text", "sv", exit_code=False)


def test_faulty_settings_in_a_revision_are_told_with_its_name(project: Path) -> None:
    (project / "lq.toml").write_text("base = 1", encoding="utf-8")
    commit(project, "faulty")
    (project / "lq.toml").write_text(TOML, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^HEAD:lq\.toml: base is missing"):
        run("HEAD", None, "text", "sv", exit_code=False)


def test_links_in_a_revision_are_not_followed(project: Path, tmp_path: Path, diff: Diff) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<https://a.example/secret> <https://a.example/b> 1 .", encoding="utf-8")
    (project / "data" / "plans" / "link.ttl").symlink_to(secret)
    commit(project, "link")
    assert "secret" not in diff("HEAD~1", "HEAD")


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--exit-code",), 1), (("HEAD", "HEAD", "--exit-code"), 0)])
def test_the_exit_code_tells_only_when_it_is_asked_to(plans: Path, words: tuple[str, ...], code: int) -> None:
    plans.write_text(OTHER_PLANS, encoding="utf-8")
    command = [sys.executable, "-m", "lq_graph", "diff", *words]
    variables = {**os.environ, "LC_ALL": "en_GB.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=variables)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("0 things added, ")
