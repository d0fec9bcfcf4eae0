"""A point query of one kilobyte: different each time, always the same, and the same behind nginx."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from peers.nginx import in_front
from peers.server import JSON, Server
from peers.started import constant, lq, oxigraph, rdflib_endpoint
from peers.virtuoso import virtuoso
from peers.wrk import write_targets

from http_rows.bench import DISK, MEMORY, Bench, Line, rate_cell, ratio

TRIPLES = 50_000
TEXT = """PREFIX b: <https://example.org/bench#>
PREFIX d: <https://example.org/bench/id/>
SELECT ?property ?value WHERE {{ d:observation{number} ?property ?value }} # {mark}"""
SUBJECTS = 2_000
HOP = {"connection", "date", "server"}


def rows(bench: Bench) -> Iterator[Line]:
    """The lines about the point query."""
    triples, release = bench.data(TRIPLES)
    with ExitStack() as stack:
        ours = stack.enter_context(lq(release, bench.place("lq")))
        peers = [
            stack.enter_context(rdflib_endpoint(triples, bench.place("rdflib"))),
            stack.enter_context(virtuoso(triples, bench.place("virtuoso"))),
            stack.enter_context(oxigraph(triples, bench.place("oxigraph"), on_disk=False)),
            stack.enter_context(oxigraph(triples, bench.place("oxigraph"), on_disk=True)),
        ]
        bare = stack.enter_context(constant(_reply(ours, bench.folder), bench.place("constant")))
        front = stack.enter_context(in_front(ours, release, bench.place("nginx")))
        yield _uncached(bench, [*peers, ours])
        yield _again(bench, [*peers, bare, ours])
        yield _behind(bench, [peers[2], front])


def _uncached(bench: Bench, servers: list[Server]) -> Line:
    texts = [TEXT.format(number=3 * number, mark="@") for number in range(SUBJECTS)]
    played = bench.in_turns(servers, lambda server: _targets(bench.folder / f"new-{server.name}", server, texts))
    reached = (
        f"{ratio(played, 'lq', 'Virtuoso'):.2f} × Virtuoso, "
        f"{ratio(played, 'lq', MEMORY):.2f} × oxigraph server in memory, {ratio(played, 'lq', DISK):.2f} × on disk"
    )
    cells = {name: rate_cell(plays) for name, plays in played.items()}
    return Line("a point query of 1 kB, each text new: req/s (CPU µs)", cells, reached, "≥ 2 × Virtuoso")


def _again(bench: Bench, servers: list[Server]) -> Line:
    text = [TEXT.format(number=3000, mark="again")]
    played = bench.in_turns(servers, lambda server: _targets(bench.folder / f"same-{server.name}", server, text))
    name = "uvicorn's constant"
    reached = f"{ratio(played, 'lq', name):.2f} × the constant, {ratio(played, 'lq', MEMORY):.2f} × oxigraph server"
    cells = {name: rate_cell(plays) for name, plays in played.items()}
    return Line("the same again: req/s (CPU µs)", cells, reached, "≥ 20,000 and ≥ 0.5 × the constant")


def _behind(bench: Bench, servers: list[Server]) -> Line:
    text = [TEXT.format(number=3000, mark="again")]
    played = bench.in_turns(servers, lambda server: _targets(bench.folder / f"same-{server.name}", server, text))
    reached = f"{ratio(played, 'lq behind nginx', MEMORY):.2f} × oxigraph server in memory"
    cells = {name: rate_cell(plays) for name, plays in played.items()}
    return Line("the same behind nginx with its cache: req/s (CPU µs)", cells, reached, "≥ 1.1 × oxigraph server")


def _targets(path: Path, server: Server, texts: list[str]) -> Path:
    return path if path.exists() else write_targets(path, [server.target(text) for text in texts])


def _reply(server: Server, folder: Path) -> Path:
    """Lq's own response, headers and bytes, for the constant application to repeat."""
    text = TEXT.format(number=3000, mark="again")
    request = urllib.request.Request(server.origin + server.target(text), headers={"Accept": JSON})
    with urllib.request.urlopen(request) as reply:
        headers = [[name, value] for name, value in reply.getheaders() if name.lower() not in HOP]
        told = {"headers": headers, "body": reply.read().decode()}
    path = folder / "reply.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path
