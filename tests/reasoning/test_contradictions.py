"""Contradictions are found, with their statements and axiom."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.reasoning.closure import close
from lq_graph.reasoning.contradictions import class_sets
from lq_graph.triples.columns import Columns, columns_of, pairs
from reasoning.ontologies import turtle

DENIAL = "[] owl:sourceIndividual :a ; owl:assertionProperty :p"
CASES = [
    (":C owl:disjointWith :D . :a a :C, :D .", "cax-dw", 2),
    (":C owl:disjointWith :D . :E rdfs:subClassOf :D . :a a :C, :E .", "cax-dw", 2),
    ("[] a owl:AllDisjointClasses ; owl:members ( :B :C :D ) . :a a :C, :D .", "cax-adc", 2),
    (":C owl:complementOf :D . :a a :C, :D .", "cls-com", 2),
    (":C rdfs:subClassOf owl:Nothing . :a a :C .", "cls-nothing2", 1),
    (":p owl:propertyDisjointWith :q . :a :p :b ; :q :b .", "prp-pdw", 2),
    ("[] a owl:AllDisjointProperties ; owl:members ( :o :p :q ) . :a :p :b ; :q :b .", "prp-adp", 2),
    (":p a owl:AsymmetricProperty . :a :p :b . :b :p :a .", "prp-asyp", 2),
    (":p a owl:AsymmetricProperty . :a :p :a .", "prp-asyp", 1),
    (":p a owl:IrreflexiveProperty . :a :p :a .", "prp-irp", 1),
    (":a owl:sameAs :b ; owl:differentFrom :b .", "eq-diff1", 1),
    ("[] a owl:AllDifferent ; owl:members ( :a :b :c ) . :c owl:sameAs :b .", "eq-diff2", 1),
    ("[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) . :c owl:sameAs :b .", "eq-diff3", 1),
    (":R owl:onProperty :p ; owl:maxCardinality 0 . :a a :R ; :p :b .", "cls-maxc1", 2),
    (f"{DENIAL} ; owl:targetIndividual :b . :a :p :b .", "prp-npa1", 1),
    (f"{DENIAL} ; owl:targetValue 1 . :a :p 1 .", "prp-npa2", 1),
]


@pytest.mark.parametrize(("text", "rule", "statements"), CASES)
def test_a_contradiction_names_its_statements_and_its_axiom(text: str, rule: str, statements: int) -> None:
    data = columns_of(turtle(text))
    found = [each for each in close(data, Columns(data.terms, {})).contradictions if each.rule == rule]
    assert found
    assert {len(each.statements) for each in found} == {statements}
    assert all(each.subject == each.statements[0].subject for each in found)
    assert all(each.axioms for each in found) or rule == "cls-nothing2"


def test_a_contradiction_is_one_line_of_text() -> None:
    data = columns_of(turtle(":C owl:disjointWith :D . :a a :C, :D ."))
    [found] = close(data, Columns(data.terms, {})).contradictions
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    a, c, d = (f"<https://example.org/{name}>" for name in "aCD")
    axiom = f"{c} <http://www.w3.org/2002/07/owl#disjointWith> {d}"
    assert str(found) == f"{a} {type_} {c} and {a} {type_} {d}: cannot be true, since {axiom} [cax-dw]"


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_without_its_axiom_nothing_contradicts(text: str) -> None:
    rest = ":a owl:sameAs :b ." if text.startswith(":a owl:sameAs") else text.partition(" . ")[2]
    data = columns_of(turtle(rest))
    assert close(data, Columns(data.terms, {})).contradictions == ()


memberships = st.lists(st.tuples(st.integers(100, 130), st.integers(0, 99)), max_size=60)


@given(memberships, st.sets(st.integers(0, 99), min_size=2, max_size=90))
def test_class_sets_find_the_members_of_both(members: list[tuple[int, int]], classes: set[int]) -> None:
    both = np.array(members, np.int32).reshape(-1, 2)
    sets = class_sets(pairs(both[:, 0], both[:, 1]), classes, 131)
    for one, other in list(combinations(sorted(classes), 2))[:200]:
        expected = {thing for thing, _ in members if {(thing, one), (thing, other)} <= set(members)}
        assert sets.in_both(one, other).tolist() == sorted(expected)
