"""The closure on columns is owlrl's, less the noise."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from lq_graph.names import OWL
from lq_graph.reasoning.closure import Closure, close, without_noise
from lq_graph.reasoning.owlrl_engine import owlrl_closure
from lq_graph.triples.columns import Columns, columns_of
from reasoning.ontologies import PROPERTIES, Axiom, graphs, ontologies, triples_of

OWLRL_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"
SAME_TERMS = st.lists(
    st.tuples(st.just(f"{OWL}sameAs"), st.tuples(st.sampled_from(PROPERTIES), st.sampled_from(PROPERTIES))), max_size=1
)


def by_owlrl(asserted: Columns) -> frozenset[Triple]:
    return frozenset(without_noise(owlrl_closure(asserted) - asserted).triples())


def closed(data: Iterable[Triple], axioms: list[Axiom]) -> Closure:
    columns = columns_of(data)
    closure = close(columns, columns_of(triples_of(axioms), columns.terms))
    assert closure.reason is None
    return closure


def by_columns(data: Iterable[Triple], axioms: list[Axiom]) -> tuple[frozenset[Triple], Columns]:
    closure = closed(data, axioms)
    return frozenset(closure.inferred.triples()), closure.asserted


@settings(max_examples=40, deadline=None)
@given(graphs, ontologies)
def test_the_closure_is_that_of_owlrl(data: frozenset[Triple], axioms: list[Axiom]) -> None:
    ours, asserted = by_columns(data, axioms)
    assert ours == by_owlrl(asserted)


@settings(max_examples=20, deadline=None)
@given(graphs, ontologies, SAME_TERMS)
def test_the_closure_is_that_of_owlrl_when_properties_are_the_same(
    data: frozenset[Triple], axioms: list[Axiom], same: list[Axiom]
) -> None:
    ours, asserted = by_columns(data, [*axioms, *same])
    assert ours == by_owlrl(asserted)


@settings(max_examples=40, deadline=None)
@given(graphs, ontologies)
def test_there_is_a_contradiction_where_owlrl_finds_one(data: frozenset[Triple], axioms: list[Axiom]) -> None:
    closure = closed(data, axioms)
    assert bool(closure.contradictions) == bool(len(owlrl_closure(closure.asserted).named(OWLRL_ERROR)))


def test_a_property_that_is_the_same_as_another_takes_its_axioms() -> None:
    one, other = PROPERTIES[:2]
    axioms: list[Axiom] = [(f"{OWL}sameAs", (one, other)), (f"{OWL}SymmetricProperty", (one,))]
    a, b = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
    ours, asserted = by_columns([Triple(a, other, b)], axioms)
    assert Triple(b, other, a) in ours
    assert ours == by_owlrl(asserted)
