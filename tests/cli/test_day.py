"""The day of a check: of the commit for a release, of the clock for work in progress."""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import pytest

from lq_graph.cli.day import add_today, release_day

COMMIT = {"GIT_COMMITTER_DATE": "2020-02-03T12:00:00+0000", "GIT_AUTHOR_DATE": "2020-02-03T12:00:00+0000"}


def git(folder: Path, *words: str) -> None:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
    subprocess.run(command, check=True, capture_output=True, env=COMMIT)


@pytest.fixture(name="committed")
def _committed(tmp_path: Path) -> Path:
    (tmp_path / "a.ttl").write_text("", "utf-8")
    git(tmp_path, "init")
    git(tmp_path, "add", "a.ttl")
    git(tmp_path, "commit", "-m", "data: one")
    return tmp_path


def test_a_release_has_the_day_of_its_commit(committed: Path) -> None:
    assert release_day(committed) == date(2020, 2, 3)


def test_uncommitted_changes_have_the_day_of_the_clock(committed: Path) -> None:
    (committed / "b.ttl").write_text("", "utf-8")
    assert release_day(committed) >= date(2026, 1, 1)


def test_a_folder_without_a_repository_has_the_day_of_the_clock(tmp_path: Path) -> None:
    assert release_day(tmp_path) >= date(2026, 1, 1)


def test_a_day_is_written_as_year_month_day() -> None:
    parser = ArgumentParser()
    add_today(parser, "that of the clock")
    assert parser.parse_args(["--today", "2026-12-01"]).today == date(2026, 12, 1)
    with pytest.raises(SystemExit):
        parser.parse_args(["--today", "1 december"])
