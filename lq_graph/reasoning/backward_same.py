"""The ways in which two things come to be the same, and in which one takes the place of the other, backwards."""

from __future__ import annotations

from collections.abc import Iterator

from lq_graph.reasoning.axioms import Fact, Rules
from lq_graph.reasoning.lookup import Lookup
from lq_graph.reasoning.step import Step


def same_steps(fact: Fact, rules: Rules, graph: Lookup) -> Iterator[Step]:
    """The steps to an owl:sameAs: by the properties with one value, and by symmetry and transitivity."""
    one, same, other = fact
    yield from _if_has(graph, "eq-sym", (other, same, one))
    for middle in graph.objects(one, same):
        if middle not in (one, other):
            yield from _if_has(graph, "eq-trans", (one, same, middle), (middle, same, other))
    for edge in rules.functional:
        for owner in graph.subjects(edge.source, one):
            yield from _if_has(graph, edge.rule, (owner, edge.source, one), (owner, edge.source, other), *edge.because)
    for edge in rules.inverse_functional:
        for value in graph.objects(one, edge.source):
            yield from _if_has(graph, edge.rule, (one, edge.source, value), (other, edge.source, value), *edge.because)
    for most in rules.at_most_one:
        for owner in graph.subjects(most.property, one):
            member = (owner, rules.type, most.class_)
            values = (owner, most.property, one), (owner, most.property, other)
            yield from _if_has(graph, "cls-maxc2", member, *values, *most.because)


def replacement_steps(fact: Fact, rules: Rules, graph: Lookup) -> Iterator[Step]:
    """The steps by which a same subject, predicate or object stands in a fact (eq-rep-s, eq-rep-p, eq-rep-o)."""
    subject, predicate, object_ = fact
    if predicate == rules.same:
        return
    for other in graph.objects(subject, rules.same):
        yield from _if_has(graph, "eq-rep-s", (other, rules.same, subject), (other, predicate, object_))
    for other in graph.objects(predicate, rules.same):
        yield from _if_has(graph, "eq-rep-p", (other, rules.same, predicate), (subject, other, object_))
    for other in graph.objects(object_, rules.same):
        yield from _if_has(graph, "eq-rep-o", (other, rules.same, object_), (subject, predicate, other))


def _if_has(graph: Lookup, rule: str, *premises: Fact) -> Iterator[Step]:
    if all(map(graph.has, premises)):
        yield Step(rule, premises)
