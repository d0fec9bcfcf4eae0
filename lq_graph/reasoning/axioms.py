"""Axioms compiled to rules on ids, each with the statements of its axiom; and statements and steps of derivations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lq_graph.triples.terms import Term, Terms

Fact = tuple[int, int, int]
"""A statement, as the ids of its subject, predicate and object."""


@dataclass(frozen=True)
class Edge:
    """From one class, property or thing to another; what that means depends on the rule.

    With cax-sco, the members of `source` are members of `target`.
    """

    source: int
    target: int
    rule: str
    axioms: tuple[Fact, ...]


@dataclass(frozen=True)
class Chain:
    """A property that holds along a path of properties (prp-spo2)."""

    property: int
    steps: tuple[int, ...]
    axioms: tuple[Fact, ...]


@dataclass(frozen=True)
class Restriction:
    """A class by what its members have for a property; `value` is a class, an individual, or -1 for anything."""

    class_: int
    property: int
    value: int
    axioms: tuple[Fact, ...]


@dataclass(frozen=True)
class Intersection:
    """A class of what is in all of some classes (cls-int1)."""

    class_: int
    parts: tuple[int, ...]
    axioms: tuple[Fact, ...]


@dataclass(frozen=True)
class Rules:
    """An ontology, compiled; OWL 2 Profiles §4.3, tables 4 to 9, for the constructs that it uses."""

    type: int
    same: int
    nothing: int
    sub_properties: tuple[Edge, ...] = ()
    sub_classes: tuple[Edge, ...] = ()
    domains: tuple[Edge, ...] = ()
    ranges: tuple[Edge, ...] = ()
    inverses: tuple[Edge, ...] = ()
    transitive: tuple[Edge, ...] = ()
    functional: tuple[Edge, ...] = ()
    inverse_functional: tuple[Edge, ...] = ()
    members: tuple[Edge, ...] = ()
    chains: tuple[Chain, ...] = ()
    some: tuple[Restriction, ...] = ()
    only: tuple[Restriction, ...] = ()
    has: tuple[Restriction, ...] = ()
    at_most_one: tuple[Restriction, ...] = ()
    intersections: tuple[Intersection, ...] = ()


@dataclass(frozen=True)
class NegativeAssertion:
    """A statement that does not hold (owl:NegativePropertyAssertion)."""

    fact: Fact
    rule: str
    axioms: tuple[Fact, ...]


@dataclass(frozen=True)
class ConsistencyRules:
    """Pairs of classes, properties and things that are disjoint or different, and the other axioms that forbid."""

    classes: tuple[Edge, ...]
    properties: tuple[Edge, ...]
    things: tuple[Edge, ...]
    asymmetric: tuple[Edge, ...]
    irreflexive: tuple[Edge, ...]
    no_values: tuple[Restriction, ...]
    negative: tuple[NegativeAssertion, ...]


class Statement(NamedTuple):
    """Subject, predicate and object, as terms. Other than in a triple, the subject may be a literal: see rules.py."""

    subject: Term
    predicate: Term
    object: Term


def statement(fact: Fact, terms: Terms) -> Statement:
    """The terms of a fact."""
    return Statement(*(terms[each] for each in fact))


def in_one_line(statement: Statement) -> str:
    """A statement as N-Triples has it, without the full stop."""
    return " ".join(map(str, statement))


DAY_OF_DATE, DAY_OF_PERIOD, NAME_SHOWN = "day-of-date", "day-of-period", "name-shown"
COMPUTATIONS = frozenset({DAY_OF_DATE, DAY_OF_PERIOD, NAME_SHOWN})
"""What is computed beyond the rules of OWL, by the names that stand where a step has the name of a rule."""


class Step(NamedTuple):
    """One use of a rule, by its name in OWL 2 Profiles §4.3, or of a computation; and the statements that it needs."""

    rule: str
    premises: tuple[Fact, ...]
