"""Named graphs of exact triples: what is read, reasoned over, checked and released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad, Triple

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
