"""A derivation as text, JSON and RDF."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.names import DCTERMS, RDF, Names
from lq_graph.reasoning.axioms import Statement
from lq_graph.reasoning.derivation import (
    ASSERTED,
    Derivation,
    derivation_json,
    derivation_text,
    derivation_triples,
    derivation_turtle,
)
from lq_graph.triples.terms import Term

EX = "https://example.org/"
NAMES = Names(EX)
LQ = "https://w3id.org/livskvalitet/ns#"
PROV = "http://www.w3.org/ns/prov#"


def iri(name: str) -> NamedNode:
    return NamedNode(EX + name)


def asserted(subject: Term, predicate: Term, object_: Term) -> Derivation:
    return Derivation(Statement(subject, predicate, object_), ASSERTED, (), (f"{EX}graph/data",))


CHAIN = Derivation(
    Statement(NamedNode(f"{LQ}helps"), NamedNode("http://www.w3.org/2002/07/owl#propertyChainAxiom"), iri("list")),
    ASSERTED,
    graphs=(f"{EX}graph/ontology",),
    members=(NamedNode(f"{LQ}hasLink"), NamedNode(f"{LQ}states")),
)
INVERSE = Derivation(
    Statement(iri("id/plan/a"), NamedNode(f"{LQ}hasLink"), iri("id/link/b")),
    "prp-inv2",
    (asserted(iri("id/link/b"), NamedNode(f"{LQ}linksFrom"), iri("id/plan/a")),),
)
STATED = asserted(iri("id/link/b"), NamedNode(f"{LQ}states"), Literal("x", language="sv"))
HELPS = Derivation(
    Statement(iri("id/plan/a"), NamedNode(f"{LQ}helps"), Literal("x", language="sv")),
    "prp-spo2",
    (INVERSE, STATED, CHAIN),
)


def test_text_numbers_the_steps() -> None:
    assert derivation_text(HELPS, NAMES).splitlines() == [
        '<id/plan/a> lq:helps "x"@sv',
        "follows in 2 steps:",
        "",
        "1. <id/plan/a> lq:hasLink <id/link/b>",
        "   by prp-inv2 (inverse property) from",
        "   - <id/link/b> lq:linksFrom <id/plan/a> [graph:data]",
        '2. <id/plan/a> lq:helps "x"@sv',
        "   by prp-spo2 (property chain) from",
        "   - <id/plan/a> lq:hasLink <id/link/b> (step 1)",
        '   - <id/link/b> lq:states "x"@sv [graph:data]',
        "   - lq:helps owl:propertyChainAxiom ( lq:hasLink lq:states ) [graph:ontology]",
    ]


def test_text_states_that_a_statement_is_asserted() -> None:
    assert derivation_text(STATED, NAMES) == '<id/link/b> lq:states "x"@sv\nis asserted [graph:data]\n'


def test_json_numbers_the_steps() -> None:
    answer = json.loads(derivation_json(HELPS))
    assert [step["rule"] for step in answer["steps"]] == ["prp-inv2", "prp-spo2"]
    assert answer["steps"][1]["premises"][0] == {"step": 1}
    assert answer["steps"][1]["premises"][1]["graphs"] == [f"{EX}graph/data"]
    assert answer["statement"]["object"] == {"type": "literal", "value": "x", "xml:lang": "sv"}
    assert len(answer["steps"][1]["premises"][2]["statement"]["members"]) == 2


def test_rdf_derives_each_statement_from_its_premises() -> None:
    triples = derivation_triples(HELPS)
    [helps] = [
        triple.subject for triple in triples if triple.object == NamedNode(f"{LQ}helps") and "predicate" in str(triple)
    ]
    derived = [t.object for t in triples if (t.subject, t.predicate.value) == (helps, f"{PROV}wasDerivedFrom")]
    assert len(derived) == 3
    rules = {triple.object for triple in triples if triple.predicate.value == f"{DCTERMS}identifier"}
    assert rules == {Literal("prp-inv2"), Literal("prp-spo2")}
    graphs = {triple.object for triple in triples if triple.predicate.value == f"{DCTERMS}isPartOf"}
    assert graphs == {iri("graph/data"), iri("graph/ontology")}


@pytest.mark.parametrize(("derivation", "statements"), [(HELPS, 5), (STATED, 1)])
def test_turtle_can_be_read_again(derivation: Derivation, statements: int) -> None:
    triples = [quad.triple for quad in parse(derivation_turtle(derivation, NAMES), format=RdfFormat.TURTLE)]
    found = [each for each in triples if each.object == NamedNode(f"{RDF}Statement")]
    assert len(found) == statements
    assert isinstance(triples[0], Triple)
