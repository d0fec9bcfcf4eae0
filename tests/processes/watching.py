"""Observes real processes: their children, memory and exits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep


def until(is_so: Callable[[], object], seconds: float = 20) -> bool:
    """Whether something comes to be so within the time."""
    end = monotonic() + seconds
    while monotonic() < end:
        if is_so():
            return True
        sleep(0.01)
    return False


def state(process: int) -> str:
    """The letter that Linux gives the state of a process; nothing if there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_there(process: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    return state(process) not in {"", "Z"}


def children_of(process: int) -> list[int]:
    """Every child of a process, also those that wait to be reaped."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has just ended
            found += map(int, task.read_text(encoding="ascii").split())
    return found


def command(process: int) -> bytes:
    """The words that a process was started with; none if there is no such process."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def descriptors() -> set[str]:
    """The open descriptors of this process, and what they are."""
    found = set()
    for path in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{path.name} {path.readlink()}")
        except FileNotFoundError:  # that of the listing itself
            continue
    return found
