"""Joins and merges of relations, in time of what is new and not of what is known."""

from __future__ import annotations

import numpy as np

from lq_graph.triples.relation import EMPTY, Pairs, distinct, first, gather, minus, second, spans, union, unique_ids
from lq_graph.triples.terms import Ids


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
    whole = np.empty(len(old), np.int64)
    whole[places] = fresh
    whole[old] = relation
    return whole


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
