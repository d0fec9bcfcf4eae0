"""The day of a check, after which dates are in the future: as given, that of the clock, or that of a commit."""

from __future__ import annotations

import shutil
import subprocess
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path


def add_today(parser: ArgumentParser, default: str) -> None:
    """Adds `--today`; `default` says in words which day it is if it is not given."""
    help_text = f"day of the check, later dates are in the future (default: {default})"
    parser.add_argument("--today", type=_as_day, metavar="YYYY-MM-DD", help=help_text)


def _as_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-12-01") from error


def release_day(root: Path) -> date:
    """The day of the commit that a project's folder is at, so that building it again gives the same.

    The day of the clock outside a git repository, and where files were changed or added after the commit.
    """
    day = _git(root, "log", "-1", "--format=%cs") if shutil.which("git") else ""
    is_changed = not day or _git(root, "status", "--porcelain", "--", ".")
    return date.today() if is_changed else date.fromisoformat(day)


def _git(root: Path, *words: str) -> str:
    """What git writes; nothing if it fails."""
    command = ["git", "-C", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
