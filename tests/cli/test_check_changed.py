"""The files that changed since a revision, from git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lq_graph.cli.changed import changed_paths
from lq_graph.cli.exits import UsageError
from lq_graph.settings import Settings

Git = Callable[..., str]
START = ("lq.toml", "data/a/one.ttl", "data/a/two.ttl", "data/b/three.ttl", "shapes/plan.ttl", "ontology/lq.ttl",
         "sparql/checks/c.rq", "contributions/x.ttl", ".gitignore")  # fmt: skip


@pytest.fixture(name="git")
def _git(tmp_path: Path) -> Git:
    """A function that runs git in a repository with a project, on a branch that has left main."""

    def run(*words: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(tmp_path), *who, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    run("init", "-q", "-b", "main")
    for name in START:
        put(tmp_path, name, "ignored.ttl\n" if name == ".gitignore" else "# one\n")
    run("add", ".")
    run("commit", "-qm", "start")
    run("checkout", "-qb", "work")
    return run


@pytest.fixture(name="project")
def _project(settings: Settings, tmp_path: Path, git: Git) -> Settings:
    """The settings of the project in the repository."""
    assert git("rev-parse", "HEAD")
    return replace(settings, root=tmp_path)


def put(root: Path, name: str, text: str = "# two\n") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def changed(project: Settings, *paths: str, revision: str = "main") -> list[str] | None:
    found = changed_paths(revision, project, [project.root / path for path in paths])
    return None if found is None else [path.relative_to(project.root).as_posix() for path in found]


def test_nothing_changed_is_nothing(project: Settings) -> None:
    assert changed(project) == []


def test_committed_staged_unstaged_and_untracked_files_are_changed(project: Settings, git: Git) -> None:
    put(project.root, "data/a/one.ttl")
    git("commit", "-qam", "change")
    put(project.root, "data/a/two.ttl")
    git("add", "data/a/two.ttl")
    put(project.root, "data/b/three.ttl")
    put(project.root, "data/b/four å, \n.ttl")
    put(project.root, "data/b/ignored.ttl")
    put(project.root, "data/b/notes.md")
    assert changed(project) == ["data/a/one.ttl", "data/a/two.ttl", "data/b/four å, \n.ttl", "data/b/three.ttl"]


def test_what_changed_on_the_other_branch_alone_is_not_changed_here(project: Settings, git: Git) -> None:
    git("checkout", "-q", "main")
    put(project.root, "data/a/one.ttl")
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "work")
    put(project.root, "data/a/two.ttl")
    assert changed(project) == ["data/a/two.ttl"]


def test_given_paths_are_narrowed(project: Settings) -> None:
    put(project.root, "contributions/x.ttl")
    put(project.root, "data/a/one.ttl")
    assert changed(project) == ["data/a/one.ttl"]
    assert changed(project, "contributions") == ["contributions/x.ttl"]


@pytest.mark.parametrize("name", ["lq.toml", "shapes/plan.ttl", "ontology/lq.ttl", "sparql/checks/c.rq"])
def test_a_changed_rule_concerns_everything(project: Settings, name: str) -> None:
    put(project.root, name)
    assert changed(project) is None


@pytest.mark.parametrize("name", ["data/a/one.ttl", "shapes/plan.ttl"])
def test_a_file_that_is_gone_concerns_everything(project: Settings, name: str) -> None:
    (project.root / name).unlink()
    assert changed(project) is None


def test_a_file_that_moved_concerns_everything(project: Settings, git: Git) -> None:
    git("mv", "data/a/one.ttl", "data/b/one.ttl")
    assert changed(project) is None


def test_prose_beside_the_rules_concerns_nothing(project: Settings) -> None:
    put(project.root, "shapes/README.md")
    put(project.root, "ontology/examples/plan.ttl")
    assert changed(project) == []


def test_a_project_below_the_top_of_its_repository_sees_its_own_files(project: Settings, git: Git) -> None:
    put(project.root, "city/data/c/five.ttl")
    put(project.root, "data/a/one.ttl")
    assert changed(replace(project, root=project.root / "city")) == ["data/c/five.ttl"]
    assert git("status", "--short")


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "main:data", "HEAD~99"])
def test_an_unknown_revision_is_refused(project: Settings, revision: str) -> None:
    with pytest.raises(UsageError, match="git knows no revision"):
        changed(project, revision=revision)


def test_a_history_of_its_own_is_refused(project: Settings, git: Git) -> None:
    git("checkout", "-q", "--orphan", "alone")
    git("commit", "-qm", "alone")
    with pytest.raises(UsageError, match="no ancestor in common; fetch the whole history"):
        changed(project)


def test_a_folder_without_a_repository_is_refused(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(UsageError, match="is in no git repository"):
        changed(replace(settings, root=tmp_path_factory.mktemp("bare")))


def test_a_machine_without_git_is_told(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="needs git, which is not installed"):
        changed(project)
