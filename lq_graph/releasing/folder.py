"""The folder of releases: each is made beside the others, made durable, and then switched to in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lq_graph.errors import ReleaseError

_UNFINISHED = ".unfinished"


@contextmanager
def building(releases: Path) -> Iterator[Path]:
    """An empty folder to make a release in; it is gone afterwards unless it was moved away.

    Raises ReleaseError if another build is at work in the same folder, or if the disk cannot be written.
    """
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with (releases / ".lock").open("w") as lock:
            _lock(lock.fileno(), releases)
            unfinished = _empty(releases / _UNFINISHED)
            try:
                yield unfinished
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        reason = f"{error.filename or releases}: cannot be written ({error.strerror})"
        raise ReleaseError(f"{reason}; the release before, if any, is still current") from error


def publish(made: Path, releases: Path, identifier: str) -> Path:
    """Moves a made release to its name and makes it the current one; the one before stays where it is."""
    target = releases / identifier
    if not target.exists():
        _sync_all(made)
        made.rename(target)
        _sync(releases)
    _switch(releases, identifier)
    return target


def _lock(descriptor: int, releases: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ReleaseError(f"{releases}: another build is at work here; wait for it to end") from error


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _switch(releases: Path, identifier: str) -> None:
    link = releases / ".next"
    link.unlink(missing_ok=True)
    link.symlink_to(identifier, target_is_directory=True)
    link.replace(releases / "current")
    _sync(releases)


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
