"""The difference of two graphs, and walks over both together. Sets of nodes are distinct ids, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, reduce

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.checking.shacl.path import Alternative, Inverse, Path, Predicate, Repeated, Sequence, Times, reversed_path
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import EMPTY, Pairs, first, inverse, minus, restrict, second, union, unique_ids
from lq_graph.triples.terms import Ids

NOTHING: Ids = np.zeros(0, np.int32)


class Change:
    """What makes one graph into another over the same dictionary, and the walks over the triples of either.

    Time: one pass over the relations that are not the same array in both; a walk goes with what it reaches.
    """

    def __init__(self, before: Columns, after: Columns) -> None:
        self.terms = before.terms
        self._before = before
        self._added = _less(after, before)
        self._removed = _less(before, after)

    @cached_property
    def relations(self) -> dict[int, Pairs]:
        """The triples that only one of the graphs has, as relations of their predicates."""
        keys = self._added.relations.keys() | self._removed.relations.keys()
        return {key: union(self._added.relation(key), self._removed.relation(key)) for key in keys}

    def touched(self, path: Path) -> Ids:
        """The nodes from which a path over either graph can take a step that only one of the graphs has."""
        match path:
            case Predicate() | Inverse(Predicate()):
                return self._ends(path)
            case Inverse(inner):
                return self.touched(reversed_path(inner))
            case Sequence(paths):
                return self._touched_on_the_way(paths)
            case Alternative(paths):
                return together(map(self.touched, paths))
            case Repeated(inner, times):
                found = self.touched(inner)
                return found if times == "?" else self.leading(Repeated(inner, "*"), found)

    def leading(self, path: Path, ends: Ids) -> Ids:
        """The nodes from which a path over either graph, or over both, leads to some nodes."""
        return self.reached(reversed_path(path), ends)

    def reached(self, path: Path, starts: Ids) -> Ids:
        """The nodes to which a path over either graph, or over both, leads from some nodes."""
        match path:
            case _ if not len(starts):
                return NOTHING
            case Predicate() | Inverse(Predicate()):
                return together(second(restrict(each, starts)) for each in self._both(path))
            case Inverse(inner):
                return self.reached(reversed_path(inner), starts)
            case Sequence(paths):
                return reduce(lambda found, each: self.reached(each, found), paths, starts)
            case Alternative(paths):
                return together(self.reached(each, starts) for each in paths)
            case Repeated(inner, times):
                return self._repeated(inner, times, starts)

    def _touched_on_the_way(self, paths: tuple[Path, ...]) -> Ids:
        found = NOTHING
        for path in reversed(paths):
            found = together((self.touched(path), self.leading(path, found)))
        return found

    def _repeated(self, path: Path, times: Times, starts: Ids) -> Ids:
        if times == "?":
            return together((starts, self.reached(path, starts)))
        whole, new = (starts if times == "*" else NOTHING), starts
        while len(new):
            new = np.setdiff1d(self.reached(path, new), whole, assume_unique=True)
            whole = together((whole, new))
        return whole

    def _ends(self, step: Predicate | Inverse) -> Ids:
        """The ends of changed triples from which a step goes out."""
        match step:
            case Inverse(Predicate(iri)):
                return unique_ids(second(self._changed(iri)))
            case Predicate(iri):
                return unique_ids(first(self._changed(iri)))
        raise TypeError(f"not a single step: {step}")

    def _changed(self, predicate: NamedNode) -> Pairs:
        return self.relations.get(self.terms.find(predicate), EMPTY)

    def _both(self, step: Path) -> Iterator[Pairs]:
        """The relation of one step, in the graph before and in what was added to it."""
        match step:
            case Inverse(Predicate(iri)):
                key = self.terms.find(iri)
                yield self._before.inverse(key)
                yield inverse(self._added.relation(key))
            case Predicate(iri):
                yield self._before.relation(self.terms.find(iri))
                yield self._added.relation(self.terms.find(iri))


def together(parts: Iterable[Ids]) -> Ids:
    """The ids of all parts."""
    filled = [part for part in parts if len(part)]
    return unique_ids(np.concatenate(filled)) if filled else NOTHING


def _less(columns: Columns, other: Columns) -> Columns:
    """The triples that the other has not, without a look at relations that both have as the same array."""
    less = {key: _minus(each, other.relation(key)) for key, each in columns.relations.items()}
    return Columns(columns.terms, {key: each for key, each in less.items() if len(each)})


def _minus(relation: Pairs, other: Pairs) -> Pairs:
    if relation is other or np.array_equal(relation, other):
        return relation[:0]
    return minus(relation, other)
