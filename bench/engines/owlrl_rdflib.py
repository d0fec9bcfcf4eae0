"""owlrl on rdflib's memory store: `infer DATA ONTOLOGY OUT`; lq's definition of noise removes trivial triples."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import owlrl
import rdflib
from pyoxigraph import Triple

from lq_graph.reasoning.closure import without_noise
from lq_graph.triples.columns import columns_of
from lq_graph.triples.rdflib_bridge import from_rdflib

rdflib.NORMALIZE_LITERALS = False


def infer(data: Path, ontology: Path, out: Path) -> None:
    """Writes the inferred triples, as N-Triples."""
    graph = rdflib.Graph().parse(data).parse(ontology)
    given = set(graph)
    start = time.process_time()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    print(time.process_time() - start)
    new = (map(from_rdflib, triple) for triple in graph if triple not in given and isinstance(triple[0], rdflib.URIRef))
    columns = without_noise(columns_of(Triple(*triple) for triple in new))  # type: ignore[arg-type]
    out.write_text("".join(f"{triple} .\n" for triple in columns.triples()), encoding="utf-8")


if __name__ == "__main__":
    infer(*map(Path, sys.argv[2:]))
