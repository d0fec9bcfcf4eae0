"""Property paths followed on columns, from all focus nodes together. SHACL §2.3.1, SPARQL 1.1 §9.3."""

from __future__ import annotations

import numpy as np

from lq_graph.checking.shacl.path import Alternative, Inverse, Path, Predicate, Repeated, Sequence, Times, reversed_path
from lq_graph.triples.columns import Columns, mask
from lq_graph.triples.relation import Pairs, compose, first, minus, restrict, second, union, unique_ids
from lq_graph.triples.terms import Ids

_FEW = 8


def walk(columns: Columns, path: Path, focus: Ids) -> Pairs:
    """The pairs (focus node, value node) of a path from some distinct, sorted focus nodes.

    Time and memory go with the pairs of the path's predicates and with the result, not with the graph.
    """
    match path:
        case Predicate(iri):
            return starting(columns.relation(columns.terms.find(iri)), focus, len(columns.terms))
        case Inverse(Predicate(iri)):
            return starting(columns.inverse(columns.terms.find(iri)), focus, len(columns.terms))
        case Inverse(inner):
            return walk(columns, reversed_path(inner), focus)
        case Sequence(paths):
            return _sequence(columns, paths, focus)
        case Alternative(paths):
            return union(*(walk(columns, each, focus) for each in paths))
        case Repeated(inner, times):
            return _repeated(columns, inner, times, focus)


def identity(ids: Ids) -> Pairs:
    """Each id paired with itself."""
    wide = ids.astype(np.int64)
    return wide << 32 | wide


def distinct_ids(ids: Ids, size: int) -> Ids:
    """The ids sorted, each once; `size` is that of their dictionary."""
    if len(ids) * _FEW < size:
        return unique_ids(ids)
    return np.flatnonzero(mask(ids, size)).astype(np.int32)


def starting(relation: Pairs, focus: Ids, size: int) -> Pairs:
    """The pairs whose first id is one of some distinct, sorted ids; by search if these are few, else by scanning."""
    if len(focus) * _FEW < len(relation):
        return restrict(relation, focus)
    kept = mask(focus, size)[first(relation)]
    return relation if kept.all() else relation[kept]


def _sequence(columns: Columns, paths: tuple[Path, ...], focus: Ids) -> Pairs:
    reached = walk(columns, paths[0], focus)
    for path in paths[1:]:
        reached = _step(columns, path, reached)
    return reached


def _repeated(columns: Columns, path: Path, times: Times, focus: Ids) -> Pairs:
    once = walk(columns, path, focus)
    if times == "?":
        return union(identity(focus), once)
    return _closed(columns, path, once if times == "+" else union(identity(focus), once), once)


def _closed(columns: Columns, path: Path, whole: Pairs, new: Pairs) -> Pairs:
    """All that is reached by more steps, semi-naive: each round follows only what was new in the last."""
    while len(new):
        new = minus(_step(columns, path, new), whole)
        whole = union(whole, new)
    return whole


def _step(columns: Columns, path: Path, reached: Pairs) -> Pairs:
    ends = distinct_ids(second(reached), len(columns.terms))
    return compose(reached, walk(columns, path, ends))
