"""Relations on ids, compared with sets of pairs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.triples.columns import (
    Pairs,
    closure,
    compose,
    contains,
    first,
    inverse,
    minus,
    pairs,
    restrict,
    second,
    union,
)

IDS = st.integers(0, 9) | st.sampled_from([2**31 - 1, 2**31 - 2])
Set = frozenset[tuple[int, int]]
SETS = st.frozensets(st.tuples(IDS, IDS), max_size=15)


def relation(values: Set) -> Pairs:
    columns = np.array(sorted(values), np.int32).reshape(-1, 2)
    return pairs(columns[:, 0], columns[:, 1])


def as_set(values: Pairs) -> Set:
    assert np.all(values[1:] > values[:-1]), "sorted and distinct"
    return frozenset(zip(first(values).tolist(), second(values).tolist(), strict=True))


@given(SETS)
def test_a_relation_holds_its_pairs(values: Set) -> None:
    assert as_set(relation(values)) == values


@given(SETS)
def test_the_inverse_turns_every_pair(values: Set) -> None:
    assert as_set(inverse(relation(values))) == {(b, a) for a, b in values}


@given(SETS, SETS)
def test_set_operations(left: Set, right: Set) -> None:
    a, b = relation(left), relation(right)
    assert as_set(union(a, b)) == left | right
    assert as_set(minus(a, b)) == left - right
    assert contains(a, b).tolist() == [pair in left for pair in sorted(right)]


@given(SETS, SETS)
def test_composition_joins_in_the_middle(left: Set, right: Set) -> None:
    assert as_set(compose(relation(left), relation(right))) == {(a, d) for a, b in left for c, d in right if b == c}


@given(SETS, st.frozensets(IDS))
def test_restriction_keeps_the_pairs_of_some_firsts(values: Set, firsts: frozenset[int]) -> None:
    assert as_set(restrict(relation(values), np.array(sorted(firsts), np.int32))) == {
        p for p in values if p[0] in firsts
    }


@given(SETS)
def test_the_closure_is_the_least_transitive_relation(values: Set) -> None:
    expected = set(values)
    while more := {(a, d) for a, b in expected for c, d in expected if b == c} - expected:
        expected |= more
    assert as_set(closure(relation(values))) == expected
