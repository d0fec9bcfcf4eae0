"""Binary relations on ids: what a predicate, a path or a class membership is on columns.

A pair (a, b) is one number, a·2³² + b, so that a relation is a sorted array of distinct 64-bit numbers, and set
operations are merges.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lq_graph.triples.terms import Ids

Pairs = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]

_LOW = np.int64(0xFFFFFFFF)
EMPTY: Pairs = np.zeros(0, np.int64)


def pairs(first: Ids, second: Ids) -> Pairs:
    """The relation of the pairs (first[i], second[i])."""
    return distinct(first.astype(np.int64) << 32 | second)


def distinct(values: Pairs) -> Pairs:
    """The values sorted, each once."""
    ordered = np.sort(values)
    return ordered[_is_new(ordered)]


def unique_ids(ids: Ids) -> Ids:
    """The ids sorted, each once; numpy.unique loads masked arrays first, which takes longer than a small check."""
    ordered = np.sort(ids)
    return ordered[_is_new(ordered)]


def first(relation: Pairs) -> Ids:
    """The first ids, in order."""
    return (relation >> 32).astype(np.int32)


def second(relation: Pairs) -> Ids:
    """The second ids, in order of the first."""
    return (relation & _LOW).astype(np.int32)


def inverse(relation: Pairs) -> Pairs:
    """The pairs (b, a)."""
    return np.sort((relation & _LOW) << 32 | relation >> 32)


def union(*relations: Pairs) -> Pairs:
    """The pairs of any of the relations."""
    filled = [relation for relation in relations if len(relation)]
    if not filled:
        return EMPTY
    return filled[0] if len(filled) == 1 else distinct(np.concatenate(filled))


def contains(relation: Pairs, wanted: Pairs) -> npt.NDArray[np.bool_]:
    """For each wanted pair, whether it is in the relation."""
    if not len(relation):
        return np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(relation, wanted), len(relation) - 1)
    found: npt.NDArray[np.bool_] = relation[places] == wanted
    return found


def minus(relation: Pairs, other: Pairs) -> Pairs:
    """The pairs of one relation that are not in the other."""
    return relation[~contains(other, relation)]


def compose(left: Pairs, right: Pairs) -> Pairs:
    """The pairs (a, c) with (a, b) in left and (b, c) in right, in time and memory of the joined rows."""
    starts, counts = spans(right, second(left))
    rows = gather(starts, counts)
    return distinct(np.repeat(left & ~_LOW, counts) | (right[rows] & _LOW))


def spans(relation: Pairs, firsts: Ids) -> tuple[Counts, Counts]:
    """For each id, where its pairs start in the relation and how many they are."""
    keys = firsts.astype(np.int64) << 32
    starts = np.searchsorted(relation, keys)
    return starts, np.searchsorted(relation, keys + _LOW, side="right") - starts


def gather(starts: Counts, counts: Counts) -> Counts:
    """The indexes start, start+1, … of all spans, one after another."""
    offsets = np.cumsum(counts) - counts
    return np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))


def restrict(relation: Pairs, firsts: Ids) -> Pairs:
    """The pairs whose first id is one of the given distinct, sorted ids."""
    starts, counts = spans(relation, firsts)
    return relation[gather(starts, counts)]


def closure(relation: Pairs) -> Pairs:
    """The transitive closure, semi-naive: each round joins only the pairs that were new in the last."""
    closed, new = relation, relation
    while len(new):
        new = minus(compose(new, relation), closed)
        closed = union(closed, new)
    return closed


def _is_new(ordered: Pairs | Ids) -> npt.NDArray[np.bool_]:
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return new
