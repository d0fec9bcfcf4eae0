"""A merge that was killed while it wrote is undone by the next one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from contributing.merging.test_writing import AFTER, NEW, OLD, contents_of, project_of, state
from lq_graph.contributing.merging import writing
from lq_graph.contributing.merging.journal import locked, restore_interrupted
from lq_graph.contributing.merging.writing import write_together
from lq_graph.errors import MergeError


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A dataset of three files."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.ttl").write_bytes(OLD)
    return folder


def killed(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int) -> None:
    """Writes in a process that is killed before a call of a step."""
    calls = iter(range(1_000))
    real: Callable[..., object] = getattr(writing, step)

    def call(*arguments: object) -> object:
        if next(calls) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)

    project = project_of(folder)
    child = os.fork()
    if not child:
        monkeypatch.setattr(writing, step, call)
        write_together(contents_of(folder), project)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("step", "at", "restored"),
    [("_prepared", 2, 0), ("begin", 0, 0), *(("_replace", at, at) for at in range(4)), ("_sync_folders", 0, 4)],
)
def test_all_files_are_restored(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int, restored: int
) -> None:
    before = state(folder)
    killed(folder, monkeypatch, step, at)
    assert restore_interrupted(folder.parent) == restored
    assert state(folder) == before
    assert {path.name for path in (*folder.parent.iterdir(), *folder.iterdir())} == {"plans", *before}
    write_together(contents_of(folder), project_of(folder))
    assert state(folder) == AFTER


def test_nothing_is_restored_after_a_merge_that_ended(folder: Path) -> None:
    write_together(contents_of(folder), project_of(folder))
    assert restore_interrupted(folder.parent) == 0
    assert state(folder) == AFTER


def test_a_file_that_was_edited_after_the_kill_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(folder, monkeypatch, "_replace", 2)
    edited = NEW + b"# edited\n"
    (folder / "a.ttl").write_bytes(edited)
    with pytest.raises(MergeError, match="was changed after that"):
        restore_interrupted(folder.parent)
    assert (folder / "a.ttl").read_bytes() == edited
    (folder / "a.ttl").write_bytes(OLD)
    assert restore_interrupted(folder.parent) == 1  # b.ttl, which was removed
    assert set(state(folder)) == {"a.ttl", "b.ttl", "c.ttl"}


def test_a_merge_that_is_running_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(folder, monkeypatch, "_replace", 2)
    before = state(folder)
    with locked(folder.parent):
        with pytest.raises(MergeError, match="another merge is running"):
            restore_interrupted(folder.parent)
        with pytest.raises(MergeError, match="another merge is running"):
            write_together(contents_of(folder), project_of(folder))
    assert state(folder) == before
