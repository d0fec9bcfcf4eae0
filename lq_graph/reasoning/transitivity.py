"""Transitive relations, kept closed while pairs come in."""

from __future__ import annotations

from lq_graph.reasoning.growing import Growing
from lq_graph.reasoning.joins import merged
from lq_graph.triples.relation import EMPTY, Pairs, inverse, minus, union


class Transitive:
    """The closed part of one transitive property; each new pair is joined once, as the first step of a path."""

    def __init__(self, predicate: int) -> None:
        self.predicate = predicate
        self._closed: Pairs = EMPTY

    def candidates(self, graph: Growing) -> Pairs:
        """The pairs that follow from what the last round added; raises TooManyTriples."""
        steps = minus(graph.added(self.predicate), self._closed)
        if not len(steps):
            return EMPTY
        found = self._paths(steps, graph)
        self._closed = merged(self._closed, minus(found, self._closed))
        return found

    def _paths(self, steps: Pairs, graph: Growing) -> Pairs:
        before, after = inverse(self._closed), self._closed
        heads = union(steps, graph.join(self.predicate, before, steps))
        whole, new = heads, heads
        while len(new):
            new = minus(graph.join(self.predicate, inverse(new), heads), whole)
            whole = merged(whole, new)
        return union(whole, graph.join(self.predicate, inverse(whole), after))
