"""How many triples a closure may have: the stop for a chain that relates everything with everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lq_graph.errors import LqError
from lq_graph.triples.relation import Pairs
from lq_graph.triples.terms import Terms

MOST = 50_000_000
"""Triples that a closure may have unless told otherwise; 400 MB of pairs."""


class TooManyTriples(LqError):
    """A closure that outgrew its budget: the property that grew, and how many triples it came to."""

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
    """The most triples that a closure, or one join on the way to it, may have."""

    terms: Terms
    limit: int = MOST

    def check_join(self, property_: int, rows: int) -> None:
        """Nothing, if the rows of a join are within the budget; raises TooManyTriples."""
        if rows > self.limit:
            raise TooManyTriples(str(self.terms[property_]), rows, self.limit)

    def check_all(self, asserted: Mapping[int, Pairs], known: Mapping[int, Pairs]) -> None:
        """Nothing, if what was inferred is within the budget; raises TooManyTriples that names the fastest grower."""
        grown = {key: len(pairs) - len(asserted.get(key, ())) for key, pairs in known.items()}
        if sum(grown.values()) > self.limit:
            worst = max(grown, key=lambda key: grown[key])
            raise TooManyTriples(str(self.terms[worst]), grown[worst], self.limit)
