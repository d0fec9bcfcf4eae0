"""What changed since a revision of the project's git repository, as paths to check."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from lq_graph.cli.exits import UsageError
from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.rdf_file import is_rdf_file
from lq_graph.settings import SETTINGS_FILE, Settings

_LISTED = ("-z", "--name-only", "--no-renames", "--no-ext-diff")


def changed_paths(revision: str, settings: Settings, paths: Sequence[Path]) -> list[Path] | None:
    """Of some paths, or of data/ if there are none, the files that changed since the branch left a revision.

    Committed or not, tracked or not, but for what git ignores. None means all of the paths: where ontology, shapes,
    queries or settings changed, or a file that others may refer to was removed. Raises UsageError without git, outside
    a repository, and for a revision that has no ancestor in common with this one.
    """
    listed = _changed(revision, settings.root)
    if any(_concerns_all(path, settings) for path in listed):
        return None
    given = [path.resolve() for path in paths] or [settings.data]
    below = [path for path in listed if any(path.is_relative_to(each) for each in given)]
    return [path for path in below if (is_rdf_file(path) or is_sheet_file(path)) and path.is_file()]


def _concerns_all(path: Path, settings: Settings) -> bool:
    if path.is_relative_to(settings.data) and is_rdf_file(path) and not path.exists():
        return True
    is_query = path.is_relative_to(settings.sparql) and path.suffix == ".rq"
    is_rule = path.parent in (settings.ontology, settings.shapes) and is_rdf_file(path)
    return is_query or is_rule or path == settings.root / SETTINGS_FILE


def _changed(revision: str, root: Path) -> list[Path]:
    """The files below the root that differ from where this branch left the revision, and the untracked ones."""
    if shutil.which("git") is None:
        raise UsageError("--changed-since needs git, which is not installed; check without it")
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise UsageError(f"{root} is in no git repository that this user may read; check without --changed-since")
    wanted = f"{revision}^{{commit}}"
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    if commit is None:
        raise UsageError(f"git knows no revision {revision!r}; give a branch, a tag or a commit, and fetch it first")
    base = _git(root, "merge-base", commit.strip(), "HEAD")
    if base is None:
        raise UsageError(
            f"{revision} and this branch have no ancestor in common; fetch the whole history (fetch-depth: 0)"
        )
    tracked = _git(root, "diff", *_LISTED, "--relative", base.strip()) or ""
    untracked = _git(root, "ls-files", "-z", "--others", "--exclude-standard") or ""
    return [root / name for name in sorted({*tracked.split("\0"), *untracked.split("\0")} - {""})]


def _git(root: Path, *words: str) -> str | None:
    """The output of git, None if it fails; names of files that are not UTF-8 are returned unchanged."""
    command = [shutil.which("git") or "git", "-C", str(root), *words]
    done = subprocess.run(command, capture_output=True, check=False)
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
