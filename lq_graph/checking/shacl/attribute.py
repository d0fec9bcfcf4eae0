"""A number for each term, worked out once for each term that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from lq_graph.checking.shacl.path_walk import distinct_ids
from lq_graph.triples.terms import Ids, Term, Terms

_UNKNOWN: Final = np.int32(-(2**31))


class Attribute:
    """The values of a function on terms, by their ids. Memory: 4 bytes for each term of the dictionary."""

    def __init__(self, terms: Terms, function: Callable[[Term], int]) -> None:
        self._terms = terms
        self._function = function
        self._known = np.full(len(terms), _UNKNOWN)

    def of(self, ids: Ids) -> Ids:
        """The value of each id's term."""
        self._grow()
        found = self._known[ids]
        missing = found == _UNKNOWN
        if not missing.any():
            return found
        self._learn(distinct_ids(ids[missing], len(self._known)))
        return self._known[ids]

    def _learn(self, new: Ids) -> None:
        self._known[new] = np.fromiter(map(self._function, self._terms.terms(new)), np.int32, len(new))

    def _grow(self) -> None:
        more = len(self._terms) - len(self._known)
        if more:
            self._known = np.concatenate([self._known, np.full(more, _UNKNOWN)])
