"""A realistic mix: lq's own questions, things and pages, drawn by Zipf's law, with repeats."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

from peers.nginx import in_front
from peers.server import Server
from peers.started import PEERS, lq, oxigraph, rdflib_endpoint
from peers.virtuoso import virtuoso
from peers.wrk import write_targets

from http_rows.bench import MEMORY, Bench, Line, median, rate_cell, ratio

DRAWN, THINGS = 4_000, 400
PAGES = ("/", "/en/", "/sparql", "/data/", "/q/", "/ns", "/en/sparql")
ACCEPT = "application/sparql-results+json, */*;q=0.5"
BEST = ("Virtuoso", MEMORY)
PATIENCE = 6  # seconds


def rows(bench: Bench) -> Iterator[Line]:
    """The lines about the mix: only queries on all servers; with things and pages on lq, which alone has them."""
    dump = _graph(bench)
    questions = [
        path.read_text(encoding="utf-8") for path in sorted((bench.release / "sparql" / "questions").glob("*.rq"))
    ]
    answerable = _answered_by_rdflib(bench, dump, questions)
    with ExitStack() as stack:
        ours = stack.enter_context(lq(bench.release, bench.place("lq")))
        servers = [
            stack.enter_context(virtuoso(dump, bench.place("virtuoso"))),
            stack.enter_context(oxigraph(dump, bench.place("oxigraph"), on_disk=False)),
            ours,
            stack.enter_context(in_front(ours, bench.release, bench.place("nginx"))),
        ]
        answerable = [text for text in answerable if _is_answered(servers[:3], text)]
        played = bench.in_turns(servers, lambda server: _queries(bench, server, answerable))
        with rdflib_endpoint(dump, bench.place("rdflib")) as slow:  # after the others: it goes on when nobody waits
            played |= bench.in_turns([slow], lambda server: _queries(bench, server, answerable))
        best = max(BEST, key=lambda name: median(played[name], "rate"))
        title = f"lq's questions that all answer ({len(answerable)} of {len(questions)}), Zipf-drawn: req/s (CPU µs)"
        cells = {name: rate_cell(plays) for name, plays in played.items()}
        yield Line(title, cells, f"{ratio(played, 'lq', best):.1f} × {best}", "≥ 2 × the best peer")
        whole = bench.in_turns(servers[2:], lambda server: _everything(bench, server, questions), ACCEPT)
        cells = {name: rate_cell(plays) for name, plays in whole.items()}
        against = median(whole["lq"], "rate") / median(played[best], "rate")
        title = "all questions, things and pages, Zipf-drawn (peers have no pages): req/s (CPU µs)"
        yield Line(title, cells, f"{against:.1f} × {best} at queries alone", "≥ 2 × the best peer")


def _graph(bench: Bench) -> Path:
    """Lq's merged graph as N-Triples, which all servers can load."""
    out = bench.folder / "lq.nt"
    convert = [
        str(PEERS / "oxigraph"),
        "convert",
        "--from-file",
        str(bench.release / "dump.ttl"),
        "--to-file",
        str(out),
    ]
    subprocess.run(convert, check=True)
    return out


def _answered_by_rdflib(bench: Bench, dump: Path, texts: Sequence[str]) -> list[str]:
    """The questions that rdflib-endpoint answers in time; it continues with the others until it is stopped."""
    left, answered = list(texts), []
    while left:
        with rdflib_endpoint(dump, bench.place("rdflib")) as server:
            while left and _is_answered([server], left[0]):
                answered.append(left.pop(0))
            del left[:1]
    return answered


def _is_answered(servers: Sequence[Server], text: str) -> bool:
    try:
        return all(server.answer(text, patience=PATIENCE) for server in servers)
    except OSError:
        return False


def _queries(bench: Bench, server: Server, texts: Sequence[str]) -> Path:
    path = bench.folder / f"mix-{server.name}"
    targets = [_at(server.target(text)) for text in texts]
    return path if path.exists() else write_targets(path, drawn(targets))


def _everything(bench: Bench, server: Server, texts: Sequence[str]) -> Path:
    path = bench.folder / f"all-{server.name}"
    named = [f"/q/{file.stem}.csv" for file in sorted((bench.release / "sparql" / "questions").glob("*.rq"))]
    things = _things(server)
    queries = [_at(server.target(text)) for text in texts]
    mixed = [each for group in itertools.zip_longest(queries, named, things, PAGES) for each in group if each]
    return path if path.exists() else write_targets(path, drawn(mixed))


def _things(server: Server) -> list[str]:
    """The addresses of pages and documents of things that the graph describes."""
    query = "SELECT DISTINCT ?s { ?s a ?class FILTER(CONTAINS(STR(?s), '/id/')) } ORDER BY ?s"
    found = json.loads(server.answer(query))["results"]["bindings"]
    places = [quote(urlsplit(row["s"]["value"]).path.partition("/id/")[2]) for row in found[:THINGS]]
    return [f"/page/{place}" if number % 3 else f"/doc/{place}.ttl" for number, place in enumerate(places)]


def _at(target: str) -> str:
    """An @ of a query is no number to be filled in."""
    return target.replace("@", "%40")


def drawn(targets: Sequence[str]) -> list[str]:
    """Addresses drawn with repeats, the first a thousand times as often as the thousandth."""
    random_ = random.Random(7)
    order = random_.sample(targets, len(targets))
    return random_.choices(order, [1 / (rank + 1) for rank in range(len(order))], k=DRAWN)
