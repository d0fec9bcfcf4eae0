"""The closure itself: rounds of rules on what the last round added, until nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Edge, Rules
from lq_graph.reasoning.budget import Budget
from lq_graph.reasoning.class_rules import class_candidates
from lq_graph.reasoning.growing import Candidates, Growing
from lq_graph.reasoning.joins import firsts
from lq_graph.reasoning.property_rules import property_candidates
from lq_graph.reasoning.sameas import Sameness
from lq_graph.reasoning.transitivity import Transitive
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import EMPTY, Pairs, closure, first, pairs, second


def saturate(asserted: Columns, rules: Rules, budget: Budget) -> Columns:
    """The asserted triples and all that follow from them by the rules, noise and literal subjects among them.

    Semi-naive: each round joins only what the last one added. Raises TooManyTriples, and Unsupported if owl:sameAs
    reaches what the rules cannot rewrite.
    """
    graph = Growing(_above(rules.sub_properties), _relation(rules.sub_classes), rules.type, budget)
    transitive = [Transitive(edge.source) for edge in rules.transitive]
    rest = firsts(asserted.named(v.REST))
    same = Sameness(rules.same, asserted.terms, rest)
    graph.grow([*asserted.relations.items(), (rules.type, _plain(rules.members))])
    while graph.new:
        budget.check_all(asserted.relations, graph.known)
        graph.grow(_candidates(rules, graph, transitive, same))
    return Columns(asserted.terms, graph.known)


def _candidates(rules: Rules, graph: Growing, transitive: Iterable[Transitive], same: Sameness) -> Candidates:
    yield from property_candidates(rules, graph)
    yield from class_candidates(rules, graph)
    for each in transitive:
        yield each.predicate, each.candidates(graph)
    yield from same.candidates(graph)


def _above(edges: Iterable[Edge]) -> Mapping[int, frozenset[int]]:
    relation = _relation(edges)
    return {
        source: frozenset(second(relation[first(relation) == source]).tolist()) - {source}
        for source in firsts(relation).tolist()
    }


def _relation(edges: Iterable[Edge]) -> Pairs:
    return closure(_plain(edges))


def _plain(edges: Iterable[Edge]) -> Pairs:
    each = [(edge.source, edge.target) for edge in edges]
    if not each:
        return EMPTY
    both = np.array(each, np.int32)
    return pairs(both[:, 0], both[:, 1])
