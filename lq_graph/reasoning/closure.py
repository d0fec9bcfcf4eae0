"""The closure of a graph under its ontology, and its contradictions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.reasoning.axioms import Edge, Rules
from lq_graph.reasoning.compile import check_supported, compile_consistency, compile_rules
from lq_graph.reasoning.computed import computed
from lq_graph.reasoning.contradictions import Contradiction, contradictions
from lq_graph.reasoning.graph import MOST_INFERRED, Budget, Candidates, GrowingGraph, Transitive, firsts
from lq_graph.reasoning.rules import SameAs, class_candidates, property_candidates
from lq_graph.reasoning.schema import (
    AXIOMS,
    CONSISTENCY_AXIOMS,
    REST,
    SAME,
    SCHEMA_PREDICATES,
    TYPE,
    Schema,
    Unsupported,
    in_vocabulary,
)
from lq_graph.triples.columns import EMPTY, Columns, Pairs, closure, first, mask, pairs, second
from lq_graph.triples.oracles import oracle
from lq_graph.triples.terms import BLANK, IRI, Ids, Mask, Term, Terms


@dataclass(frozen=True)
class Closure:
    """A graph with all that follows from it by OWL 2 RL, and what is then computed from that.

    `closed` has the asserted triples, the inferred ones, and noise; `inferred` has no noise and nothing that was
    asserted. `rules` are None if an axiom was not compiled and owlrl reasoned instead; `reason` then names the axiom.
    """

    asserted: Columns
    closed: Columns
    inferred: Columns
    contradictions: tuple[Contradiction, ...]
    rules: Rules | None = field(repr=False)
    reason: str | None = None


def close(data: Columns, ontology: Columns, limit: int = MOST_INFERRED) -> Closure:
    """The closure of data and ontology together, which must share their dictionary; `limit` in inferred triples.

    OWL 2 Profiles §4.3. An axiom outside what is compiled sends the whole job to owlrl, which is decided when the
    axioms are compiled; either way the result is the same. What computed.py computes from the closure is added at the
    end, so that no rule applies to it. Time: about 0.5 s of CPU for a million triples of data, if compiled.
    Raises TooManyTriples beyond the limit, and EngineError if owlrl stops.
    """
    asserted = data | ontology
    rules: Rules | None
    try:
        closed, rules = _close_by_rules(asserted, Budget(asserted.terms, limit))
        found, reason = tuple(contradictions(closed, compile_consistency(Schema(closed, asserted)))), None
    except Unsupported as unsupported:
        closed, errors = _close_by_owlrl(asserted)
        rules, reason = None, str(unsupported)
        found = tuple(Contradiction("owlrl", each, (), ()) for each in errors)
    closed |= computed(closed)
    return Closure(asserted, closed, without_noise(closed - asserted), found, rules, reason)


def _close_by_rules(asserted: Columns, budget: Budget) -> tuple[Columns, Rules]:
    """The closure and its rules, which are compiled anew as long as axioms follow from it."""
    closed, rules = asserted, _rules(asserted, asserted)
    while True:
        before, closed = closed, saturate(closed, rules, budget)
        if not _schema_grew(before, closed):
            return closed, rules
        rules = _rules(closed, asserted)


def _rules(closed: Columns, asserted: Columns) -> Rules:
    schema = Schema(closed, asserted)
    check_supported(schema)
    return compile_rules(schema)


def _schema_grew(before: Columns, after: Columns) -> bool:
    predicates = (*AXIOMS, *CONSISTENCY_AXIOMS)
    return any(len(before.named(iri)) != len(after.named(iri)) for iri in predicates) or (
        Schema(before, before).types != Schema(after, after).types
    )


def _close_by_owlrl(asserted: Columns) -> tuple[Columns, list[Term]]:
    """The closure, and owlrl's messages on contradictions."""
    closed: Columns = oracle("lq_graph.reasoning.owlrl_engine", "owlrl_closure")(asserted)
    return closed, oracle("lq_graph.reasoning.owlrl_engine", "owlrl_errors")(closed)


def saturate(asserted: Columns, rules: Rules, budget: Budget) -> Columns:
    """The asserted triples and all that follow from them by the rules, noise and literal subjects among them.

    Semi-naive: each round joins only what the last one added. Raises TooManyTriples, and Unsupported if owl:sameAs
    reaches what the rules cannot rewrite.
    """
    above = _transitive_closure(rules.sub_properties)
    super_properties = {
        each: frozenset(second(above[first(above) == each]).tolist()) - {each} for each in firsts(above).tolist()
    }
    graph = GrowingGraph(super_properties, _transitive_closure(rules.sub_classes), rules.type, budget)
    transitive = [Transitive(edge.source) for edge in rules.transitive]
    same = SameAs(rules.same, asserted.terms, firsts(asserted.named(REST)))
    graph.grow([*asserted.relations.items(), (rules.type, _pairs(rules.members))])
    while graph.new:
        budget.check_all(asserted.relations, graph.known)
        graph.grow(_candidates(rules, graph, transitive, same))
    return Columns(asserted.terms, graph.known)


def _candidates(rules: Rules, graph: GrowingGraph, transitive: Iterable[Transitive], same: SameAs) -> Candidates:
    yield from property_candidates(rules, graph)
    yield from class_candidates(rules, graph)
    for each in transitive:
        yield each.predicate, each.candidates(graph)
    yield from same.candidates(graph)


def _transitive_closure(edges: Iterable[Edge]) -> Pairs:
    return closure(_pairs(edges))


def _pairs(edges: Iterable[Edge]) -> Pairs:
    each = [(edge.source, edge.target) for edge in edges]
    if not each:
        return EMPTY
    both = np.array(each, np.int32)
    return pairs(both[:, 0], both[:, 1])


def without_noise(graph: Columns) -> Columns:
    """The triples of a graph that are about the world; the one definition of noise, whichever engine reasoned.

    Left out are those whose subject is a literal, a blank node or a term of RDF, RDFS, OWL or XSD; whose object is a
    blank node; whose predicate is rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range, owl:equivalentClass,
    owl:equivalentProperty or owl:disjointWith; types from those vocabularies, such as owl:Thing; and x owl:sameAs x.
    """
    terms = graph.terms
    is_subject = np.zeros(len(terms), bool)
    for relation in graph.relations.values():
        is_subject[first(relation)] = True
    is_subject &= terms.kinds() == IRI
    is_subject &= ~_in_vocabulary(terms, np.flatnonzero(is_subject).astype(np.int32))
    left: dict[int, Pairs] = {}
    for key, relation in graph.relations.items():
        predicate, subjects, objects = terms[key], first(relation), second(relation)
        if not isinstance(predicate, NamedNode) or predicate.value in SCHEMA_PREDICATES:
            continue
        wanted = is_subject[subjects] & (terms.kinds()[objects] != BLANK)
        if predicate.value == TYPE:
            wanted &= ~_in_vocabulary(terms, np.flatnonzero(mask(objects, len(terms))).astype(np.int32))[objects]
        if predicate.value == SAME:
            wanted &= subjects != objects
        if wanted.any():
            left[key] = relation[wanted]
    return Columns(terms, left)


def _in_vocabulary(terms: Terms, ids: Ids) -> Mask:
    found = [each for each, term in zip(ids.tolist(), terms.terms(ids), strict=True) if in_vocabulary(term)]
    return mask(np.array(found, np.int32), len(terms))
