"""Which axioms are compiled, and which send the whole job to owlrl."""

from __future__ import annotations

import pytest

from lq_graph.reasoning.closure import Closure, close, without_noise
from lq_graph.reasoning.owlrl_engine import owlrl_closure
from lq_graph.triples.columns import Columns, columns_of
from reasoning.ontologies import turtle


def closed(text: str) -> Closure:
    data = columns_of(turtle(text))
    return close(data, Columns(data.terms, {}))


@pytest.mark.parametrize(
    "text",
    [
        ":C owl:hasKey ( :p ) . :a a :C ; :p 1 . :b a :C ; :p 1 .",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :D . :a a :R ; :p :b, :c . :b a :D .",
        ":p rdfs:subPropertyOf rdf:type . :a :p :C .",
        ":p rdfs:domain owl:TransitiveProperty . :a :p :b . :x :a :y . :y :a :z .",
        "owl:sameAs rdfs:subPropertyOf :linked . :a owl:sameAs :b .",
        "owl:Thing rdfs:subClassOf :C . :a a owl:Thing .",
        ":C owl:intersectionOf ( owl:Thing :D ) . :a a :D .",
        ":R owl:onProperty :p ; owl:someValuesFrom xsd:integer . :a :p 1 .",
        ":R owl:onProperty rdf:type ; owl:hasValue :C . :a a :C .",
        ":p a owl:FunctionalProperty . :a :p rdfs:label, :name . :x :name 'x' .",
        ":C a owl:UnheardOf .",
        ":C owl:unheardOf :D .",
        ":R owl:onProperty :p ; owl:maxCardinality 'one' . :a a :R .",
        ":p owl:propertyChainAxiom [ rdf:first :q ] . :a :q :b .",
    ],
)
def test_what_is_not_compiled_goes_to_owlrl_whole(text: str) -> None:
    closure = closed(text)
    assert closure.reason is not None
    assert closure.rules is None
    expected = without_noise(owlrl_closure(closure.asserted) - closure.asserted)
    assert set(closure.inferred.triples()) == set(expected.triples())


@pytest.mark.parametrize(
    "text",
    [
        ":p rdfs:range xsd:integer, rdfs:Literal ; rdfs:domain owl:Thing . :a :p 1 .",
        ":p rdfs:subPropertyOf rdfs:label . :a :p 'x' .",
        "rdfs:label rdfs:subPropertyOf :name . :a rdfs:label 'x' .",
        ":same rdfs:subPropertyOf owl:sameAs . :a :same :b ; :p :c .",
        ":R owl:onProperty :p ; owl:allValuesFrom xsd:integer . :a a :R ; :p 1 .",
        ":R owl:onProperty :p ; owl:minCardinality 1 . :a a :R .",
        ":R owl:onProperty :p ; owl:maxCardinality 2 . :a a :R ; :p :b, :c, :d .",
        ":p a owl:ReflexiveProperty . :a :p :b .",
        ":p owl:inverseOf :q . :q owl:propertyChainAxiom ( :r :p ) . :a :q 'x' . :b :r 'x' .",
        ":p a owl:TransitiveProperty . :a :p 'x' . _:b owl:inverseOf :p . _:c owl:inverseOf _:b .",
        ":r owl:inverseOf :q . :p owl:propertyChainAxiom ( :q :r ) . :a :q 'x' . :b :q 'x' .",
        ":C a owl:Class . :D owl:sameAs :C . :C rdfs:subClassOf :E . :a a :D .",
        ":R owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :C . :c a :C ; :p :a .",
        "<https://example.org/o> a owl:Ontology ; owl:imports <https://example.org/i> .",
        ":bag rdf:_1 :a ; rdf:_12 :b .",
    ],
)
def test_what_is_compiled_equals_owlrl(text: str) -> None:
    closure = closed(text)
    assert closure.reason is None
    expected = without_noise(owlrl_closure(closure.asserted) - closure.asserted)
    assert set(closure.inferred.triples()) == set(expected.triples())


def test_the_reason_names_the_axiom() -> None:
    assert "owl#hasKey" in str(closed(":C owl:hasKey ( :p ) .").reason)


def test_a_contradiction_of_what_is_not_compiled_has_the_message_of_owlrl() -> None:
    restriction = ":R owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :D ."
    [found] = closed(f"{restriction} :a a :R ; :p :b . :b a :D ; :q 'x'^^xsd:date .").contradictions
    assert found.rule == "owlrl"
    assert "maximum qualified cardinality" in str(found)


def test_an_ill_formed_list_in_a_ban_is_not_passed_over() -> None:
    assert closed("[] a owl:AllDisjointClasses ; owl:members [ rdf:first :C ] .").reason is not None
