"""pyshifty: `check DATA SHAPES OUT`."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import rdflib
import shifty
from rdflib import RDF, SH

logging.getLogger("rdflib.term").disabled = True


def check(data: Path, shapes: Path, out: Path) -> None:
    """Writes one line for each result: focus node, value, component, shape."""
    start = time.process_time()
    _, report, _ = shifty.validate(str(data), str(shapes), infer=False, graph_mode="data", on_unsupported="error")
    print(time.process_time() - start)
    graph = report if isinstance(report, rdflib.Graph) else rdflib.Graph().parse(data=report, format="turtle")
    wanted = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.sourceShape)
    lines = []
    for result in graph.subjects(RDF.type, SH.ValidationResult):
        terms = [graph.value(result, each) for each in wanted]
        lines.append("\t".join("-" if term is None else term.n3() for term in terms) + "\n")
    out.write_text("".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    check(*map(Path, sys.argv[2:]))
