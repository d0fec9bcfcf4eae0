"""Turtle files are found, read and replaced atomically."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import SourceError
from lq_graph.formatting.turtle import read_content, replace_content, turtle_files

Write = Callable[[str, str], Path]


def test_folders_give_their_turtle_files_and_no_hidden_ones(write: Write, tmp_path: Path) -> None:
    wanted = [write("in/a.ttl", ""), write("in/b/c.ttl", "")]
    for name in ("in/a.md", "in/.hidden.ttl", "in/.cache/d.ttl"):
        write(name, "")
    assert turtle_files([tmp_path / "in", wanted[0]]) == wanted


def test_a_file_of_another_kind_is_refused(write: Write) -> None:
    with pytest.raises(SourceError, match=r"a\.trig: lq fmt writes Turtle alone; give it \.ttl files"):
        turtle_files([write("a.trig", "")])


def test_a_missing_file_and_what_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read_content(tmp_path / "a.ttl")
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(SourceError, match="it is no file"):
        read_content(tmp_path / "pipe.ttl")


def test_a_replaced_file_keeps_its_mode(write: Write) -> None:
    path = write("a.ttl", "old")
    path.chmod(0o640)
    replace_content(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    link = tmp_path / "link.ttl"
    link.symlink_to(write("a.ttl", "old"))
    replace_content(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "a.ttl").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_alone(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.ttl", "old")
    monkeypatch.setattr(os, "fsync", _no_space)
    with pytest.raises(OSError, match="no space"):
        replace_content(path, b"new")
    assert [(each.name, each.read_text(encoding="utf-8")) for each in path.parent.iterdir()] == [("a.ttl", "old")]


def _no_space(_: int) -> None:
    raise OSError("no space")
