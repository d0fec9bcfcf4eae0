"""lq: `check DATA SHAPES OUT`, `close DATA ONTOLOGY OUT`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from lq_graph.reading.rdf_file import read_columns, read_rdf_file
from lq_graph.reasoning.closure import close
from lq_graph.shacl.validate import validate


def check(data: Path, shapes: Path, out: Path) -> None:
    """Writes one line for each result: focus node, value, component, shape."""
    columns, triples = read_columns(data), read_rdf_file(shapes).triples
    start = time.process_time()
    report = validate(columns, triples)
    print(time.process_time() - start)
    lines = (f"{r.focus}\t{r.value or '-'}\t{r.component}\t{r.shape}\n" for r in report.results())
    out.write_text("".join(sorted(lines)), encoding="utf-8")


def infer(data: Path, ontology: Path, out: Path) -> None:
    """Writes the inferred triples, as N-Triples."""
    columns = read_columns(data)
    axioms = read_columns(ontology, columns.terms)
    start = time.process_time()
    inferred = close(columns, axioms).inferred
    print(time.process_time() - start)
    out.write_text("".join(f"{triple} .\n" for triple in inferred.triples()), encoding="utf-8")


if __name__ == "__main__":
    job, *paths = sys.argv[1:]
    {"check": check, "infer": infer}[job](*map(Path, paths))
