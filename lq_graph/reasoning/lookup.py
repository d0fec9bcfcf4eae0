"""A closed graph, asked one node at a time."""

from __future__ import annotations

import numpy as np

from lq_graph.reasoning.axioms import Fact
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import Pairs, contains, restrict, second


class Lookup:
    """The objects and the subjects of single nodes, by two searches in a sorted relation."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def has(self, fact: Fact) -> bool:
        """Whether the graph says something."""
        wanted = np.array([fact[0] << 32 | fact[2]], np.int64)
        return bool(contains(self.columns.relation(fact[1]), wanted)[0])

    def objects(self, subject: int, predicate: int) -> list[int]:
        """The objects of a subject and a predicate."""
        return _seconds(self.columns.relation(predicate), subject)

    def subjects(self, predicate: int, object_: int) -> list[int]:
        """The subjects of a predicate and an object."""
        return _seconds(self.columns.inverse(predicate), object_)


def _seconds(relation: Pairs, first_: int) -> list[int]:
    found: list[int] = second(restrict(relation, np.array([first_], np.int32))).tolist()
    return found
