"""The check of lq's own data: `lq check` against pyshacl with its own reasoning (`-i owlrl`), whole processes.

    python bench/project.py [--rounds 5]

lq also runs its whole-graph checks in that time. Needs a release (`make build`), which has its shapes and ontology in
one file each.
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
RELEASE = ROOT / "releases" / "current"
BIN = Path(sys.executable).parent


def cpu(command: list[str]) -> float:
    """The CPU seconds of a command, whatever it finds."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, process.returncode, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime


def whole(path: Path) -> None:
    """Writes all datasets into one file."""
    with path.open("wb") as file:
        for each in sorted((ROOT / "data").glob("*/*.ttl")):
            serialize(parse(path=each, format=RdfFormat.TURTLE), file, RdfFormat.N_TRIPLES)


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        whole(data)
        rules = ["-s", str(RELEASE / "shapes.ttl"), "-e", str(RELEASE / "ontology.ttl")]
        peer = [str(BIN / "pyshacl"), *rules, "-i", "owlrl", "-f", "nt", str(data)]
        pairs = [(cpu([str(BIN / "lq"), "check"]), cpu(peer)) for _ in range(rounds)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"lq check {ours:.2f} CPU s, pyshacl -i owlrl {theirs:.2f} CPU s: {theirs / ours:.1f} ×, medians of {rounds}")


if __name__ == "__main__":
    main()
