"""Where a closed graph says what its ontology forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Edge, Fact
from lq_graph.reasoning.bans import Bans
from lq_graph.reasoning.joins import having
from lq_graph.reasoning.statement import Statement, in_one_line, statement
from lq_graph.reasoning.type_sets import type_sets
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import Pairs, contains, first, inverse, restrict, second, unique_ids
from lq_graph.triples.terms import Term

_Found = tuple[int, str, tuple[Fact, ...], tuple[Fact, ...]]


@dataclass(frozen=True)
class Contradiction:
    """What cannot be true together: the OWL 2 RL rule, the subject, the statements (mostly two), and the axiom.

    If owlrl reasoned, the rule is "owlrl" and the subject is what it says, in words, without statements.
    """

    rule: str
    subject: Term
    statements: tuple[Statement, ...]
    because: tuple[Statement, ...]

    def __str__(self) -> str:
        if not self.statements:
            return f"{self.subject} [{self.rule}]"
        said, axioms = (" and ".join(map(in_one_line, each)) for each in (self.statements, self.because))
        return f"{said}: cannot be true{f', since {axioms}' if axioms else ''} [{self.rule}]"


def contradictions(closed: Columns, bans: Bans) -> Iterator[Contradiction]:
    """Every contradiction of a closed graph: OWL 2 Profiles §4.3, the rules whose consequence is `false`.

    Not looked for are literals that are not in their datatype (dt-not-type), which are a matter of shapes, and
    qualified cardinalities.
    """
    terms = closed.terms
    for subject, rule, facts, because in _found(closed, bans):
        yield Contradiction(
            rule,
            terms[subject],
            tuple(statement(fact, terms) for fact in facts),
            tuple(statement(fact, terms) for fact in because),
        )


def _found(closed: Columns, bans: Bans) -> Iterator[_Found]:
    yield from _classes(closed, bans.classes)
    yield from _properties(closed, bans.properties)
    yield from _things(closed, bans.things)
    yield from _asymmetric(closed, bans.asymmetric)
    yield from _nothing(closed)
    for edge in bans.irreflexive:
        for node in _loops(closed.relation(edge.source)):
            yield node, edge.rule, ((node, edge.source, node),), edge.because
    yield from _empty(closed, bans)
    for denial in bans.denials:
        fact = denial.fact
        if _has(closed, fact):
            yield fact[0], denial.rule, (fact,), denial.because


def _classes(closed: Columns, edges: tuple[Edge, ...]) -> Iterator[_Found]:
    if not edges:
        return
    type_ = closed.terms.find(NamedNode(v.TYPE))
    wanted = {class_ for edge in edges for class_ in (edge.source, edge.target)}
    sets = type_sets(closed.relation(type_), wanted, len(closed.terms))
    for edge in edges:
        for node in sets.in_both(edge.source, edge.target).tolist():
            yield node, edge.rule, ((node, type_, edge.source), (node, type_, edge.target)), edge.because


def _properties(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    for edge in edges:
        one, other = closed.relation(edge.source), closed.relation(edge.target)
        for subject, object_ in _both(one[contains(other, one)]):
            facts = (subject, edge.source, object_), (subject, edge.target, object_)
            yield subject, edge.rule, facts, edge.because


def _things(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    same = closed.terms.id(NamedNode(v.SAME))
    for edge in edges:
        fact = (edge.source, same, edge.target)
        if edge.source == edge.target or _has(closed, fact) or _has(closed, (edge.target, same, edge.source)):
            yield edge.source, edge.rule, (fact,), edge.because


def _asymmetric(closed: Columns, edges: Iterable[Edge]) -> Iterator[_Found]:
    for edge in edges:
        relation = closed.relation(edge.source)
        for subject, object_ in _both(relation[contains(inverse(relation), relation)]):
            if subject <= object_:
                facts = (subject, edge.source, object_), (object_, edge.source, subject)
                yield subject, edge.rule, facts[: 1 if subject == object_ else 2], edge.because


def _nothing(closed: Columns) -> Iterator[_Found]:
    type_, nothing = (closed.terms.find(NamedNode(iri)) for iri in (v.TYPE, v.NOTHING))
    for node, _ in _both(having(closed.relation(type_), nothing) if nothing >= 0 else closed.relation(-1)):
        yield node, "cls-nothing2", ((node, type_, nothing),), ()


def _empty(closed: Columns, bans: Bans) -> Iterator[_Found]:
    type_ = closed.terms.find(NamedNode(v.TYPE))
    for empty in bans.empty:
        members = first(having(closed.relation(type_), empty.class_))
        for subject, object_ in _both(restrict(closed.relation(empty.property), unique_ids(members))):
            facts = (subject, type_, empty.class_), (subject, empty.property, object_)
            yield subject, "cls-maxc1", facts, empty.because


def _loops(relation: Pairs) -> list[int]:
    nodes: list[int] = first(relation[first(relation) == second(relation)]).tolist()
    return nodes


def _both(relation: Pairs) -> Iterator[tuple[int, int]]:
    return zip(first(relation).tolist(), second(relation).tolist(), strict=True)


def _has(closed: Columns, fact: Fact) -> bool:
    return bool(contains(closed.relation(fact[1]), np.array([fact[0] << 32 | fact[2]], np.int64))[0])
