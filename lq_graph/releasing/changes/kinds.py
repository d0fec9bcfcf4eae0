"""Of what kind things are: the class that tells most, in either state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.names import RDF, RDFS

_TYPE, _SUBCLASS = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}subClassOf")
Pairs = Mapping[object, set[NamedNode]]


@dataclass(frozen=True)
class Kinds:
    """The classes of things, and the classes above each class."""

    types: Pairs
    above: Pairs

    def of(self, thing: NamedNode | BlankNode) -> list[NamedNode]:
        """The classes of a thing, less those that stand above another of them; in order of their IRIs."""
        types = self.types.get(thing, set())
        general = {upper for each in types for upper in self._all_above(each) if each not in self._all_above(upper)}
        return sorted(types - general, key=str)

    def _all_above(self, start: NamedNode) -> set[NamedNode]:
        found: set[NamedNode] = set()
        waiting = [start]
        while waiting:
            new = self.above.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found


def kinds_of(triples: Iterable[Triple]) -> Kinds:
    """The kinds that triples tell of."""
    found: Mapping[NamedNode, dict[object, set[NamedNode]]] = {_TYPE: defaultdict(set), _SUBCLASS: defaultdict(set)}
    for triple in triples:
        if triple.predicate in found and isinstance(triple.object, NamedNode):
            found[triple.predicate][triple.subject].add(triple.object)
    return Kinds(found[_TYPE], found[_SUBCLASS])
