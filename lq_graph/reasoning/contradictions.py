"""The contradictions of a closed graph: where it states what its ontology forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyoxigraph import NamedNode

from lq_graph.reasoning.axioms import ConsistencyRules, Edge, Fact, Restriction, Statement, in_one_line, statement
from lq_graph.reasoning.graph import firsts, having
from lq_graph.reasoning.schema import NOTHING, SAME, TYPE
from lq_graph.triples.columns import Columns, Pairs, contains, first, inverse, restrict, second, unique_ids
from lq_graph.triples.terms import Ids, Term

_BITS = 63
_Found = tuple[int, str, tuple[Fact, ...], tuple[Fact, ...]]


@dataclass(frozen=True)
class Contradiction:
    """What cannot be true together: the OWL 2 RL rule, the subject, the statements (mostly two), and the axioms.

    If owlrl reasoned, the rule is "owlrl" and the subject is its message, without statements.
    """

    rule: str
    subject: Term
    statements: tuple[Statement, ...]
    axioms: tuple[Statement, ...]

    def __str__(self) -> str:
        if not self.statements:
            return f"{self.subject} [{self.rule}]"
        statements, axioms = (" and ".join(map(in_one_line, each)) for each in (self.statements, self.axioms))
        return f"{statements}: cannot be true{f', since {axioms}' if axioms else ''} [{self.rule}]"


def contradictions(closed: Columns, rules: ConsistencyRules) -> Iterator[Contradiction]:
    """Every contradiction of a closed graph: OWL 2 Profiles §4.3, the rules whose consequence is `false`.

    Not checked are literals that are not in their datatype (dt-not-type), which shapes check, and qualified
    cardinalities.
    """
    terms = closed.terms
    for subject, rule, facts, axioms in _found(closed, rules):
        yield Contradiction(
            rule,
            terms[subject],
            tuple(statement(fact, terms) for fact in facts),
            tuple(statement(fact, terms) for fact in axioms),
        )


def _found(closed: Columns, rules: ConsistencyRules) -> Iterator[_Found]:
    yield from _classes(closed, rules.classes)
    yield from _properties(closed, rules.properties)
    yield from _things(closed, rules.things)
    yield from _asymmetric(closed, rules.asymmetric)
    yield from _nothing(closed)
    for edge in rules.irreflexive:
        relation = closed.relation(edge.source)
        for node in first(relation[first(relation) == second(relation)]).tolist():
            yield node, edge.rule, ((node, edge.source, node),), edge.axioms
    yield from _no_values(closed, rules.no_values)
    for assertion in rules.negative:
        fact = assertion.fact
        if closed.has(*fact):
            yield fact[0], assertion.rule, (fact,), assertion.axioms


def _classes(closed: Columns, edges: tuple[Edge, ...]) -> Iterator[_Found]:
    if not edges:
        return
    type_ = closed.terms.find(NamedNode(TYPE))
    wanted = {class_ for edge in edges for class_ in (edge.source, edge.target)}
    sets = class_sets(closed.relation(type_), wanted, len(closed.terms))
    for edge in edges:
        for node in sets.in_both(edge.source, edge.target).tolist():
            yield node, edge.rule, ((node, type_, edge.source), (node, type_, edge.target)), edge.axioms


def _properties(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    for edge in edges:
        one, other = closed.relation(edge.source), closed.relation(edge.target)
        for subject, object_ in _both(one[contains(other, one)]):
            facts = (subject, edge.source, object_), (subject, edge.target, object_)
            yield subject, edge.rule, facts, edge.axioms


def _things(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    same = closed.terms.id(NamedNode(SAME))
    for edge in edges:
        fact = (edge.source, same, edge.target)
        if edge.source == edge.target or closed.has(*fact) or closed.has(edge.target, same, edge.source):
            yield edge.source, edge.rule, (fact,), edge.axioms


def _asymmetric(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    for edge in edges:
        relation = closed.relation(edge.source)
        for subject, object_ in _both(relation[contains(inverse(relation), relation)]):
            if subject <= object_:
                facts = (subject, edge.source, object_), (object_, edge.source, subject)
                yield subject, edge.rule, facts[: 1 if subject == object_ else 2], edge.axioms


def _nothing(closed: Columns) -> Iterator[_Found]:
    type_, nothing = (closed.terms.find(NamedNode(iri)) for iri in (TYPE, NOTHING))
    for node, _ in _both(having(closed.relation(type_), nothing) if nothing >= 0 else closed.relation(-1)):
        yield node, "cls-nothing2", ((node, type_, nothing),), ()


def _no_values(closed: Columns, restrictions: Iterable[Restriction]) -> Iterator[_Found]:
    type_ = closed.terms.find(NamedNode(TYPE))
    for restriction in restrictions:
        members = first(having(closed.relation(type_), restriction.class_))
        for subject, object_ in _both(restrict(closed.relation(restriction.property), unique_ids(members))):
            facts = (subject, type_, restriction.class_), (subject, restriction.property, object_)
            yield subject, "cls-maxc1", facts, restriction.axioms


def _both(relation: Pairs) -> Iterator[tuple[int, int]]:
    return zip(first(relation).tolist(), second(relation).tolist(), strict=True)


@dataclass(frozen=True)
class ClassSets:
    """The distinct sets of wanted classes that things are in: one row of bits a set, and the set of each thing.

    Two classes are compared in each distinct set, not in each thing.
    """

    subjects: Ids
    set_of: npt.NDArray[np.intp]
    rows: npt.NDArray[np.int64]
    places: dict[int, int]

    def in_both(self, one: int, other: int) -> Ids:
        """The things that are in both of two of the wanted classes, sorted."""
        wanted = self._has(one) & self._has(other)
        return self.subjects[wanted[self.set_of]] if wanted.any() else self.subjects[:0]

    def _has(self, class_: int) -> npt.NDArray[np.bool_]:
        word, bit = divmod(self.places[class_], _BITS)
        found: npt.NDArray[np.bool_] = (self.rows[:, word] >> bit & 1).astype(bool)
        return found


def class_sets(types: Pairs, classes: set[int], size: int) -> ClassSets:
    """The sets of the wanted classes that things are in; `size` is that of the dictionary."""
    places = {class_: place for place, class_ in enumerate(sorted(classes))}
    place = np.full(size, -1, np.int32)
    place[list(places)] = list(places.values())
    wanted = types[place[second(types)] >= 0]
    subjects = firsts(wanted)
    words = np.zeros((len(subjects), len(places) // _BITS + 1), np.int64)
    row, found = np.searchsorted(subjects, first(wanted)), place[second(wanted)]
    for word in range(words.shape[1]):
        inside = found // _BITS == word
        bits = np.int64(1) << (found[inside] % _BITS).astype(np.int64)
        np.bitwise_or.at(words[:, word], row[inside], bits)
    rows, set_of = np.unique(words, axis=0, return_inverse=True)
    return ClassSets(subjects, set_of.reshape(-1), rows, places)
