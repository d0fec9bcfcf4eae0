"""Joins, merges and transitive closures against sets of pairs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.reasoning.graph import (
    Budget,
    GrowingGraph,
    Transitive,
    firsts,
    having,
    join,
    joined_rows,
    merged,
    neighbours,
    seconds,
)
from lq_graph.triples.columns import EMPTY, Pairs, closure, first, inverse, minus, pairs, second, union
from lq_graph.triples.terms import Terms

Set = set[tuple[int, int]]
sets = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


def relation(each: Set) -> Pairs:
    both = np.array(sorted(each), np.int32).reshape(-1, 2)
    return pairs(both[:, 0], both[:, 1])


def as_set(found: Pairs) -> Set:
    assert (found[1:] > found[:-1]).all()
    return set(zip(first(found).tolist(), second(found).tolist(), strict=True))


@given(sets, sets)
def test_a_join_goes_through_what_both_have_first(left: Set, right: Set) -> None:
    rows = [(a, c) for b, a in left for other, c in right if b == other]
    assert as_set(join(relation(left), relation(right))) == set(rows)
    assert joined_rows(relation(left), relation(right)) == len(rows)


@given(sets, sets)
def test_a_merge_is_the_union_of_disjoint_relations(one: Set, other: Set) -> None:
    assert as_set(merged(relation(one), relation(other - one))) == one | other


@given(sets, st.integers(0, 9))
def test_sides_are_distinct_and_sorted(each: Set, target: int) -> None:
    assert firsts(relation(each)).tolist() == sorted({a for a, _ in each})
    assert seconds(relation(each)).tolist() == sorted({b for _, b in each})
    assert as_set(having(relation(each), target)) == {(a, b) for a, b in each if b == target}


@given(sets)
def test_neighbours_link_all_values_of_a_thing(each: Set) -> None:
    links = neighbours(relation(each))
    linked = closure(union(links, inverse(links)))
    expected = {(b, c) for a, b in each for other, c in each if a == other and b != c}
    assert as_set(linked) >= expected


@given(st.lists(sets, min_size=1, max_size=4))
def test_a_transitive_property_stays_closed_while_it_grows(rounds: list[Set]) -> None:
    graph = GrowingGraph({}, EMPTY, -1, Budget(Terms()))
    transitive = Transitive(0)
    for each in rounds:
        graph.grow([(0, relation(each))])
        while graph.new:
            graph.grow([(0, transitive.candidates(graph))])
    expected = closure(relation(set().union(*rounds)))
    assert not len(minus(expected, graph.relation(0)))
    assert len(graph.relation(0)) == len(expected)
