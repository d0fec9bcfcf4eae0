"""What a graph has already: which addresses, and of which classes."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from lq_graph.contributing.forms.instances import instances
from lq_graph.triples.columns import Columns


@dataclass(frozen=True)
class KnownThings:
    """The things of a closed graph; those of a class are looked up when they are first asked for."""

    columns: Columns
    _by_class: dict[str, frozenset[int]] = field(default_factory=dict)

    def has(self, iri: str) -> bool:
        """Whether the graph speaks of an address at all."""
        return self._id(iri) >= 0

    def is_a(self, iri: str, class_: str) -> bool:
        """Whether an address is that of a thing of a class."""
        if class_ not in self._by_class:
            self._by_class[class_] = frozenset(instances(self.columns, [class_]).tolist())
        return self._id(iri) in self._by_class[class_]

    def _id(self, iri: str) -> int:
        try:
            return self.columns.terms.find(NamedNode(iri))
        except ValueError:
            return -1
