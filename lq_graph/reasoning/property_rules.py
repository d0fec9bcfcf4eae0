"""What follows from properties: OWL 2 Profiles §4.3, table 5, on what the last round added."""

from __future__ import annotations

from lq_graph.reasoning.axioms import Chain, Rules
from lq_graph.reasoning.growing import Candidates, Growing
from lq_graph.reasoning.joins import all_to, firsts, neighbours, seconds
from lq_graph.triples.relation import EMPTY, Pairs, inverse


def property_candidates(rules: Rules, graph: Growing) -> Candidates:
    """The pairs that inverses, domains, ranges, chains and functional properties make, by predicate.

    Literals come out as subjects too, as in the generalised RDF of the specification: a chain may pass through them.
    """
    for edge in rules.inverses:
        yield edge.target, inverse(graph.added(edge.source))
    for edge in rules.domains:
        yield rules.type, all_to(firsts(graph.added(edge.source)), edge.target)
    for edge in rules.ranges:
        yield rules.type, all_to(seconds(graph.added(edge.source)), edge.target)
    for chain in rules.chains:
        yield from _chained(chain, graph)
    yield from _same(rules, graph)


def _chained(chain: Chain, graph: Growing) -> Candidates:
    for place, step in enumerate(chain.steps):
        before = chain.steps[:place]
        if len(graph.added(step)) and not any(graph.is_all_new(each) for each in before):
            yield chain.property, _along(chain, place, graph)


def _along(chain: Chain, place: int, graph: Growing) -> Pairs:
    pairs = graph.added(chain.steps[place])
    for step in chain.steps[place + 1 :]:
        pairs = graph.join(chain.property, inverse(pairs), graph.relation(step)) if len(pairs) else EMPTY
    for step in reversed(chain.steps[:place]):
        pairs = graph.join(chain.property, graph.inverse(step), pairs) if len(pairs) else EMPTY
    return pairs


def _same(rules: Rules, graph: Growing) -> Candidates:
    for edge in rules.functional:
        if len(graph.added(edge.source)):
            yield rules.same, neighbours(graph.of(edge.source, firsts(graph.added(edge.source))))
    for edge in rules.inverse_functional:
        added = inverse(graph.added(edge.source))
        if len(added):
            yield rules.same, neighbours(graph.by_object(edge.source, firsts(added)))
