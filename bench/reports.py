"""Measures how long each format takes for a thousand findings in ten files of made-up data.

python bench/reports.py [--quick]
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.formats import FORMATS
from lq_graph.checking.reports.report import Report
from lq_graph.names import LQ, LQS, Names
from lq_graph.reading.position import Place
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts

FINDINGS, FILES, RUNS = 1000, 10, 7
NAMES = Names("https://example.org/")
ROOT = Path("/project")
LINE = '    lq:validFrom "förr" ; # made up\n'


def finding(number: int) -> Finding:
    file = ROOT / "data" / f"dataset-{number % FILES}" / "plans.ttl"
    name = Texts(f"Plan {number}", f"Plan {number}")
    return Finding(
        severity=list(Severity)[number % 3],
        code=f"Plan-rule-{number % 20}",
        message=Texts("Ange en dag som ÅÅÅÅ-MM-DD.", "Give a day as YYYY-MM-DD."),
        fault=Texts("”förr” duger inte som ”gäller från”.", "“förr” will not do as “valid from”."),
        focus=NamedNode(f"https://example.org/id/plan/{number}"),
        label=name,
        files=(file,),
        position=Place(file, 1 + number // FILES, 18, 6),
        shape=f"{LQS}Plan-rule-{number % 20}",
        component="Datatype",
        path=Predicate(NamedNode(f"{LQ}validFrom")),
        path_words=Texts("gäller från", "valid from"),
        value=Literal("förr"),
        suggestion=Texts("2024-05-01", "2024-05-01"),
    )


def report() -> Report:
    findings = tuple(finding(number) for number in range(FINDINGS))
    files = tuple(dict.fromkeys(each.files[0] for each in findings))
    content = (LINE * 20000).encode()
    return Report(findings, NAMES, ROOT, "sv", files, dict.fromkeys(files, content), seconds=1.0)


def seconds(name: str, runs: int) -> tuple[float, int]:
    times, size = [], 0
    for _ in range(runs):
        fresh = replace(report())  # names and lines are not kept from one run to the next
        start = time.perf_counter()
        size = len("".join(FORMATS[name](fresh)))
        times.append(time.perf_counter() - start)
    return statistics.median(times), size


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run of each")
    runs = 1 if parser.parse_args().quick else RUNS
    print("| format | ms | characters |\n|---|---|---|")
    for name in FORMATS:
        median, size = seconds(name, runs)
        print(f"| {name} | {median * 1000:.0f} | {size:,} |")


if __name__ == "__main__":
    main()
