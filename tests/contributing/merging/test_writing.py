"""Files that are written together: all of them, or none, whatever fails."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from lq_graph.contributing.merging.contents import Contents
from lq_graph.contributing.merging.writing import write_together
from lq_graph.errors import MergeError
from lq_graph.names import Names
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.triples.dataset import Dataset

OLD, NEW = b"<urn:a:a> <urn:a:b> 1 .\n", b"<urn:a:a> <urn:a:b> 2 .\n"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A dataset of three files."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.ttl").write_bytes(OLD)
    return folder


def project_of(folder: Path) -> Project:
    sources = {path: read_rdf_file(path) for path in sorted(folder.glob("*.ttl"))}
    return Project(Names("https://example.org/"), Dataset(), ("plans",), MappingProxyType(sources))


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def contents_of(folder: Path) -> Contents:
    """One file replaced, one removed, one made, one more replaced."""
    return {folder / "a.ttl": NEW, folder / "b.ttl": None, folder / "new.ttl": NEW, folder / "c.ttl": NEW}


def test_all_files_are_written_and_nothing_else_is_left(folder: Path) -> None:
    (folder / "a.ttl").chmod(0o640)
    write_together(contents_of(folder), project_of(folder))
    assert state(folder) == AFTER
    assert (folder / "a.ttl").stat().st_mode & 0o777 == 0o640
    assert (folder / "new.ttl").stat().st_mode & 0o777 == 0o644


AFTER = {"a.ttl": NEW, "c.ttl": NEW, "new.ttl": NEW}
STEPS = ("link", "fsync", "fchmod", "replace", "unlink", "open")


def failing(monkeypatch: pytest.MonkeyPatch, step: str, at: int, error: BaseException) -> None:
    """Lets one call of a step fail, and no other, as what follows restores the files."""
    owner: Any = os if hasattr(os, step) and step not in {"replace", "unlink", "open"} else Path
    real: Callable[..., Any] = getattr(owner, step)
    calls: Iterator[int] = iter(range(1_000))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(calls) == at:
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(owner, step, call)


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=str)
def test_an_error_at_any_step_leaves_all_files_as_they_were(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int, error: BaseException
) -> None:
    before, project, contents = state(folder), project_of(folder), contents_of(folder)
    with monkeypatch.context() as patch:
        failing(patch, step, at, error)
        try:
            write_together(contents, project)
        except MergeError:
            assert state(folder) == before
        except KeyboardInterrupt:  # perhaps after the last file was replaced
            assert state(folder) in (before, AFTER)
        else:  # the step is taken fewer times
            assert state(folder) == AFTER


def test_the_message_says_which_file_and_that_nothing_was_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "fsync", 2, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(MergeError) as refused:
        write_together(contents_of(folder), project_of(folder))
    assert str(refused.value).startswith(str(folder / "c.ttl"))
    assert "No space left on device" in refused.value.texts.sv
    assert "Alla filer är som de var." in refused.value.texts.sv


def test_a_full_disk_leaves_all_files_as_they_were(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("needs the right to mount a file system of its own")
    try:
        for name in "abc":
            (folder / f"{name}.ttl").write_bytes(OLD)
        before = state(folder)
        large = NEW + b"#" * 40_000
        with pytest.raises(MergeError):
            write_together({folder / "a.ttl": large, folder / "b.ttl": large}, project_of(folder))
        assert state(folder) == before
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def test_a_file_that_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    project = project_of(folder)
    (folder / "c.ttl").write_bytes(b"")
    before = state(folder)
    with pytest.raises(MergeError, match="was changed while"):
        write_together(contents_of(folder), project)
    assert state(folder) == before


def test_a_new_file_that_is_there_already_is_not_overwritten(folder: Path) -> None:
    project = project_of(folder)
    (folder / "new.ttl").write_bytes(OLD)
    with pytest.raises(MergeError, match="was changed while"):
        write_together(contents_of(folder), project)
    assert (folder / "new.ttl").read_bytes() == OLD


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.ttl"
    (folder / "a.ttl").rename(real)
    (folder / "a.ttl").symlink_to(real)
    write_together({folder / "a.ttl": NEW}, project_of(folder))
    assert (folder / "a.ttl").is_symlink()
    assert real.read_bytes() == NEW
