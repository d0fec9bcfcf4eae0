"""What an ontology forbids, compiled from its axioms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Edge, Fact, Restriction
from lq_graph.reasoning.schema import Schema


@dataclass(frozen=True)
class Denial:
    """A statement that is said not to hold (owl:NegativePropertyAssertion)."""

    fact: Fact
    rule: str
    because: tuple[Fact, ...]


@dataclass(frozen=True)
class Bans:
    """Pairs of classes, of properties and of things that exclude each other, and the other ways to contradict."""

    classes: tuple[Edge, ...]
    properties: tuple[Edge, ...]
    things: tuple[Edge, ...]
    asymmetric: tuple[Edge, ...]
    irreflexive: tuple[Edge, ...]
    empty: tuple[Restriction, ...]
    denials: tuple[Denial, ...]


def compile_bans(schema: Schema) -> Bans:
    """The bans of a graph's axioms; raises Unsupported for an ill-formed list."""
    return Bans(
        classes=(
            *_pairs(schema, v.DISJOINT, "cax-dw"),
            *_pairs(schema, v.COMPLEMENT, "cls-com"),
            *_groups(schema, v.ALL_DISJOINT_CLASSES, ("cax-adc", "cax-adc")),
        ),
        properties=(
            *_pairs(schema, v.DISJOINT_PROPERTY, "prp-pdw"),
            *_groups(schema, v.ALL_DISJOINT_PROPERTIES, ("prp-adp", "prp-adp")),
        ),
        things=(
            *_pairs(schema, v.DIFFERENT, "eq-diff1"),
            *_groups(schema, v.ALL_DIFFERENT, ("eq-diff2", "eq-diff3")),
        ),
        asymmetric=tuple(_kind(schema, v.ASYMMETRIC, "prp-asyp")),
        irreflexive=tuple(_kind(schema, v.IRREFLEXIVE, "prp-irp")),
        empty=tuple(_empty(schema)),
        denials=tuple(_denials(schema)),
    )


def _pairs(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for fact in schema.facts(iri):
        yield Edge(fact[0], fact[2], rule, (fact,))


def _groups(schema: Schema, kind: str, rules: tuple[str, str]) -> Iterator[Edge]:
    nodes = frozenset(schema.typed(kind))
    for iri, rule in zip((v.MEMBERS, v.DISTINCT_MEMBERS), rules, strict=True):
        for fact in schema.facts(iri):
            if fact[0] in nodes:
                for one, other in combinations(schema.items(fact[2]), 2):
                    yield Edge(one, other, rule, (fact,))


def _kind(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for node in schema.typed(iri):
        yield Edge(node, node, rule, ((node, schema.type, schema.id(iri)),))


def _empty(schema: Schema) -> Iterator[Restriction]:
    for fact in schema.facts(v.MAX_CARDINALITY):
        if schema.number(fact[2]) == 0:
            for on in schema.properties_of(fact[0]):
                yield Restriction(fact[0], on[2], -1, (on, fact))


def _denials(schema: Schema) -> Iterator[Denial]:
    predicates = list(schema.facts(v.ASSERTION))
    targets = [(fact, "prp-npa1") for fact in schema.facts(v.TARGET)]
    targets += [(fact, "prp-npa2") for fact in schema.facts(v.TARGET_VALUE)]
    for source in schema.facts(v.SOURCE):
        for predicate in (each for each in predicates if each[0] == source[0]):
            for target, rule in ((each, rule) for each, rule in targets if each[0] == source[0]):
                yield Denial((source[2], predicate[2], target[2]), rule, (source, predicate, target))
