"""A graph that grows in rounds: what is known, what the last round added, and what was asserted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lq_graph.reasoning.budget import Budget
from lq_graph.reasoning.joins import fresh, join, joined_rows, merged
from lq_graph.triples.relation import EMPTY, Pairs, inverse, restrict
from lq_graph.triples.terms import Ids

Candidates = Iterable[tuple[int, Pairs]]


class Growing:
    """The relations of a closure while it is made; `above` says which predicates have all pairs of which others.

    Superproperties are filled at once when pairs come in, and so are superclasses: `class_above` is their transitive
    relation and `type` the predicate that it is about. So no round is needed for hierarchies.
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
        """All pairs of a predicate by their second id; kept up once asked for."""
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
        """Takes in what is new among the candidates, and all that hierarchies make of it."""
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
