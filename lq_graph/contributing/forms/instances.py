"""The things of classes in a graph, and the values of a predicate.

NumPy's own set operations load its masked arrays when they are first called, which takes a small command 50 ms.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.names import RDF
from lq_graph.triples.columns import Columns, mask
from lq_graph.triples.relation import Pairs, gather, second, spans
from lq_graph.triples.terms import Ids, Mask


def instances(columns: Columns, classes: Iterable[str], excluded: Iterable[str] = ()) -> Ids:
    """The ids of what the graph says to be of any of some classes and of none of the excluded ones, sorted."""
    return np.flatnonzero(_members(columns, classes) & ~_members(columns, excluded)).astype(np.int32)


def values(columns: Columns, relation: Pairs) -> Ids:
    """The ids of the objects in a relation of a graph, each once, sorted."""
    return np.flatnonzero(mask(second(relation), len(columns.terms))).astype(np.int32)


def _members(columns: Columns, classes: Iterable[str]) -> Mask:
    types = columns.inverse(columns.terms.find(NamedNode(f"{RDF}type")))
    known = sorted({columns.terms.find(NamedNode(each)) for each in classes} - {-1})
    starts, counts = spans(types, np.array(known, np.int32))
    return mask(second(types[gather(starts, counts)]), len(columns.terms))
