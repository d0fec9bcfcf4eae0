"""One small change at a million triples: checking again only what it touches, against a full check.

    python bench/incremental.py [--size 1000000] [--actions 5] [--rounds 5]

CPU seconds on columns that are already loaded, medians; the results of both are compared.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from generate import write
from pyoxigraph import NamedNode, Triple

from lq_graph.checking.shacl.incremental import recheck
from lq_graph.checking.shacl.report import Report
from lq_graph.checking.shacl.validate import validate
from lq_graph.reading.rdf_file import read_columns, read_rdf_file
from lq_graph.triples.columns import Columns, columns_of

SHAPES = Path(__file__).resolve().parent / "shapes.ttl"
ACTION = "https://example.org/bench/id/action"
Value = TypeVar("Value")


def timed(job: Callable[[], Value]) -> tuple[float, Value]:
    """The CPU seconds of a job, and what it gave."""
    start = time.process_time()
    value = job()
    return time.process_time() - start, value


def without(data: Columns, actions: int) -> tuple[Columns, int]:
    """The data without what is said of some actions, and how many triples that is."""
    gone = {NamedNode(f"{ACTION}{number}") for number in range(actions)}
    said: list[Triple] = [triple for triple in data.triples() if triple.subject in gone]
    return data - columns_of(said, data.terms), len(said)


def counted(report: Report) -> Counter[str]:
    """The results as a multiset."""
    return Counter(map(str, report.results()))


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--actions", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.ttl"
        write(given.size, path)
        before, shapes = read_columns(path), read_rdf_file(SHAPES).triples
    after, changed = without(before, given.actions)
    report = validate(before, shapes)
    fulls = [timed(lambda: validate(after, shapes)) for _ in range(given.rounds)]
    agains = [timed(lambda: recheck(before, after, shapes, report)) for _ in range(given.rounds)]
    full, again = (statistics.median(seconds for seconds, _ in runs) for runs in (fulls, agains))
    same = counted(fulls[0][1]) == counted(agains[0][1].report)
    print(f"{len(before):,} triples, {changed} removed, {agains[0][1].rechecked} nodes checked again")
    print(f"full {full:.2f} s, again {again:.3f} s: {full / again:.1f} ×, same results: {'yes' if same else 'no'}")


if __name__ == "__main__":
    main()
