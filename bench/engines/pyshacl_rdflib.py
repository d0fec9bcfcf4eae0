"""pyshacl on rdflib's memory store: `check DATA SHAPES OUT`."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, SH

rdflib.NORMALIZE_LITERALS = False
logging.getLogger("rdflib.term").disabled = True


def term(node: object) -> str:
    """A term as N-Triples."""
    return "-" if node is None else node.n3()  # type: ignore[attr-defined]


def check(data: Path, shapes: Path, out: Path) -> None:
    """Writes one line for each result: focus node, value, component, shape."""
    graph, shapes_graph = rdflib.Graph().parse(data), rdflib.Graph().parse(shapes)
    start = time.process_time()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none")
    print(time.process_time() - start)
    wanted = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.sourceShape)
    results = report.subjects(RDF.type, SH.ValidationResult)  # type: ignore[union-attr]
    lines = ("\t".join(term(report.value(result, each)) for each in wanted) + "\n" for result in results)  # type: ignore[union-attr]
    out.write_text("".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    check(*map(Path, sys.argv[2:]))
