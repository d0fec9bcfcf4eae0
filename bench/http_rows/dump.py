"""Downloads of a dump of a hundred megabytes."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack

from peers.nginx import in_front, with_files
from peers.server import Server
from peers.started import lq

from http_rows.bench import Bench, Line

TRIPLES, BYTES = 750_000, 10**8


def rows(bench: Bench) -> Iterator[Line]:
    """The line about the dump: nginx with a file, lq alone, and lq behind nginx as deploy/ configures it."""
    triples, release = bench.data(TRIPLES)
    with (release / "dump.nt").open("r+b") as dump:
        dump.truncate(min(BYTES, triples.stat().st_size))
    with ExitStack() as stack:
        nginx = stack.enter_context(with_files(release, bench.place("files")))
        ours = stack.enter_context(lq(release, bench.place("lq")))
        front = stack.enter_context(in_front(ours, release, bench.place("nginx")))
        paths = {nginx: "/dump.nt", ours: "/data/dump.nt", front: "/data/dump.nt"}
        seconds: dict[Server, list[float]] = {server: [] for server in paths}
        for _ in range(bench.rounds + 1):
            for server, path in paths.items():
                seconds[server].append(_seconds(server, path))
    medians = {server.name: statistics.median(each[1:]) for server, each in seconds.items()}
    alone, behind = (medians[server.name] / medians["nginx"] for server in (ours, front))
    reached = f"lq {alone:.1f} × nginx, behind nginx {behind:.1f} ×"
    cells = {name: f"{median:.3f}" for name, median in medians.items()}
    yield Line(f"a dump of {(release / 'dump.nt').stat().st_size / 1e6:.0f} MB: s", cells, reached, "≤ 2 × nginx")


def _seconds(server: Server, path: str) -> float:
    begun, buffer, size = time.monotonic(), bytearray(1 << 20), 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        while count := connection.recv_into(buffer):
            size += count
    if size < BYTES * 0.9:
        raise RuntimeError(f"{server.name} gave {size:,} bytes of {path}: {bytes(buffer[:300])!r}")
    return time.monotonic() - begun
