"""Processes that a benchmark starts: their children, processor time and memory from /proc; killed by their ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120.0
END_SECONDS = 10.0


@contextmanager
def process(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Starts a process in a folder, with its output in `said.txt` there, and ends it on exit from the context."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "said.txt").open("ab") as said:
        started = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})}, stdout=said, stderr=said
        )
    try:
        yield started
    finally:
        end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Ends a process by SIGTERM, and by SIGKILL if that has no effect."""
    started.send_signal(signal.SIGTERM)
    try:
        started.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()


def wait_for(started: subprocess.Popen[bytes], url: str, folder: Path) -> float:
    """The seconds until an address gives a successful response; raises RuntimeError if it does not in time."""
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS and started.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30) as reply:
                reply.read()
                return time.monotonic() - begun
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.005)
    raise RuntimeError(f"{started.args!r} did not answer {url}:\n{(folder / 'said.txt').read_text()[-2000:]}")


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that no other process gets within the context.

    It is bound here but not listened on, so a server that sets SO_REUSEADDR can listen on it. Linux: socket(7).
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


def family(identifier: int) -> list[int]:
    """A process and all of its descendants."""
    found, place = [identifier], 0
    while place < len(found):
        try:
            tasks = list(Path(f"/proc/{found[place]}/task").iterdir())
            for task in tasks:
                found += [int(word) for word in (task / "children").read_text().split()]
        except OSError:
            pass  # it ended meanwhile
        place += 1
    return found


def processor_seconds(identifier: int) -> float:
    """The processor time of a process and its descendants, including those that exited and were reaped."""
    ticks = 0
    for each in family(identifier):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS


def memory_bytes(identifier: int) -> int:
    """The proportional memory (PSS) of a process and its descendants."""
    total = 0
    for each in family(identifier):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


def open_descriptors(identifier: int) -> int:
    """The number of open descriptors of a process and its descendants."""
    total = 0
    for each in family(identifier):
        try:
            total += len(os.listdir(f"/proc/{each}/fd"))
        except OSError:
            continue
    return total


def zombies(identifier: int) -> int:
    """The number of descendants that exited and were not reaped."""
    total = 0
    for each in family(identifier):
        try:
            total += Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
    return total
