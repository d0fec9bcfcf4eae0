"""What follows from classes: OWL 2 Profiles §4.3, table 6, on what the last round added.

Superclasses are not here: the growing graph fills them in at once.
"""

from __future__ import annotations

import numpy as np

from lq_graph.reasoning.axioms import Intersection, Restriction, Rules
from lq_graph.reasoning.growing import Candidates, Growing
from lq_graph.reasoning.joins import all_to, firsts, having, neighbours, seconds
from lq_graph.triples.relation import EMPTY, Pairs, contains, first, inverse, restrict, union
from lq_graph.triples.terms import Ids


def class_candidates(rules: Rules, graph: Growing) -> Candidates:
    """The pairs that restrictions and intersections make, by predicate."""
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


def _some(some: Restriction, rules: Rules, graph: Growing) -> Pairs:
    added = graph.added(some.property)
    if some.value < 0:
        return all_to(firsts(added), some.class_)
    new_members = firsts(having(graph.added(rules.type), some.value))
    found = _with_values(added, _members(graph, rules.type, some.value)) if len(added) else EMPTY
    if len(new_members):
        found = union(found, inverse(graph.by_object(some.property, new_members)))
    return all_to(firsts(found), some.class_)


def _values(restriction: Restriction, rules: Rules, graph: Growing) -> Pairs:
    new_members = firsts(having(graph.added(rules.type), restriction.class_))
    found = graph.of(restriction.property, new_members) if len(new_members) else EMPTY
    added = graph.added(restriction.property)
    if not len(added):
        return found
    return union(found, restrict(added, _members(graph, rules.type, restriction.class_)))


def _with_values(relation: Pairs, values: Ids) -> Pairs:
    return inverse(restrict(inverse(relation), values))


def _members(graph: Growing, type_: int, class_: int) -> Ids:
    members = graph.by_object(type_, np.array([class_], np.int32))
    return (members & 0xFFFFFFFF).astype(np.int32)


def _intersection(intersection: Intersection, rules: Rules, graph: Growing) -> Pairs:
    added = graph.added(rules.type)
    parts = set(intersection.parts)
    subjects = firsts(union(*(having(added, part) for part in parts))) if len(added) else first(EMPTY)
    for part in parts:
        subjects = subjects[contains(graph.relation(rules.type), all_to(subjects, part))]
    return all_to(subjects, intersection.class_)
