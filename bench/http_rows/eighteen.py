"""Eighteen queries of all kinds on a million triples: the processor time of each, compared with Virtuoso."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from peers.server import JSON, Server
from peers.started import ROOT, lq, oxigraph
from peers.virtuoso import virtuoso

from http_rows.bench import DISK, MEMORY, Bench, Line

QUERIES = sorted((ROOT / "bench" / "http_queries").glob("*.rq"))
GRAPHS = {"02-describe", "16-construct"}
NOT_ALIKE = {"02-describe"}  # Virtuoso describes in both directions: other triples, so it is left out of the mean
MOST_TIMES = 300


def rows(bench: Bench) -> Iterator[Line]:
    """A line for each query, and their geometric mean."""
    triples, release = bench.data(round(bench.millions * 10**6))
    with ExitStack() as stack:
        servers = [
            stack.enter_context(virtuoso(triples, bench.place("virtuoso"))),
            stack.enter_context(oxigraph(triples, bench.place("oxigraph"), on_disk=False)),
            stack.enter_context(oxigraph(triples, bench.place("oxigraph"), on_disk=True)),
            stack.enter_context(lq(release, bench.place("lq"), {"LQ_QUERY_SECONDS": "60"})),
        ]
        found = {path.stem: {server.name: _cost(bench, server, path) for server in servers} for path in QUERIES}
    size = f"{bench.millions:g}M triples"
    for name, costs in found.items():
        cells = {server: f"{cost:.2f}" for server, cost in costs.items()}
        yield Line(
            f"{name} on {size}, no text twice: CPU ms", cells, f"{costs['lq'] / costs['Virtuoso']:.2f} × Virtuoso"
        )
    means = {server: _mean(found, server) for server in ("Virtuoso", MEMORY, DISK, "lq")}
    cells = {server: f"{mean:.2f}" for server, mean in means.items()}
    title = f"geometric mean of {len(found) - len(NOT_ALIKE)}: CPU ms"
    yield Line(title, cells, f"{means['lq'] / means['Virtuoso']:.2f} × Virtuoso", "≤ 0.9 × Virtuoso")


def _mean(found: Mapping[str, Mapping[str, float]], server: str) -> float:
    costs = [costs[server] for name, costs in found.items() if name not in NOT_ALIKE]
    return math.exp(statistics.fmean(map(math.log, costs)))


def _cost(bench: Bench, server: Server, path: Path) -> float:
    """Processor ms of a server for a query, each time with another comment, so that no cached response is served."""
    text, accept = path.read_text(encoding="utf-8"), "application/n-triples" if path.stem in GRAPHS else JSON
    server.answer(f"{text}# warm", accept)
    runs = []
    for round_ in range(bench.rounds):
        before, begun, times = server.processor_seconds(), time.monotonic(), 0
        while times < MOST_TIMES and (times == 0 or time.monotonic() - begun < bench.seconds / 3):
            times += 1
            server.answer(f"{text}# {round_} {times} {begun}", accept)
        runs.append((server.processor_seconds() - before) / times * 1000)
    return max(statistics.median(runs), 0.01)
