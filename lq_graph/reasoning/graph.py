"""A graph that grows in rounds, the limit on its size, and the joins of its relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lq_graph.errors import LqError
from lq_graph.triples.columns import (
    EMPTY,
    Pairs,
    distinct,
    first,
    gather,
    inverse,
    minus,
    restrict,
    second,
    spans,
    union,
    unique_ids,
)
from lq_graph.triples.terms import Ids, Terms

Candidates = Iterable[tuple[int, Pairs]]
MOST_INFERRED = 50_000_000
"""Triples that a closure may infer, if no other limit is given; 400 MB of pairs."""


class GrowingGraph:
    """The relations of a closure while it is computed: what is known, and what the last round added.

    Pairs are added to superproperties (`above`) in the same round, and types to superclasses: `class_above` is their
    transitive relation and `type_` the predicate rdf:type. So hierarchies need no rounds of their own.
    """

    def __init__(self, above: Mapping[int, frozenset[int]], class_above: Pairs, type_: int, budget: Budget) -> None:
        self.known: dict[int, Pairs] = {}
        self.new: dict[int, Pairs] = {}
        self._above = above
        self._class_above = class_above
        self._type = type_
        self._budget = budget
        self._inverses: dict[int, Pairs] = {}

    def relation(self, predicate: int) -> Pairs:
        """All pairs of a predicate."""
        return self.known.get(predicate, EMPTY)

    def added(self, predicate: int) -> Pairs:
        """The pairs that the last round added."""
        return self.new.get(predicate, EMPTY)

    def is_all_new(self, predicate: int) -> bool:
        """Whether a predicate had no pairs before the last round."""
        return len(self.added(predicate)) == len(self.relation(predicate))

    def inverse(self, predicate: int) -> Pairs:
        """All pairs of a predicate by their second id; maintained from the first use on."""
        if predicate not in self._inverses:
            self._inverses[predicate] = inverse(self.relation(predicate))
        return self._inverses[predicate]

    def join(self, predicate: int, left_inverse: Pairs, right: Pairs) -> Pairs:
        """The join of two relations on their first ids, for a predicate; raises TooManyTriples."""
        self._budget.check_join(predicate, joined_rows(left_inverse, right))
        return join(left_inverse, right)

    def of(self, predicate: int, subjects: Ids) -> Pairs:
        """The pairs of a predicate whose first id is one of the distinct, sorted subjects."""
        return restrict(self.relation(predicate), subjects)

    def by_object(self, predicate: int, objects: Ids) -> Pairs:
        """The pairs (object, subject) of a predicate whose object is one of the distinct, sorted ids."""
        return restrict(self.inverse(predicate), objects)

    def grow(self, candidates: Candidates) -> None:
        """Adds what is new among the candidates, with superproperties and superclasses."""
        gathered: dict[int, list[Pairs]] = defaultdict(list)
        for predicate, pairs in candidates:
            if len(pairs):
                gathered[predicate].append(pairs)
        own = {key: fresh(pairs, self.relation(key)) for key, pairs in gathered.items()}
        self.new = {key: pairs for key, pairs in self._raised(own).items() if len(pairs)}
        for key, pairs in self.new.items():
            self.known[key] = merged(self.relation(key), pairs)
            if key in self._inverses:
                self._inverses[key] = merged(self._inverses[key], inverse(pairs))

    def _raised(self, own: Mapping[int, Pairs]) -> dict[int, Pairs]:
        lifted: dict[int, list[Pairs]] = {key: [pairs] for key, pairs in own.items()}
        for key, pairs in own.items():
            for above in self._above.get(key, ()):
                lifted.setdefault(above, []).append(pairs)
        raised = {
            key: pairs[0] if len(pairs) == 1 and key in own else fresh(pairs, self.relation(key))
            for key, pairs in lifted.items()
        }
        if self._type in raised:
            raised[self._type] = self._with_classes(raised[self._type])
        return raised

    def _with_classes(self, types: Pairs) -> Pairs:
        if not len(types) or not len(self._class_above):
            return types
        self._budget.check_join(self._type, len(types))
        more = join(inverse(types), self._class_above)
        return fresh([types, more], self.relation(self._type))


class Transitive:
    """The closed part of one transitive property; each new pair is joined once, as the first step of a path."""

    def __init__(self, predicate: int) -> None:
        self.predicate = predicate
        self._closed: Pairs = EMPTY

    def candidates(self, graph: GrowingGraph) -> Pairs:
        """The pairs that follow from what the last round added; raises TooManyTriples."""
        steps = minus(graph.added(self.predicate), self._closed)
        if not len(steps):
            return EMPTY
        found = self._paths(steps, graph)
        self._closed = merged(self._closed, minus(found, self._closed))
        return found

    def _paths(self, steps: Pairs, graph: GrowingGraph) -> Pairs:
        before, after = inverse(self._closed), self._closed
        heads = union(steps, graph.join(self.predicate, before, steps))
        paths, new = heads, heads
        while len(new):
            new = minus(graph.join(self.predicate, inverse(new), heads), paths)
            paths = merged(paths, new)
        return union(paths, graph.join(self.predicate, inverse(paths), after))


class TooManyTriples(LqError):
    """A closure beyond its limit: the property that grew most, and how many triples it came to."""

    def __init__(self, property_: str, triples: int, limit: int) -> None:
        self.property = property_
        self.triples = triples
        self.limit = limit
        super().__init__(
            f"reasoning would add more than {limit:,} triples; {property_} alone came to {triples:,}; "
            "look for a chain, a transitive property or an owl:sameAs that relates everything with everything"
        )


@dataclass(frozen=True)
class Budget:
    """The most triples that a closure may infer, and the most rows that one join may have.

    It stops a chain that relates everything with everything.
    """

    terms: Terms
    limit: int = MOST_INFERRED

    def check_join(self, property_: int, rows: int) -> None:
        """Raises TooManyTriples if a join has more rows than the limit."""
        if rows > self.limit:
            raise TooManyTriples(str(self.terms[property_]), rows, self.limit)

    def check_all(self, asserted: Mapping[int, Pairs], known: Mapping[int, Pairs]) -> None:
        """Raises TooManyTriples if more was inferred than the limit; it names the property that grew most."""
        grown = {key: len(pairs) - len(asserted.get(key, ())) for key, pairs in known.items()}
        if sum(grown.values()) > self.limit:
            worst = max(grown, key=lambda key: grown[key])
            raise TooManyTriples(str(self.terms[worst]), grown[worst], self.limit)


def join(left_inverse: Pairs, right: Pairs) -> Pairs:
    """The pairs (a, c) with (b, a) in the one and (b, c) in the other; time of the smaller, and of the joined rows."""
    if len(left_inverse) <= len(right):
        starts, counts = spans(right, first(left_inverse))
        other = right[gather(starts, counts)]
        return distinct(np.repeat(left_inverse, counts) << 32 | (other & 0xFFFFFFFF))
    starts, counts = spans(left_inverse, first(right))
    other = left_inverse[gather(starts, counts)]
    return distinct(other << 32 | (np.repeat(right, counts) & 0xFFFFFFFF))


def joined_rows(left_inverse: Pairs, right: Pairs) -> int:
    """How many rows a join reads before they are made distinct."""
    small, large = (left_inverse, right) if len(left_inverse) <= len(right) else (right, left_inverse)
    return int(spans(large, first(small))[1].sum())


def merged(relation: Pairs, fresh: Pairs) -> Pairs:
    """The pairs of two disjoint relations, in linear time."""
    if not len(relation) or not len(fresh):
        return relation if len(relation) else fresh
    places = np.searchsorted(relation, fresh) + np.arange(len(fresh))
    old = np.ones(len(relation) + len(fresh), bool)
    old[places] = False
    both = np.empty(len(old), np.int64)
    both[places] = fresh
    both[old] = relation
    return both


def fresh(candidates: list[Pairs], known: Pairs) -> Pairs:
    """The distinct candidates that are not known."""
    missing = [each for each in (minus(candidate, known) for candidate in candidates) if len(each)]
    return union(*missing)


def firsts(relation: Pairs) -> Ids:
    """The distinct first ids, sorted."""
    ids = first(relation)
    new = np.ones(len(ids), bool)
    new[1:] = ids[1:] != ids[:-1]
    return ids[new]


def seconds(relation: Pairs) -> Ids:
    """The distinct second ids, sorted."""
    return unique_ids(second(relation))


def all_to(ids: Ids, target: int) -> Pairs:
    """The pairs (id, target) of sorted, distinct ids."""
    return ids.astype(np.int64) << 32 | target


def having(relation: Pairs, target: int) -> Pairs:
    """The pairs whose second id is the target."""
    found: Pairs = relation[(relation & 0xFFFFFFFF) == target]
    return found


def neighbours(relation: Pairs) -> Pairs:
    """Pairs that link, for each first id, its second ids one to the next."""
    if len(relation) <= 1:
        return EMPTY
    ids, values = first(relation), second(relation)
    same = ids[1:] == ids[:-1]
    return distinct(values[:-1][same].astype(np.int64) << 32 | values[1:][same])
