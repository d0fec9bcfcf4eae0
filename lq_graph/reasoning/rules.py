"""The rules of OWL 2 RL on what the last round added. OWL 2 Profiles §4.3, tables 4 to 6."""

from __future__ import annotations

import numpy as np

from lq_graph.reasoning.axioms import Chain, Intersection, Restriction, Rules
from lq_graph.reasoning.graph import Candidates, GrowingGraph, Transitive, all_to, firsts, having, neighbours, seconds
from lq_graph.reasoning.schema import Unsupported, in_vocabulary
from lq_graph.triples.columns import EMPTY, Pairs, contains, first, inverse, restrict, second, union
from lq_graph.triples.terms import LITERAL, Ids, Terms


def class_candidates(rules: Rules, graph: GrowingGraph) -> Candidates:
    """The pairs that follow from restrictions and intersections, by predicate: table 6.

    Superclasses are not here: GrowingGraph adds them.
    """
    for some in rules.some:
        yield rules.type, _some(some, rules, graph)
    for only in rules.only:
        yield rules.type, all_to(seconds(_values(only, rules, graph)), only.value)
    for has in rules.has:
        members = firsts(having(graph.added(rules.type), has.class_))
        yield has.property, all_to(members, has.value)
        yield rules.type, all_to(firsts(having(graph.added(has.property), has.value)), has.class_)
    for most in rules.at_most_one:
        subjects = firsts(_values(most, rules, graph))
        yield rules.same, neighbours(graph.of(most.property, subjects))
    for intersection in rules.intersections:
        yield rules.type, _intersection(intersection, rules, graph)


def _some(some: Restriction, rules: Rules, graph: GrowingGraph) -> Pairs:
    added = graph.added(some.property)
    if some.value < 0:
        return all_to(firsts(added), some.class_)
    new_members = firsts(having(graph.added(rules.type), some.value))
    found = _with_values(added, _members(graph, rules.type, some.value)) if len(added) else EMPTY
    if len(new_members):
        found = union(found, inverse(graph.by_object(some.property, new_members)))
    return all_to(firsts(found), some.class_)


def _values(restriction: Restriction, rules: Rules, graph: GrowingGraph) -> Pairs:
    new_members = firsts(having(graph.added(rules.type), restriction.class_))
    found = graph.of(restriction.property, new_members) if len(new_members) else EMPTY
    added = graph.added(restriction.property)
    if not len(added):
        return found
    return union(found, restrict(added, _members(graph, rules.type, restriction.class_)))


def _with_values(relation: Pairs, values: Ids) -> Pairs:
    return inverse(restrict(inverse(relation), values))


def _members(graph: GrowingGraph, type_: int, class_: int) -> Ids:
    members = graph.by_object(type_, np.array([class_], np.int32))
    return (members & 0xFFFFFFFF).astype(np.int32)


def _intersection(intersection: Intersection, rules: Rules, graph: GrowingGraph) -> Pairs:
    added = graph.added(rules.type)
    parts = set(intersection.parts)
    subjects = firsts(union(*(having(added, part) for part in parts))) if len(added) else first(EMPTY)
    for part in parts:
        subjects = subjects[contains(graph.relation(rules.type), all_to(subjects, part))]
    return all_to(subjects, intersection.class_)


def property_candidates(rules: Rules, graph: GrowingGraph) -> Candidates:
    """The pairs that follow from inverses, domains, ranges, chains and functional properties, by predicate: table 5.

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


def _chained(chain: Chain, graph: GrowingGraph) -> Candidates:
    for place, step in enumerate(chain.steps):
        before = chain.steps[:place]
        if len(graph.added(step)) and not any(graph.is_all_new(each) for each in before):
            yield chain.property, _along(chain, place, graph)


def _along(chain: Chain, place: int, graph: GrowingGraph) -> Pairs:
    pairs = graph.added(chain.steps[place])
    for step in chain.steps[place + 1 :]:
        pairs = graph.join(chain.property, inverse(pairs), graph.relation(step)) if len(pairs) else EMPTY
    for step in reversed(chain.steps[:place]):
        pairs = graph.join(chain.property, graph.inverse(step), pairs) if len(pairs) else EMPTY
    return pairs


def _same(rules: Rules, graph: GrowingGraph) -> Candidates:
    for edge in rules.functional:
        if len(graph.added(edge.source)):
            yield rules.same, neighbours(graph.of(edge.source, firsts(graph.added(edge.source))))
    for edge in rules.inverse_functional:
        added = inverse(graph.added(edge.source))
        if len(added):
            yield rules.same, neighbours(graph.by_object(edge.source, firsts(added)))


class SameAs:
    """owl:sameAs, symmetric and transitive, and the triples in which same things replace one another: table 4.

    That everything is the same as itself (eq-ref) is left out: it is noise.
    """

    def __init__(self, same: int, terms: Terms, rest: Ids) -> None:
        self._same = same
        self._terms = terms
        self._rest = rest
        self._transitive = Transitive(same)

    def candidates(self, graph: GrowingGraph) -> Candidates:
        """The pairs that follow, by predicate.

        Raises Unsupported if a term of the vocabularies is the same as another, or a cell of a list, whose axiom would
        have to be read again.
        """
        yield self._same, inverse(graph.added(self._same))
        yield self._same, self._transitive.candidates(graph)
        known, added = _proper(graph.relation(self._same)), _proper(graph.added(self._same))
        if not len(known):
            return
        self._check(firsts(added))
        for predicate in [key for key in graph.known if key != self._same]:
            if len(added):
                yield from self._replaced(predicate, graph, added, graph.relation(predicate))
            yield from self._replaced(predicate, graph, known, graph.added(predicate))
        yield from self._renamed(graph, known, added)

    def _replaced(self, predicate: int, graph: GrowingGraph, same: Pairs, relation: Pairs) -> Candidates:
        if len(relation):
            yield predicate, graph.join(predicate, same, relation)
            by_object = graph.inverse(predicate) if relation is graph.relation(predicate) else inverse(relation)
            yield predicate, graph.join(predicate, by_object, same)

    def _renamed(self, graph: GrowingGraph, known: Pairs, added: Pairs) -> Candidates:
        kinds = self._terms.kinds()
        for old, new in zip(first(known).tolist(), second(known).tolist(), strict=True):
            if old in graph.known and kinds[new] != LITERAL:
                is_added = bool(np.any(added == (old << 32 | new)))
                yield new, graph.relation(old) if is_added else graph.added(old)

    def _check(self, nodes: Ids) -> None:
        cells = nodes[np.isin(nodes, self._rest)]
        terms = [*self._terms.terms(cells), *filter(in_vocabulary, self._terms.terms(nodes))]
        for term in terms:
            raise Unsupported(
                f"{term} owl:sameAs …", "a term of the vocabularies, or a list, that is the same as another"
            )


def _proper(same: Pairs) -> Pairs:
    proper: Pairs = same[first(same) != second(same)]
    return proper
