"""The columnar core beside its peers: CPU seconds, peak memory, and whether the results are the same.

    python bench/core.py [--sizes 1000,10000,100000,1000000] [--rounds 5] [--write docs/performance.md]

Every run is a process of its own, from reading the files to writing the results; engines take turns within a round, and
the median of the rounds is shown. A peer is left out of a size that it would need more than ten minutes for.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import write

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = ROOT / ".venv-bench" / "bin" / "python"
START, END = "<!-- bench-core -->", "<!-- /bench-core -->"


@dataclass(frozen=True)
class Engine:
    """A program that does a job, up to a size of data in triples."""

    name: str
    script: str
    python: Path
    most: int


@dataclass(frozen=True)
class Run:
    """What one run cost: CPU seconds, peak MB, and a fingerprint of its results."""

    cpu: float
    memory: float
    results: str


OURS = Path(sys.executable)
JOBS = {
    "check": (
        Engine("lq", "ours.py", OURS, 10**9),
        Engine("pyshifty", "shifty_rs.py", PEERS, 10**6),
        Engine("pyshacl", "pyshacl_rdflib.py", OURS, 10**5),
    ),
    "infer": (
        Engine("lq", "ours.py", OURS, 10**9),
        Engine("reasonable", "reasonable_rs.py", PEERS, 10**5),
        Engine("owlrl", "owlrl_rdflib.py", OURS, 10**5),
    ),
}
RULES = {"check": HERE / "shapes.ttl", "infer": HERE / "ontology.ttl"}


def measure(engine: Engine, job: str, data: Path, out: Path) -> Run:
    """One run of an engine; raises RuntimeError if it fails."""
    command = [str(engine.python), str(HERE / "engines" / engine.script), job, str(data), str(RULES[job]), str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise RuntimeError(f"{engine.name} failed at {job} of {data.name}")
    digest = hashlib.sha256("".join(sorted(out.read_text(encoding="utf-8").splitlines(keepends=True))).encode())
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, digest.hexdigest())


def rows(job: str, sizes: Sequence[int], rounds: int, folder: Path) -> Iterator[str]:
    """The lines of a job's table, as they are measured."""
    yield f"| {job}: triples | engine | CPU s | peak MB | × lq | same results as lq |"
    yield "|--:|---|--:|--:|--:|---|"
    for size in sizes:
        data = folder / f"{size}.ttl"
        if not data.exists():
            write(size, data)
        engines = [engine for engine in JOBS[job] if size <= engine.most and engine.python.exists()]
        runs: dict[str, list[Run]] = {engine.name: [] for engine in engines}
        for _ in range(rounds):
            for engine in engines:
                runs[engine.name].append(measure(engine, job, data, folder / "out"))
        yield from (row(size, name, each, runs["lq"]) for name, each in runs.items())


def row(size: int, name: str, runs: Sequence[Run], ours: Sequence[Run]) -> str:
    """One line of a table: the medians of an engine's runs, against lq's."""
    cpu, memory = (statistics.median(values) for values in zip(*((run.cpu, run.memory) for run in runs), strict=True))
    ratio = cpu / statistics.median(run.cpu for run in ours)
    same = {run.results for run in runs} == {run.results for run in ours}
    return f"| {size:,} | {name} | {cpu:.2f} | {memory:.0f} | {ratio:.1f} | {'yes' if same else 'no'} |"


def table(sizes: Sequence[int], rounds: int) -> str:
    """All tables, printed as they grow."""
    where = f"{os.cpu_count()} cores, Python {sys.version.split()[0]}"
    lines = [f"Measured {time.strftime('%Y-%m-%d')}, medians of {rounds}, {where}.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for job in JOBS:
            for line in rows(job, sizes, rounds, Path(folder)):
                print(line, flush=True)
                lines.append(line)
            lines.append("")
    return "\n".join(lines)


def put(text: str, path: Path) -> None:
    """Puts the tables between their marks in a document."""
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    path.write_text(f"{before}{START}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Reads the command line, measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    text = table([int(size) for size in given.sizes.split(",")], given.rounds)
    if given.write:
        put(text, given.write)


if __name__ == "__main__":
    main()
