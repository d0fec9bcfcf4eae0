"""Compares `lq check` of lq's own data with pyshacl and its own reasoning (`-i owlrl`), as complete processes.

    python bench/project.py [--rounds 5] [--quick]

lq also runs its whole-graph checks in that time. Needs a release (`make build`), which has all shapes and the ontology
in one file each.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / os.environ.get("LQ_RELEASES", "releases") / "current"
SMALL = "quantities"


def cpu(command: list[str]) -> float:
    """The CPU seconds of a check, whatever it finds; raises RuntimeError if it fails."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} failed with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def write(path: Path, datasets: str) -> None:
    """Writes the files of some datasets into one file."""
    with path.open("wb") as file:
        for each in sorted((ROOT / "data").glob(f"{datasets}/*.ttl")):
            serialize(parse(path=each, format=RdfFormat.TURTLE), file, RdfFormat.N_TRIPLES)


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one round of one dataset")
    given = parser.parse_args()
    rounds, datasets = (1, SMALL) if given.quick else (given.rounds, "*")
    paths = [str(ROOT / "data" / SMALL)] if given.quick else []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        write(data, datasets)
        rules = ["-s", str(RELEASE / "shapes.ttl"), "-e", str(RELEASE / "ontology.ttl")]
        peer = [sys.executable, "-m", "pyshacl", *rules, "-i", "owlrl", "-f", "nt", str(data)]
        pairs = [(cpu([sys.executable, "-m", "lq_graph", "check", *paths]), cpu(peer)) for _ in range(rounds)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"lq check {ours:.2f} CPU s, pyshacl -i owlrl {theirs:.2f} CPU s: {theirs / ours:.1f} ×, medians of {rounds}")


if __name__ == "__main__":
    main()
