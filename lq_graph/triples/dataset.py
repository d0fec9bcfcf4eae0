"""Named graphs of exact triples, their canonical form, and the Oxigraph store that queries read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import CanonicalizationAlgorithm, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize
from pyoxigraph import Dataset as OxigraphDataset

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
        """This dataset with the named graphs alone."""
        return Dataset(MappingProxyType({name: self.graph(name) for name in names}))


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
    in_graph_order = sorted(dataset.quads(), key=lambda quad: (str(quad.graph_name), str(quad)))
    return _serialized(in_graph_order, RdfFormat.N_QUADS)


def ntriples(triples: Triples) -> bytes:
    """The triples as sorted N-Triples."""
    return _serialized(in_order(triples), RdfFormat.N_TRIPLES)


def _serialized(
    statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    output = BytesIO()
    serialize(statements, output, form, prefixes=prefixes)
    return output.getvalue()


_BLANK = b"_:"


def fill_store(dataset: Dataset, unmerged: Collection[str] = (), path: Path | None = None) -> Store:
    """A store with each named graph, and with all but the unmerged graphs in its default graph as one set.

    It is in memory, or on disk in a folder that must not yet be a store. Oxigraph rewrites literals to their
    canonical form, so dumps are never written from it.
    """
    merged = dataset.without(unmerged)
    if path is not None:  # in bulk, as an update would hold all of its triples in one transaction
        store = Store(str(path))
        store.bulk_extend(dataset.quads())
        triples, default = merged.merged(), DefaultGraph()
        store.bulk_extend(Quad(each.subject, each.predicate, each.object, default) for each in triples)
        return store
    store = Store()
    for name, graph in dataset.graphs.items():
        text = serialize(graph, format=RdfFormat.N_TRIPLES) or b""
        if _BLANK in text:  # a text that is loaded gets blank nodes of its own
            store.bulk_extend(Dataset({name: graph}).quads())
            if name in merged.graphs:
                store.update(f"ADD SILENT {NamedNode(name)} TO DEFAULT")
            continue
        # without an object of Python for each quad: in half the time
        store.load(text, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(name), lenient=True)
        if name in merged.graphs:
            store.load(text, format=RdfFormat.N_TRIPLES, lenient=True)
    return store
