"""wrk, which sends requests as fast as a server responds, over eight connections from one thread."""

from __future__ import annotations

import itertools
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peers.server import JSON, Server

SCRIPT = Path(__file__).parent / "play.lua"
CONNECTIONS = 8
_fresh = itertools.count(int(time.time()) % 10**6 * 10**8, 10**7)


@dataclass(frozen=True)
class Played:
    """One measurement: requests per second, their 99th percentile in ms, the server's µs for each, and faults."""

    rate: float
    p99: float
    processor: float
    refused: int
    lost: int


def play(server: Server, targets: Path, seconds: float, accept: str = JSON, connections: int = CONNECTIONS) -> Played:
    """Sends the requests of a file of addresses to a server for some seconds, and measures them."""
    before = server.processor_seconds()
    said = subprocess.run(
        _command(server, targets, seconds, accept, connections), capture_output=True, text=True, check=True
    )
    used = server.processor_seconds() - before
    line = next(line for line in said.stdout.splitlines() if line.startswith("played "))
    told = json.loads(line.removeprefix("played "))
    requests = max(1, told["requests"])
    return Played(told["requests"] / told["seconds"], told["p99"], used / requests * 1e6, told["refused"], told["lost"])


@contextmanager
def playing(server: Server, targets: Path, seconds: float, connections: int) -> Iterator[None]:
    """Sends requests to a server within the context."""
    command = _command(server, targets, seconds, JSON, connections)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as player:
        try:
            yield
        finally:
            player.kill()


def write_targets(path: Path, targets: Sequence[str]) -> Path:
    """Writes a file of addresses to be requested."""
    path.write_text("".join(f"{target}\n" for target in targets), encoding="utf-8")
    return path


def _command(server: Server, targets: Path, seconds: float, accept: str, connections: int) -> list[str]:
    timing = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", "--latency"]
    return ["wrk", *timing, "-s", str(SCRIPT), server.origin, "--", str(targets), accept, str(next(_fresh))]
