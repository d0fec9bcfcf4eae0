"""One way to write a dataset, so that equal content gives equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BytesIO

from pyoxigraph import CanonicalizationAlgorithm, NamedNode, Quad, RdfFormat, Triple, serialize
from pyoxigraph import Dataset as OxigraphDataset

from lq_graph.triples.dataset import Dataset, Triples


def canonical(dataset: Dataset) -> Dataset:
    """The same dataset with the blank-node labels of RDF Dataset Canonicalization (RDFC-1.0)."""
    quads = OxigraphDataset(dataset.quads())
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graphs: dict[str, set[Triple]] = {name: set() for name in dataset.graphs}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].add(quad.triple)
    return Dataset({name: frozenset(triples) for name, triples in graphs.items()})


def in_order(triples: Triples) -> list[Triple]:
    """The triples sorted by their N-Triples text."""
    return sorted(triples, key=str)


def turtle(triples: Triples, prefixes: dict[str, str]) -> bytes:
    """The triples as Turtle, sorted, with the prefixes."""
    return _serialized(in_order(triples), RdfFormat.TURTLE, prefixes)


def nquads(dataset: Dataset) -> bytes:
    """The dataset as sorted N-Quads."""
    return _serialized(sorted(dataset.quads(), key=_graph_then_text), RdfFormat.N_QUADS)


def content_hash(dataset: Dataset) -> str:
    """The SHA-256 of a canonical dataset's sorted N-Quads, in hexadecimal."""
    return hashlib.sha256(nquads(dataset)).hexdigest()


def _serialized(
    statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    output = BytesIO()
    serialize(statements, output, form, prefixes=prefixes)
    return output.getvalue()


def _graph_then_text(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)
