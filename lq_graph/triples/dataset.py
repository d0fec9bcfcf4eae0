"""Named graphs of exact triples: what is read, reasoned over, checked and released, and its canonical form."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import CanonicalizationAlgorithm, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize
from pyoxigraph import Dataset as OxigraphDataset

# Named graphs of exact triples: what is read, reasoned over, checked and released.

Triples = frozenset[Triple]


@dataclass(frozen=True)
class Dataset:
    """Named graphs by their IRI; every term keeps the lexical form in which it was written."""

    graphs: Mapping[str, Triples] = field(default_factory=dict)

    def graph(self, name: str) -> Triples:
        """The triples of one named graph; none if there is no such graph."""
        return self.graphs.get(name, frozenset())

    def merged(self) -> Triples:
        """The triples of all graphs together, each once."""
        return frozenset().union(*self.graphs.values())

    def quads(self) -> Iterator[Quad]:
        """Every triple with the name of its graph."""
        for name, triples in self.graphs.items():
            graph = NamedNode(name)
            for triple in triples:
                yield Quad(triple.subject, triple.predicate, triple.object, graph)

    def with_graph(self, name: str, triples: Iterable[Triple]) -> Dataset:
        """This dataset with triples added to one of its graphs, or to a new one."""
        return Dataset(MappingProxyType({**self.graphs, name: self.graph(name).union(triples)}))

    def without(self, names: Collection[str]) -> Dataset:
        """This dataset less some of its graphs."""
        return self.only(name for name in self.graphs if name not in names)

    def only(self, names: Iterable[str]) -> Dataset:
        """This dataset with no other graphs than the named."""
        return Dataset(MappingProxyType({name: self.graph(name) for name in names}))


# One way to write a dataset, so that equal content gives equal bytes.


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


# The bridge from a dataset to the Oxigraph store that answers queries on it.


def fill_store(dataset: Dataset, unmerged: Collection[str] = (), path: Path | None = None) -> Store:
    """A store with each named graph, and with all but the unmerged graphs in its default graph as one set.

    It stands in memory, or on disk in a folder that must not yet be a store. Oxigraph rewrites literals to their
    canonical form, so dumps are never written from it.
    """
    if path is not None:
        return _filled_on_disk(dataset, unmerged, Store(str(path)))
    store = Store()
    store.bulk_extend(dataset.quads())
    merged = dataset.without(unmerged).graphs
    store.update(" ; ".join(f"ADD SILENT {NamedNode(name)} TO DEFAULT" for name in merged))  # 3 times as fast as quads
    return store


def _filled_on_disk(dataset: Dataset, unmerged: Collection[str], store: Store) -> Store:
    """The store filled in bulk: an update would hold all of its triples in one transaction."""
    store.bulk_extend(dataset.quads())
    merged = dataset.without(unmerged).merged()
    default = DefaultGraph()
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object, default) for triple in merged)
    return store
