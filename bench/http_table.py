"""Compares the query service with other servers: one table, in one run, on this computer.

    python bench/http_table.py [--only point,mix,heavy,eighteen,first,dump] [--rounds 5] [--seconds 3] [--quick]
                               [--write docs/performance.md]

Every server runs on 127.0.0.1 over the same triples; they take turns within a round, and the medians of the rounds are
shown. wrk sends requests from one thread over eight connections, on the same processors. CPU is the processor time of
all processes of a server, from /proc. lq runs with its defaults, except that the engine seconds of a client are not
limited, as all requests come from one address, and that the limit of a query is 5 s, as in the peers that have a
setting for it.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from http_rows import dump, eighteen, first, heavy, mix, point
from http_rows.bench import COLUMNS, Bench, Line
from peers.started import LQ, PEERS, ROOT

ROWS = {"point": point, "mix": mix, "heavy": heavy, "eighteen": eighteen, "first": first, "dump": dump}
START, END = "<!-- bench-http -->", "<!-- /bench-http -->"
PROGRAMS = {
    "wrk": "wrk",
    "nginx": "nginx-light",
    "virtuoso-t": "virtuoso-opensource-7",
    "isql-vt": "virtuoso-opensource-7",
}
SBIN = "/usr/sbin:/usr/local/sbin"


def lacking() -> list[str]:
    """What is missing, each with the command that installs it."""
    path = f"{os.environ.get('PATH', '')}:{SBIN}"
    missing = [
        f"{name}: apt install {package}" for name, package in PROGRAMS.items() if not shutil.which(name, path=path)
    ]
    missing += [
        f"{name}: make .venv-bench/.ready" for name in ("oxigraph", "rdflib-endpoint") if not (PEERS / name).exists()
    ]
    if not LQ.exists():
        missing.append("lq: make env")
    if not (ROOT / "releases" / "current" / "manifest.json").exists() and "LQ_RELEASES" not in os.environ:
        missing.append("a release of lq: make build")
    return missing


def table(bench: Bench, names: list[str]) -> Iterator[str]:
    """The lines of the table, as they are measured."""
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    yield f"Measured {time.strftime('%Y-%m-%d')}, medians of {bench.rounds} rounds of {bench.seconds:g} s, {where}."
    yield ""
    yield f"| | {' | '.join(COLUMNS)} | lq reaches | must |"
    yield f"|---{'|--:' * len(COLUMNS)}|---|---|"
    for name in names:
        for line in ROWS[name].rows(bench):
            yield _row(line)


def _row(line: Line) -> str:
    cells = " | ".join(line.cells.get(column, "–") for column in COLUMNS)
    return f"| {line.title} | {cells} | {line.reached} | {line.must} |"


def put(text: str, path: Path) -> None:
    """Replaces the text between the table's marks in a document by the table; without marks, appends a section."""
    said = path.read_text(encoding="utf-8")
    if START not in said:
        told = (__doc__ or "").partition("\n\n")[2].partition("\n\n")[2].strip()
        said = f"{said.rstrip()}\n\n## The query service: `make bench-http`\n\n{told}\n\n{START}\n{END}\n"
    before, _, rest = said.partition(START)
    path.write_text(f"{before}{START}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Reads the command line, measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(ROWS), help=f"rows, of {', '.join(ROWS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of a second, 100,000 triples for a million")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    names = given.only.split(",")
    if missing := [*lacking(), *(f"no such row: {name}" for name in names if name not in ROWS)]:
        sys.exit("bench-http lacks\n  " + "\n  ".join(missing))
    release = (ROOT / os.environ.get("LQ_RELEASES", "releases") / "current").resolve()
    with tempfile.TemporaryDirectory(prefix="bench-http-") as folder:
        rounds, seconds, millions = (1, 1, 0.1) if given.quick else (given.rounds, given.seconds, 1)
        bench = Bench(Path(folder), release, rounds, seconds, millions)
        lines = []
        for line in table(bench, names):
            print(line, flush=True)
            lines.append(line)
    if given.write:
        put("\n".join(lines) + "\n", given.write)


if __name__ == "__main__":
    main()
