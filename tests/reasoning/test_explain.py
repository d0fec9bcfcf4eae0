"""A derivation is sound, by owlrl's judgement of each step, and as short as possible."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hypothesis import given, settings
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.names import RDF
from lq_graph.reasoning.closure import Closure, close
from lq_graph.reasoning.derivation import UNNAMED, Derivation
from lq_graph.reasoning.explain import Explanation, explain
from lq_graph.reasoning.owlrl_engine import owlrl_closure
from lq_graph.triples.columns import Columns, columns_of, first, second
from lq_graph.triples.dataset import Dataset
from reasoning.ontologies import EX, Axiom, graphs, ontologies, triples_of, turtle

CELLS = {NamedNode(f"{RDF}first"), NamedNode(f"{RDF}rest")}
DATA, ONTOLOGY = f"{EX}graph/data", f"{EX}graph/ontology"


def reasoned(data: frozenset[Triple], axioms: frozenset[Triple]) -> tuple[Closure, Dataset]:
    columns = columns_of(data)
    return close(columns, columns_of(axioms, columns.terms)), Dataset({DATA: data, ONTOLOGY: axioms})


def explained(data: str, axioms: str, wanted: str) -> Derivation | None:
    return explain(next(iter(turtle(wanted))), *reasoned(turtle(data), turtle(axioms)))


def cost(derivation: Derivation) -> int:
    return 0 if derivation.is_asserted else 1 + sum(map(cost, derivation.premises))


def least_costs(closure: Closure, dataset: Dataset) -> dict[tuple[int, int, int], float]:
    """The costs of all facts, round by round from what is asserted."""
    inside = Explanation(closure, dataset)
    facts = {
        (subject, key, object_)
        for key, relation in closure.closed.relations.items()
        for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True)
    }
    steps = {fact: [] if inside.is_asserted(fact) else inside.steps(fact) for fact in facts}
    for fact in [premise for each in steps.values() for step in each for premise in step.premises]:
        steps.setdefault(fact, [] if inside.is_asserted(fact) else inside.steps(fact))
    costs = {fact: 0.0 if inside.is_asserted(fact) else math.inf for fact in steps}
    for _ in range(len(steps)):
        for fact, each in steps.items():
            sums = (1 + sum(costs.get(premise, math.inf) for premise in step.premises) for step in each)
            costs[fact] = min([costs[fact], *sums])
    return costs


@settings(max_examples=25, deadline=None)
@given(graphs, ontologies)
def test_every_step_follows_from_its_premises(data: frozenset[Triple], axioms: list[Axiom]) -> None:
    closure, dataset = reasoned(data, frozenset(triples_of(axioms)))
    lists = {triple for triple in closure.asserted.triples() if triple.predicate in CELLS}
    for triple in list(closure.inferred.triples())[:4]:
        derivation = explain(triple, closure, dataset)
        assert derivation is not None
        for step in derivation.steps():
            assert_follows(step, lists)


def assert_follows(step: Derivation, lists: set[Triple]) -> None:
    statements = [step.statement, *(premise.statement for premise in step.premises)]
    if any(isinstance(each.subject, Literal) or isinstance(each.predicate, BlankNode) for each in statements):
        return  # owlrl reads no such triples, though it writes them
    conclusion, *premises = (Triple(*each) for each in statements)  # type: ignore[arg-type]
    assert step.rule != UNNAMED
    assert conclusion in set(owlrl_triples(columns_of([*premises, *lists]))), step


def owlrl_triples(asserted: Columns) -> Iterator[Triple]:
    closed = owlrl_closure(asserted)
    for key, relation in closed.relations.items():
        for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
            terms = closed.terms[subject], closed.terms[key], closed.terms[object_]
            if not isinstance(terms[0], Literal) and isinstance(terms[1], NamedNode):
                yield Triple(*terms)  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(graphs, ontologies)
def test_no_derivation_is_shorter(data: frozenset[Triple], axioms: list[Axiom]) -> None:
    closure, dataset = reasoned(data, frozenset(triples_of(axioms)))
    triples = list(closure.inferred.triples())[:5]
    costs = least_costs(closure, dataset) if triples else {}
    for triple in triples:
        derivation = explain(triple, closure, dataset)
        assert derivation is not None
        ids = closure.closed.terms.ids([triple.subject, triple.predicate, triple.object])  # type: ignore[list-item]
        assert cost(derivation) == costs[tuple(ids.tolist())]


AXIOMS = """:partOf a owl:TransitiveProperty ; rdfs:subPropertyOf :leadsTo . :C rdfs:subClassOf :D .
:helps owl:propertyChainAxiom ( :partOf :helps ) . :key a owl:InverseFunctionalProperty ."""
FACTS = ":a :partOf :b . :b :partOf :c . :c :helps :goal . :a a :C ; :key 'k' . :x :key 'k' ; :note 'n' ."


def test_a_step_names_its_rule_its_premises_and_their_graphs() -> None:
    derivation = explained(FACTS, AXIOMS, ":a a :D .")
    assert derivation is not None
    assert derivation.rule == "cax-sco"
    assert [premise.graphs for premise in derivation.premises] == [(DATA,), (ONTOLOGY,)]


def test_the_shortest_of_two_ways_is_taken() -> None:
    derivation = explained(FACTS, AXIOMS, ":a :helps :goal .")
    assert derivation is not None
    assert [step.rule for step in derivation.steps()] == ["prp-spo2", "prp-spo2"]
    shorter = explained(f"{FACTS} :a :partOf :c .", AXIOMS, ":a :helps :goal .")
    assert shorter is not None
    assert [step.rule for step in shorter.steps()] == ["prp-spo2"]


def test_a_list_has_its_members() -> None:
    derivation = explained(FACTS, AXIOMS, ":b :helps :goal .")
    assert derivation is not None
    assert derivation.premises[-1].members == (NamedNode(f"{EX}partOf"), NamedNode(f"{EX}helps"))


def test_what_is_the_same_is_put_in_place() -> None:
    derivation = explained(FACTS, AXIOMS, ":a :note 'n' .")
    assert derivation is not None
    assert [step.rule for step in derivation.steps()] == ["prp-ifp", "eq-rep-s"]


def test_what_is_asserted_has_no_steps() -> None:
    derivation = explained(FACTS, AXIOMS, ":a :partOf :b .")
    assert derivation is not None
    assert derivation.is_asserted
    assert (derivation.steps(), derivation.graphs) == ([], (DATA,))


def test_what_is_not_in_the_graph_is_not_explained() -> None:
    assert explained(FACTS, AXIOMS, ":c :partOf :a .") is None
    assert explained(FACTS, AXIOMS, ":never :heard :of .") is None
    assert explained(FACTS, AXIOMS, ":a a owl:Thing .") is None


def test_what_only_owlrl_knows_has_no_premises() -> None:
    facts, axioms = ":a a :C ; :p 1 . :b a :C ; :p 1 .", ":C owl:hasKey ( :p ) ; rdfs:subClassOf :D ."
    derivation = explained(facts, axioms, ":a owl:sameAs :b .")
    assert derivation is not None
    assert (derivation.rule, derivation.premises) == (UNNAMED, ())
    other = explained(facts, axioms, ":a a :D .")
    assert other is not None
    assert other.rule == "cax-sco"


def test_a_long_way_up_a_deep_hierarchy_is_found_quickly() -> None:
    path = " ".join(f":n{number} :partOf :n{number + 1} ." for number in range(40))
    derivation = explained(path, AXIOMS, ":n0 :partOf :n40 .")
    assert derivation is not None
    assert len(derivation.steps()) == 39
