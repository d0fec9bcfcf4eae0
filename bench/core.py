"""Compares the columnar engines with others: CPU seconds, peak memory, and whether the results are the same.

    python bench/core.py [--sizes 10000,100000,1000000] [--rounds 5] [--quick] [--write docs/performance.md]

Every run is a process of its own, from reading the files to writing the results; engines take turns within a round, and
the medians of the rounds are shown. "The job" is what the engine measured itself: only checking or reasoning, after
the files were parsed (pyshifty parses them within its job). An engine is left out of sizes that would take it many
minutes.
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
OURS = Path(sys.executable)
PEERS = ROOT / ".venv-bench" / "bin" / "python"
START, END = "<!-- bench-core -->", "<!-- /bench-core -->"
MANY = 10**9


@dataclass(frozen=True)
class Engine:
    """A program that does a job, and the largest data, in triples, that it gets."""

    name: str
    script: str
    python: Path
    most: int


@dataclass(frozen=True)
class Job:
    """A task for the engines: data, and shapes or an ontology."""

    title: str
    verb: str
    data: Path
    rules: Path
    size: int


@dataclass(frozen=True)
class Run:
    """The measurements of a run: CPU seconds of the process and of its job, peak MB, a fingerprint of the results."""

    cpu: float
    job: float
    memory: float
    results: str


ENGINES = {
    "check": (
        Engine("lq", "ours.py", OURS, MANY),
        Engine("pyshifty", "shifty_rs.py", PEERS, 10**6),
        Engine("pyshacl", "pyshacl_rdflib.py", OURS, 10**5),
    ),
    "infer": (
        Engine("lq", "ours.py", OURS, MANY),
        Engine("reasonable", "reasonable_rs.py", PEERS, 10**5),
        Engine("owlrl", "owlrl_rdflib.py", OURS, 10**5),
    ),
}


def jobs(sizes: Sequence[int], folder: Path) -> Iterator[Job]:
    """The jobs; the data of each is generated when it is due."""
    release = ROOT / os.environ.get("LQ_RELEASES", "releases") / "current"
    if release.exists():
        yield Job("check lq's own data", "check", release / "dump.ttl", release / "shapes.ttl", 10**4)
    for size in sizes:
        data = folder / f"{size}.ttl"
        write(size, data)
        yield Job(f"check {size:,} triples", "check", data, HERE / "shapes.ttl", size)
        yield Job(f"close {size:,} triples", "infer", data, HERE / "ontology.ttl", size)
    faulty = folder / "faulty.ttl"
    write(sizes[-1], faulty, faults=3)
    yield Job(
        f"check {sizes[-1]:,} triples with three faults in every action", "check", faulty, HERE / "shapes.ttl", MANY
    )


def measure(engine: Engine, job: Job, out: Path) -> Run:
    """One run of an engine; raises RuntimeError if it fails."""
    script = str(HERE / "engines" / engine.script)
    command = [str(engine.python), script, job.verb, str(job.data), str(job.rules), str(out)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    if status:
        raise RuntimeError(f"{engine.name} failed: {job.title}")
    lines = sorted(out.read_text(encoding="utf-8").splitlines())
    digest = f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"
    return Run(usage.ru_utime + usage.ru_stime, float(said.split()[-1]), usage.ru_maxrss / 1024, digest)


def rows(job: Job, rounds: int, folder: Path) -> Iterator[str]:
    """The lines of a job, one for each engine."""
    engines = [each for each in ENGINES[job.verb] if job.size <= each.most and each.python.exists()]
    runs: dict[str, list[Run]] = {engine.name: [] for engine in engines}
    for _ in range(rounds):
        for engine in engines:
            runs[engine.name].append(measure(engine, job, folder / "out"))
    for name, each in runs.items():
        yield row(job.title, name, each, runs["lq"])


def row(title: str, name: str, runs: Sequence[Run], ours: Sequence[Run]) -> str:
    """One line of the table: the medians of an engine's runs, against lq's."""
    cpu, job = median(runs, "cpu"), median(runs, "job")
    ratios = f"{cpu / median(ours, 'cpu'):.1f} | {job / median(ours, 'job'):.1f}"
    same = "yes" if {run.results for run in runs} == {run.results for run in ours} else "no"
    count = f"{int(runs[0].results.split()[0]):,}"
    return f"| {title} | {name} | {cpu:.2f} | {job:.3f} | {median(runs, 'memory'):.0f} | {ratios} | {count} | {same} |"


def median(runs: Sequence[Run], what: str) -> float:
    """The median of one measurement over the rounds."""
    return statistics.median(getattr(run, what) for run in runs)


def table(sizes: Sequence[int], rounds: int) -> str:
    """The whole table, printed as it grows."""
    where = f"{os.cpu_count()} cores, Python {sys.version.split()[0]}"
    lines = [
        f"Measured {time.strftime('%Y-%m-%d')}, medians of {rounds}, {where}.",
        "",
        "| | engine | CPU s | the job, CPU s | peak MB | × lq | the job × lq | results | same as lq's |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for job in jobs(sizes, Path(folder)):
            for line in rows(job, rounds, Path(folder)):
                print(line, flush=True)
                lines.append(line)
    return "\n".join(lines) + "\n"


def put(text: str, path: Path) -> None:
    """Replaces the text between the table's marks in a document by the table."""
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    path.write_text(f"{before}{START}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Reads the command line, measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one round of a thousand triples")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    sizes, rounds = ("1000", 1) if given.quick else (given.sizes, given.rounds)
    text = table([int(size) for size in sizes.split(",")], rounds)
    if given.write:
        put(text, given.write)


if __name__ == "__main__":
    main()
