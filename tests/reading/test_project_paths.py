"""Real paths are those of the operating system, through any links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lq_graph.reading.project import is_below, real_paths


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file, a link to each, a link that leads nowhere and one that leads to itself."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file.ttl").touch()
    for name, target in (("folder", "a/b"), ("link.ttl", "a/b/file.ttl"), ("broken", "nowhere"), ("ring", "ring")):
        (tmp_path / name).symlink_to(target)
    monkeypatch.chdir(tmp_path)
    return tmp_path


PATHS = (
    ".", "..", "a", "a/", "a/b/..", "a/b/file.ttl", "folder/file.ttl", "folder/../b/file.ttl", "link.ttl", "broken",
    "ring", "nowhere/at/all.ttl", "/", "/etc", "./a/./b/file.ttl", "folder/.", "a/../link.ttl",
)  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_real_paths_are_those_of_the_system() -> None:
    assert real_paths(map(Path, PATHS)) == [os.path.realpath(path) for path in PATHS]


@pytest.mark.parametrize(
    ("real", "folder", "expected"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/a", "/a/b", False), ("/a", "/", True)],
)
def test_below_is_in_the_folder_and_not_beside_it(real: str, folder: str, expected: bool) -> None:
    assert is_below(real, folder) == expected
