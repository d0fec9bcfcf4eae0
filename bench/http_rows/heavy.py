"""A cheap query while other clients send heavy ones: its 99th percentile, and its throughput."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from peers.server import Server, wait_until_idle
from peers.started import ROOT, lq, oxigraph
from peers.virtuoso import virtuoso
from peers.wrk import Played, play, playing, write_targets

from http_rows.bench import Bench, Line, median
from http_rows.point import SUBJECTS, TEXT, TRIPLES

HEAVY = (2, 16)
CROSSTAB = ROOT / "bench" / "http_queries" / "18-crosstab.rq"
PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?i)) } # @"
MUST = {2: "p99 ≤ 10 ms, ≥ 50 % kept", 16: "p99 ≤ 12 ms, ≥ 40 % kept"}


def rows(bench: Bench) -> Iterator[Line]:
    """The lines about heavy clients: cross-tabs, one after another; and endless products, which some servers stop."""
    triples, release = bench.data(TRIPLES)
    crosstab = CROSSTAB.read_text(encoding="utf-8") + "# @"
    with ExitStack() as stack:
        virtuoso_, memory, ours = (
            stack.enter_context(virtuoso(triples, bench.place("virtuoso"))),
            stack.enter_context(oxigraph(triples, bench.place("oxigraph"), on_disk=False)),
            stack.enter_context(lq(release, bench.place("lq"))),
        )
        yield from _lines(bench, [virtuoso_, memory, ours], crosstab, "cross-tabs")
        yield from _lines(bench, [virtuoso_, ours], PRODUCT, "products without end (oxigraph server never ends them)")


def _lines(bench: Bench, servers: list[Server], heavy: str, what: str) -> Iterator[Line]:
    alone, beside = _played(bench, servers, heavy)
    for number in HEAVY:
        cells = {server.name: _cell(beside[server.name, number], alone[server.name]) for server in servers}
        reached = f"p99 {median(beside['lq', number], 'p99'):.1f} ms"
        reached += f", {median(beside['lq', number], 'rate') / median(alone['lq'], 'rate'):.0%} kept"
        title = f"a cheap query beside {number} clients of {what}: p99 (alone), throughput kept"
        yield Line(title, cells, reached, MUST[number])


def _played(
    bench: Bench, servers: list[Server], heavy: str
) -> tuple[dict[str, list[Played]], dict[tuple[str, int], list[Played]]]:
    alone: dict[str, list[Played]] = {server.name: [] for server in servers}
    beside: dict[tuple[str, int], list[Played]] = {(server.name, n): [] for server in servers for n in HEAVY}
    for _ in range(bench.rounds):
        for server in servers:
            cheap = _cheap(bench, server)
            alone[server.name].append(play(server, cheap, bench.seconds))
            for number in HEAVY:
                file = write_targets(bench.folder / f"heavy-{server.name}", [server.target(heavy)])
                with playing(server, file, 60, number):
                    beside[server.name, number].append(play(server, cheap, bench.seconds))
                wait_until_idle(server)
    return alone, beside


def _cheap(bench: Bench, server: Server) -> Path:
    texts = [TEXT.format(number=3 * number, mark="@") for number in range(SUBJECTS)]
    return write_targets(bench.folder / f"cheap-{server.name}", [server.target(text) for text in texts])


def _cell(beside: list[Played], alone: list[Played]) -> str:
    kept = median(beside, "rate") / median(alone, "rate")
    faults = sum(each.refused + each.lost for each in beside)
    told = f", {faults:,} failed" if faults else ""
    return f"{median(beside, 'p99'):.1f} ms ({median(alone, 'p99'):.1f}), {kept:.0%}{told}"
