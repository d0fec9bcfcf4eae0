"""A branch with one commit more; working tree, index and current branch stay as they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lq_graph.contributing.merging.branch import commit_on_branch, refuse_branch
from lq_graph.errors import MergeError

OLD, NEW = b"<urn:a:a> <urn:a:b> 1 .\n", b"<urn:a:a> <urn:a:b> 2 .\n"


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """A project in a folder of a repository, with an åäö in a name."""
    root = tmp_path / "stad"
    (root / "data" / "plans").mkdir(parents=True)
    for name in ("a", "b", "åäö"):
        (root / "data" / "plans" / f"{name}.ttl").write_bytes(OLD)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Made Up")
    git(tmp_path, "config", "user.email", "made-up@example.org")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "Start.")
    return root


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout


def test_the_commit_has_the_contents_and_nothing_else_changes(root: Path) -> None:
    plans = root / "data" / "plans"
    (root / "notes.txt").write_text("not committed")
    git(root, "add", "notes.txt")
    before = (git(root, "status", "--porcelain"), (root.parent / ".git" / "index").read_bytes())
    refuse_branch(root, root / "data", "årets-värden/2025")
    contents = {plans / "a.ttl": NEW, plans / "b.ttl": None, plans / "new.ttl": NEW, plans / "åäö.ttl": NEW}
    commit = commit_on_branch(root, "årets-värden/2025", contents, "data: 1 ny\n\n# ingen kommentar\n")
    assert git(root, "rev-parse", "årets-värden/2025").strip() == commit
    assert git(root, "log", "-1", "--format=%B", commit).rstrip() == "data: 1 ny\n\n# ingen kommentar"
    assert git(root, "rev-parse", f"{commit}^") == git(root, "rev-parse", "main")
    listed = git(root, "-c", "core.quotePath=false", "diff", "--name-status", "main", commit).splitlines()
    names = ("M\t{}/a.ttl", "D\t{}/b.ttl", "A\t{}/new.ttl", "M\t{}/åäö.ttl")
    assert listed == [name.format("stad/data/plans") for name in names]
    assert git(root, "show", f"{commit}:stad/data/plans/new.ttl").encode() == NEW
    assert (git(root, "status", "--porcelain"), (root.parent / ".git" / "index").read_bytes()) == before
    assert git(root, "branch", "--show-current").strip() == "main"
    assert {path.name for path in plans.iterdir()} == {"a.ttl", "b.ttl", "åäö.ttl"}


@pytest.mark.parametrize("name", ["", "a b", "a..b", "-x", "--force", "@{-1}", "HEAD", "a.lock", "x\n", "refs/../x"])
def test_what_cannot_be_the_name_of_a_branch_is_refused(root: Path, name: str) -> None:
    with pytest.raises(MergeError) as refused:
        refuse_branch(root, root / "data", name)
    assert "kan inte vara namn på en gren" in refused.value.texts.sv
    assert git(root, "branch", "--format=%(refname:short)").split() == ["main"]


def test_a_branch_that_is_there_is_refused_and_stays(root: Path) -> None:
    git(root, "branch", "values")
    before = git(root, "rev-parse", "values")
    with pytest.raises(MergeError, match="exists already"):
        refuse_branch(root, root / "data", "values")
    with pytest.raises(MergeError, match="No branch was made"):
        commit_on_branch(root, "values", {root / "data" / "plans" / "a.ttl": NEW}, "data")
    with pytest.raises(MergeError, match="No branch was made"):
        commit_on_branch(root, "values/more", {root / "data" / "plans" / "a.ttl": NEW}, "data")
    assert git(root, "rev-parse", "values") == before


@pytest.mark.parametrize("change", ["a.ttl", "new.ttl"])
def test_data_that_is_not_committed_would_be_lost_from_the_branch_and_is_refused(root: Path, change: str) -> None:
    (root / "data" / "plans" / change).write_bytes(NEW)
    with pytest.raises(MergeError) as refused:
        refuse_branch(root, root / "data", "values")
    assert f"stad/data/plans/{change} har ändringar som inte är incheckade" in refused.value.texts.sv


def test_a_folder_without_a_commit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(MergeError, match="in no git repository with a commit"):
        refuse_branch(tmp_path, tmp_path / "data", "values")
    git(tmp_path, "init", "-q")
    with pytest.raises(MergeError, match="in no git repository with a commit"):
        refuse_branch(tmp_path, tmp_path / "data", "values")


def test_without_git_it_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MergeError, match="not installed"):
        refuse_branch(root, root / "data", "values")


def test_a_link_out_of_the_repository_is_refused_and_no_branch_is_made(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("elsewhere") / "a.ttl"
    outside.write_bytes(OLD)
    linked = root / "data" / "plans" / "a.ttl"
    linked.unlink()
    linked.symlink_to(outside)
    with pytest.raises(MergeError, match="outside the git repository") as refused:
        commit_on_branch(root, "values", {linked: NEW}, "data")
    assert str(linked) in refused.value.texts.sv
    assert git(root, "branch", "--format=%(refname:short)").split() == ["main"]


def test_who_has_no_name_in_git_is_told_before_anything_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "config", "user.useConfigOnly", "true")
    git(root, "config", "--unset", "user.email")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for name in ("EMAIL", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MergeError) as refused:
        refuse_branch(root, root / "data", "values")
    assert "git config --global user.email" in refused.value.texts.sv


def test_a_repository_that_git_does_not_trust_is_not_called_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    with pytest.raises(MergeError, match="dubious ownership"):
        refuse_branch(root, root / "data", "values")
