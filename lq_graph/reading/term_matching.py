"""Which written statement a parsed triple is, by its terms alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from pyoxigraph import BlankNode, Triple

from lq_graph.triples.terms import Term

NOWHERE = -1

Written = tuple[Term | None, Term | None, Term | None]  # None: a blank node, or a term of RDF 1.2


def rows_by_terms(triples: Sequence[Triple], written: Iterable[Written]) -> npt.NDArray[np.int64]:
    """For each triple the number of the statement that it must be, or NOWHERE if there is none, or more than one.

    Blank nodes are left aside. A statement that is written as often as it was parsed is taken in its order.
    """
    candidates = _places(written)
    found = np.full(len(triples), NOWHERE)
    for key, places in _places(map(_key, triples)).items():
        rows = candidates.get(key, [])
        if len(rows) == len(places) and (len(rows) == 1 or None not in key):
            found[places] = rows
    return found


def _key(triple: Triple) -> tuple[object, ...]:
    return tuple(None if isinstance(term, BlankNode | Triple) else term for term in triple)


def _places(keys: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], list[int]]:
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return places
