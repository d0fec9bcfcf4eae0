"""Each compiled rule of OWL 2 RL: exactly what it entails, and its name in explanations."""

from __future__ import annotations

import pytest

from lq_graph.reasoning.closure import close
from lq_graph.reasoning.explain import explain
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset
from reasoning.ontologies import turtle

RULES = [
    ("cax-sco", ":C rdfs:subClassOf :D .", ":a a :C .", ":a a :D ."),
    ("cax-eqc1", ":C owl:equivalentClass :D .", ":a a :C .", ":a a :D ."),
    ("cax-eqc2", ":C owl:equivalentClass :D .", ":a a :D .", ":a a :C ."),
    ("cls-int1", ":C owl:intersectionOf ( :D :E ) .", ":a a :D, :E . :b a :D .", ":a a :C ."),
    ("cls-int2", ":C owl:intersectionOf ( :D :E ) .", ":a a :C .", ":a a :D, :E ."),
    ("cls-uni", ":C owl:unionOf ( :D :E ) .", ":a a :D . :b a :E .", ":a a :C . :b a :C ."),
    ("cls-oo", ":C owl:oneOf ( :a :b ) .", ":a :p :b .", ":a a :C . :b a :C ."),
    ("cls-svf1", ":R owl:onProperty :p ; owl:someValuesFrom :C .", ":a :p :b . :c :p :d . :b a :C .", ":a a :R ."),
    ("cls-svf2", ":R owl:onProperty :p ; owl:someValuesFrom owl:Thing .", ":a :p 1 .", ":a a :R ."),
    ("cls-avf", ":R owl:onProperty :p ; owl:allValuesFrom :C .", ":a :p :b ; a :R . :c :p :d .", ":b a :C ."),
    ("cls-hv1", ":R owl:onProperty :p ; owl:hasValue :v .", ":a a :R .", ":a :p :v ."),
    ("cls-hv2", ":R owl:onProperty :p ; owl:hasValue :v .", ":a :p :v . :b :p :w .", ":a a :R ."),
    (
        "cls-maxc2",
        ":R owl:onProperty :p ; owl:maxCardinality 1 .",
        ":a a :R ; :p :b, :c . :x :p :y, :z .",
        ":b owl:sameAs :c . :c owl:sameAs :b .",
    ),
    ("prp-dom", ":p rdfs:domain :C .", ":a :p 1 .", ":a a :C ."),
    ("prp-rng", ":p rdfs:range :C .", ":a :p :b, 'x' .", ":b a :C ."),
    ("prp-spo1", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :q .", ":a :p 1 .", ":a :q 1 ."),
    ("prp-eqp1", ":p owl:equivalentProperty :q .", ":a :p 1 .", ":a :q 1 ."),
    ("prp-eqp2", ":p owl:equivalentProperty :q .", ":a :q 1 .", ":a :p 1 ."),
    ("prp-inv1", ":p owl:inverseOf :q .", ":a :p :b, 'x' .", ":b :q :a ."),
    ("prp-inv2", ":p owl:inverseOf :q .", ":a :q :b, 'x' .", ":b :p :a ."),
    ("prp-symp", ":p a owl:SymmetricProperty .", ":a :p :b, 'x' .", ":b :p :a ."),
    ("prp-trp", ":p a owl:TransitiveProperty .", ":a :p :b . :b :p :c, 'x' .", ":a :p :c, 'x' ."),
    ("prp-spo2", ":h owl:propertyChainAxiom ( :p :q :r ) .", ":a :p :b . :b :q :c . :c :r :d .", ":a :h :d ."),
    ("prp-fp", ":p a owl:FunctionalProperty .", ":a :p :b, :c .", ":b owl:sameAs :c . :c owl:sameAs :b ."),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty .", ":b :p 1 . :c :p 1 .", ":b owl:sameAs :c . :c owl:sameAs :b ."),
    ("eq-sym", "", ":a owl:sameAs :b .", ":b owl:sameAs :a ."),
    ("eq-rep-s", "", ":a owl:sameAs :b . :b owl:sameAs :a . :a :p 1 .", ":b :p 1 ."),
    ("eq-rep-o", "", ":a owl:sameAs :b . :b owl:sameAs :a . :c :p :a .", ":c :p :b ."),
    ("eq-rep-p", "", ":p owl:sameAs :q . :q owl:sameAs :p . :a :p 1 .", ":a :q 1 ."),
]


@pytest.mark.parametrize(("rule", "axioms", "data", "consequence"), RULES, ids=[rule[0] for rule in RULES])
def test_the_rule_gives_its_consequence_and_no_more(rule: str, axioms: str, data: str, consequence: str) -> None:
    columns = columns_of(turtle(data))
    closure = close(columns, columns_of(turtle(axioms), columns.terms))
    assert closure.reason is None
    assert set(closure.inferred.triples()) == turtle(consequence)
    dataset = Dataset({"https://example.org/d": turtle(data), "https://example.org/o": turtle(axioms)})
    for triple in turtle(consequence):
        derivation = explain(triple, closure, dataset)
        assert derivation is not None
        assert rule in {step.rule for step in derivation.steps()}


BOTH = ":R owl:onProperty :p ; {0} {1} . :S owl:onProperty {2} ; {0} {3} . "
SCHEMA = [
    ("scm-hv", BOTH.format("owl:hasValue", ":v", ":q", ":v") + ":p rdfs:subPropertyOf :q .", ":R", ":S"),
    ("scm-svf1", BOTH.format("owl:someValuesFrom", ":C", ":p", ":D") + ":C rdfs:subClassOf :D .", ":R", ":S"),
    ("scm-svf2", BOTH.format("owl:someValuesFrom", ":C", ":q", ":C") + ":p rdfs:subPropertyOf :q .", ":R", ":S"),
    ("scm-avf1", BOTH.format("owl:allValuesFrom", ":C", ":p", ":D") + ":C rdfs:subClassOf :D .", ":R", ":S"),
    ("scm-avf2", BOTH.format("owl:allValuesFrom", ":C", ":q", ":C") + ":p rdfs:subPropertyOf :q .", ":S", ":R"),
]


@pytest.mark.parametrize(("rule", "axioms", "low", "high"), SCHEMA, ids=[rule[0] for rule in SCHEMA])
def test_a_restriction_is_below_another(rule: str, axioms: str, low: str, high: str) -> None:
    columns = columns_of(turtle(f":a a {low} ."))
    closure = close(columns, columns_of(turtle(axioms), columns.terms))
    [wanted] = turtle(f":a a {high} .")
    assert wanted in set(closure.inferred.triples())
    derivation = explain(wanted, closure, Dataset({"https://example.org/o": turtle(axioms + f":a a {low} .")}))
    assert derivation is not None
    assert {step.rule for step in derivation.steps()} == {"cax-sco", rule}
