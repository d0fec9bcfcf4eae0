"""sh:minExclusive, sh:minInclusive, sh:maxExclusive and sh:maxInclusive. SHACL §4.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component

_RANGES = (
    ("minExclusive", "§4.3.1", (1,)),
    ("minInclusive", "§4.3.2", (0, 1)),
    ("maxExclusive", "§4.3.3", (-1,)),
    ("maxInclusive", "§4.3.4", (-1, 0)),
)


@dataclass(frozen=True)
class Range(Plain):
    """Every value node stands in one of some orders to a bound: -1 below, 0 equal, 1 above."""

    component: NamedNode
    bound: Literal
    allowed: tuple[int, ...]

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not, and those that cannot be compared with the bound."""
        bound = scope.facts.terms.ids([self.bound])
        orders = scope.facts.values.compare_pairs(scope.values, bound)
        yield scope.failing(~np.isin(orders, self.allowed))


def read_value_range(reader: Reader) -> Iterator[Constraint]:
    """The value range constraints of a shape."""
    for name, section, allowed in _RANGES:
        bound = reader.one(name, section)
        if bound is None:
            continue
        if not isinstance(bound, Literal):
            raise reader.refusal(name, bound, "must be a literal", section)
        yield Range(component(name[0].upper() + name[1:]), bound, allowed)
