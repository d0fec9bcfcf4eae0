"""lq: `check DATA SHAPES OUT`, `close DATA ONTOLOGY OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from lq_graph.checking.shacl.validate import validate
from lq_graph.reading.rdf_file import read_columns, read_rdf_file
from lq_graph.reasoning.closure import close


def check(data: Path, shapes: Path, out: Path) -> None:
    """Writes one line for each result: focus node, value, component, shape."""
    report = validate(read_columns(data), read_rdf_file(shapes).triples)
    lines = (f"{r.focus}\t{r.value or '-'}\t{r.component}\t{r.shape}\n" for r in report.results())
    out.write_text("".join(sorted(lines)), encoding="utf-8")


def infer(data: Path, ontology: Path, out: Path) -> None:
    """Writes what follows, as N-Triples."""
    columns = read_columns(data)
    inferred = close(columns, read_columns(ontology, columns.terms)).inferred
    out.write_text("".join(f"{triple} .\n" for triple in inferred.triples()), encoding="utf-8")


if __name__ == "__main__":
    job, *paths = sys.argv[1:]
    {"check": check, "infer": infer}[job](*map(Path, paths))
