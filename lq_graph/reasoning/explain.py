"""Explains why a triple is in the graph: the rules of OWL 2 RL read backwards, and the cheapest derivation."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice

from pyoxigraph import Triple

from lq_graph.errors import LqError
from lq_graph.reasoning.axioms import Chain, Edge, Fact, Restriction, Rules, Step, statement
from lq_graph.reasoning.closure import Closure
from lq_graph.reasoning.compile import compile_rules
from lq_graph.reasoning.computed import computed_steps
from lq_graph.reasoning.derivation import ASSERTED, UNNAMED, Derivation
from lq_graph.reasoning.schema import (
    CLASS,
    FIRST,
    NOTHING,
    PROPERTY_TYPES,
    SAME,
    SUB_CLASS,
    SUB_PROPERTY,
    THING,
    Schema,
    Unsupported,
)
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.terms import Term

_SCHEMA_RULES = {
    "cax-eqc1": "scm-eqc1",
    "cax-eqc2": "scm-eqc1",
    "prp-eqp1": "scm-eqp1",
    "prp-eqp2": "scm-eqp1",
    "cls-int2": "scm-int",
    "cls-uni": "scm-uni",
}
_MOST_EXPANDED = 20_000


def explain(triple: Triple, closure: Closure, dataset: Dataset) -> Derivation | None:
    """A shortest derivation of a triple, None if the closed graph does not have it.

    Shortest is the one of the fewest steps, where a step that is used twice counts twice. The dataset is the one that
    was closed; from it come the graphs that assert a statement. If owlrl reasoned, a triple that no compiled rule
    explains has the rule "owlrl" and no premises. Raises SearchLimitExceeded after 20,000 statements.
    """
    terms = closure.closed.terms
    fact = terms.find(_term(triple.subject)), terms.find(triple.predicate), terms.find(_term(triple.object))
    if not (closure.asserted.has(*fact) or closure.inferred.has(*fact)):
        return None
    return Explanation(closure, dataset).derivation(fact)


class SearchLimitExceeded(LqError):
    """No derivation was found within the number of statements that are expanded."""


def _term(term: object) -> Term:
    return term  # type: ignore[return-value]


class Explanation:
    """The rules and the graphs of a closure, as the search for a derivation needs them."""

    def __init__(self, closure: Closure, dataset: Dataset) -> None:
        self._schema = schema = Schema(closure.closed, closure.asserted)
        self._asserted = closure.asserted
        self._closed = closure.closed
        self._dataset = dataset
        self._rules = closure.rules or _rules_if_compiled(schema)
        kinds = (CLASS, *PROPERTY_TYPES)
        declared = {node: (node, schema.type, schema.id(kind)) for kind in kinds for node in schema.typed(kind)}
        self._hierarchies = Hierarchies(schema.id(SUB_CLASS), schema.id(SUB_PROPERTY), schema.id(THING), declared)

    def derivation(self, fact: Fact) -> Derivation:
        """A shortest derivation of a statement of the closed graph; raises SearchLimitExceeded."""
        proof = Search(self.is_asserted, self.steps).proof(fact)
        return self._tree(fact, {fact: Step(UNNAMED, ())} if proof is None else proof, {})

    def is_asserted(self, fact: Fact) -> bool:
        """Whether a statement is asserted."""
        return self._asserted.has(*fact)

    def steps(self, fact: Fact) -> list[Step]:
        """All steps to a statement, in an order that does not depend on ids."""
        by_rules = steps_to(fact, self._rules, self._closed, self._hierarchies)
        found = [*by_rules, *computed_steps(fact, self._closed)]
        return sorted(found, key=lambda step: (step.rule, " ".join(map(self._schema.text, step.premises))))

    def _tree(self, fact: Fact, proof: Mapping[Fact, Step], made: dict[Fact, Derivation]) -> Derivation:
        if fact in made:
            return made[fact]
        found = statement(fact, self._schema.terms)
        if step := proof.get(fact):
            premises = tuple(self._tree(premise, proof, made) for premise in step.premises)
            made[fact] = Derivation(found, step.rule, premises, members=self._members(fact))
        else:
            triple = Triple(*found)  # type: ignore[arg-type]
            graphs = tuple(sorted(name for name, triples in self._dataset.graphs.items() if triple in triples))
            made[fact] = Derivation(found, ASSERTED, graphs=graphs, members=self._members(fact))
        return made[fact]

    def _members(self, fact: Fact) -> tuple[Term, ...]:
        """The members of the list that is the object of a statement; none if it is no list."""
        if not self._closed.objects_of(fact[2], self._schema.id(FIRST)):
            return ()
        try:
            return tuple(self._schema.terms[each] for each in self._schema.items(fact[2]))
        except Unsupported:
            return ()


def _rules_if_compiled(schema: Schema) -> Rules:
    try:
        return compile_rules(schema)
    except Unsupported:
        return Rules(schema.type, schema.id(SAME), schema.id(NOTHING))


@dataclass
class Search:
    """A best-first search for the proof with the fewest steps.

    `is_asserted` decides what needs no proof, `steps_to` gives all steps to a fact. A step that is used twice counts
    twice. What is not expanded yet is taken to need one step, the least possible; so the first proof whose every leaf
    is asserted is a shortest one. Each round expands the leaves of the best proof so far, and as many more facts as
    were expanded before, so that rounds are few.
    """

    is_asserted: Callable[[Fact], bool]
    steps_to: Callable[[Fact], Iterable[Step]]
    _expanded: dict[Fact, list[Step]] = field(default_factory=dict)
    _frontier: dict[Fact, None] = field(default_factory=dict)
    _asserted: set[Fact] = field(default_factory=set)

    def proof(self, goal: Fact) -> dict[Fact, Step] | None:
        """The step to each inferred fact of a shortest proof, None if there is none; raises SearchLimitExceeded."""
        self._add(goal)
        while True:
            given = {**dict.fromkeys(self._asserted, 0.0), **dict.fromkeys(self._frontier, 1.0)}
            costs = least_costs(self._expanded, given)
            if goal not in costs:
                return None
            chosen = self._chosen(goal, costs)
            leaves = [fact for fact, step in chosen.items() if step is None]
            if not leaves:
                return {fact: step for fact, step in chosen.items() if step is not None}
            self._expand([*leaves, *islice(self._frontier, len(self._expanded))])

    def _add(self, fact: Fact) -> None:
        if fact in self._expanded or fact in self._frontier or fact in self._asserted:
            return
        if self.is_asserted(fact):
            self._asserted.add(fact)
        else:
            self._frontier[fact] = None

    def _expand(self, facts: Iterable[Fact]) -> None:
        for fact in dict.fromkeys(facts):
            if len(self._expanded) >= _MOST_EXPANDED:
                raise SearchLimitExceeded(f"no derivation was found among {_MOST_EXPANDED:,} statements")
            del self._frontier[fact]
            self._expanded[fact] = [step for step in dict.fromkeys(self.steps_to(fact)) if fact not in step.premises]
            for step in self._expanded[fact]:
                for premise in step.premises:
                    self._add(premise)

    def _chosen(self, goal: Fact, costs: Mapping[Fact, float]) -> dict[Fact, Step | None]:
        """The cheapest step to each fact of the best proof so far, None for facts that are not expanded."""

        def cost(step: Step) -> float:
            return sum(costs.get(premise, math.inf) for premise in step.premises)

        chosen: dict[Fact, Step | None] = {}
        waiting = [goal]
        while waiting:
            fact = waiting.pop()
            if fact not in chosen and fact not in self._asserted:
                chosen[fact] = step = min(self._expanded.get(fact, ()), key=cost, default=None)
                waiting.extend(step.premises if step else ())
        return chosen


def least_costs(steps: Mapping[Fact, Sequence[Step]], given: Mapping[Fact, float]) -> dict[Fact, float]:
    """The least number of steps to each fact that can be reached from the given ones, which have their costs.

    Knuth 1977, "A generalization of Dijkstra's algorithm": each fact is settled once, the cheapest first. Time: the
    premises of all steps, and a heap of them.
    """
    users: dict[Fact, list[_Use]] = defaultdict(list)
    for fact, each in steps.items():
        for step in each:
            premises = set(step.premises)
            use = _Use(len(premises), fact, step.premises)
            for premise in premises:
                users[premise].append(use)
    heap = [(cost, fact) for fact, cost in given.items()]
    heap += [(1.0, fact) for fact, each in steps.items() if any(not step.premises for step in each)]
    heapify(heap)
    settled: dict[Fact, float] = {}
    while heap:
        cost, fact = heappop(heap)
        if fact in settled:
            continue
        settled[fact] = cost
        for use in users.get(fact, ()):
            use.unsettled -= 1
            if not use.unsettled:
                heappush(heap, (1 + sum(settled[premise] for premise in use.premises), use.fact))
    return settled


@dataclass(slots=True)
class _Use:
    """A step to a fact, and how many of its distinct premises are not settled."""

    unsettled: int
    fact: Fact
    premises: tuple[Fact, ...]


@dataclass(frozen=True)
class Hierarchies:
    """The ids of rdfs:subClassOf and rdfs:subPropertyOf, and the declarations of classes and properties."""

    sub_class: int
    sub_property: int
    thing: int
    declared: dict[int, Fact]


def steps_to(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    """Every use of a rule whose consequence is the fact, and whose premises are in the closed graph or its schema."""
    if fact[1] in (hierarchies.sub_class, hierarchies.sub_property):
        yield from _schema_steps(fact, rules, hierarchies)
    if fact[1] == rules.type:
        yield from _type_steps(fact, rules, graph, hierarchies)
    yield from _property_steps(fact, rules, graph)
    if fact[1] == rules.same:
        yield from _same_steps(fact, rules, graph)
    yield from _replacement_steps(fact, rules, graph)


def _schema_steps(fact: Fact, rules: Rules, hierarchies: Hierarchies) -> Iterator[Step]:
    """The steps to a subclass or subproperty: OWL 2 Profiles §4.3, table 9."""
    low, predicate, high = fact
    is_class = predicate == hierarchies.sub_class
    for edge in rules.sub_classes if is_class else rules.sub_properties:
        if edge.target == high and edge.source == low:
            yield Step(_SCHEMA_RULES.get(edge.rule, edge.rule), edge.axioms)
        elif edge.target == high:
            below, direct = (low, predicate, edge.source), (edge.source, predicate, high)
            yield Step("scm-sco" if is_class else "scm-spo", (below, direct))
    if low in hierarchies.declared and high in (low, hierarchies.thing):
        yield Step("scm-cls" if is_class else "scm-op", (hierarchies.declared[low],))


def _type_steps(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, _, class_ = fact
    yield from _super_class_steps(fact, rules, graph, hierarchies)
    for edge in _to(rules.domains, class_):
        for value in graph.objects_of(subject, edge.source):
            yield Step(edge.rule, ((subject, edge.source, value), *edge.axioms))
    for edge in _to(rules.ranges, class_):
        for value in graph.subjects_of(edge.source, subject):
            yield Step(edge.rule, ((value, edge.source, subject), *edge.axioms))
    for edge in _to(rules.members, class_):
        if edge.source == subject:
            yield Step(edge.rule, edge.axioms)
    yield from _restriction_steps(fact, rules, graph)
    for intersection in rules.intersections:
        if intersection.class_ == class_:
            parts = tuple((subject, rules.type, part) for part in dict.fromkeys(intersection.parts))
            yield from _if_has(graph, "cls-int1", intersection.axioms, *parts)


def _super_class_steps(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, type_, class_ = fact
    for edge in _to(rules.sub_classes, class_):
        member = (subject, type_, edge.source)
        if edge.rule.startswith(("cax", "cls")):
            yield from _if_has(graph, edge.rule, edge.axioms, member)
        else:
            yield from _if_has(graph, "cax-sco", ((edge.source, hierarchies.sub_class, class_),), member)


def _restriction_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    subject, type_, class_ = fact
    for some in _of(rules.some, class_):
        for value in graph.objects_of(subject, some.property):
            yield from _some(some, subject, value, type_, graph)
    for has in _of(rules.has, class_):
        yield from _if_has(graph, "cls-hv2", has.axioms, (subject, has.property, has.value))
    for only in rules.only:
        if only.value == class_:
            for owner in graph.subjects_of(only.property, subject):
                members = (owner, type_, only.class_), (owner, only.property, subject)
                yield from _if_has(graph, "cls-avf", only.axioms, *members)


def _some(some: Restriction, subject: int, value: int, type_: int, graph: Columns) -> Iterator[Step]:
    link = (subject, some.property, value)
    if some.value < 0:
        yield Step("cls-svf2", (link, *some.axioms))
    else:
        yield from _if_has(graph, "cls-svf1", some.axioms, link, (value, type_, some.value))


def _property_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    subject, property_, object_ = fact
    for edge in _to(rules.sub_properties, property_):
        yield from _if_has(graph, edge.rule, edge.axioms, (subject, edge.source, object_))
    for edge in _to(rules.inverses, property_):
        yield from _if_has(graph, edge.rule, edge.axioms, (object_, edge.source, subject))
    for edge in _to(rules.transitive, property_):
        for middle in graph.objects_of(subject, property_):
            path = (subject, property_, middle), (middle, property_, object_)
            yield from _if_has(graph, edge.rule, edge.axioms, *path)
    for chain in rules.chains:
        if chain.property == property_:
            for links in _paths(chain, 0, subject, object_, graph):
                yield Step("prp-spo2", (*links, *chain.axioms))
    for has in rules.has:
        if (has.property, has.value) == (property_, object_):
            yield from _if_has(graph, "cls-hv1", has.axioms, (subject, rules.type, has.class_))


def _paths(chain: Chain, place: int, start: int, end: int, graph: Columns) -> Iterator[tuple[Fact, ...]]:
    step = chain.steps[place]
    if place == len(chain.steps) - 1:
        if graph.has(start, step, end):
            yield ((start, step, end),)
        return
    for middle in graph.objects_of(start, step):
        for rest in _paths(chain, place + 1, middle, end, graph):
            yield ((start, step, middle), *rest)


def _same_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    """The steps to an owl:sameAs: by the properties with one value, and by symmetry and transitivity."""
    one, same, other = fact
    yield from _if_has(graph, "eq-sym", (), (other, same, one))
    for middle in graph.objects_of(one, same):
        if middle not in (one, other):
            yield from _if_has(graph, "eq-trans", (), (one, same, middle), (middle, same, other))
    for edge in rules.functional:
        for owner in graph.subjects_of(edge.source, one):
            yield from _if_has(graph, edge.rule, edge.axioms, (owner, edge.source, one), (owner, edge.source, other))
    for edge in rules.inverse_functional:
        for value in graph.objects_of(one, edge.source):
            yield from _if_has(graph, edge.rule, edge.axioms, (one, edge.source, value), (other, edge.source, value))
    for most in rules.at_most_one:
        for owner in graph.subjects_of(most.property, one):
            member = (owner, rules.type, most.class_)
            values = (owner, most.property, one), (owner, most.property, other)
            yield from _if_has(graph, "cls-maxc2", most.axioms, member, *values)


def _replacement_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    """The steps by which a same subject, predicate or object stands in a fact (eq-rep-s, eq-rep-p, eq-rep-o)."""
    subject, predicate, object_ = fact
    if predicate == rules.same:
        return
    for other in graph.objects_of(subject, rules.same):
        yield from _if_has(graph, "eq-rep-s", (), (other, rules.same, subject), (other, predicate, object_))
    for other in graph.objects_of(predicate, rules.same):
        yield from _if_has(graph, "eq-rep-p", (), (other, rules.same, predicate), (subject, other, object_))
    for other in graph.objects_of(object_, rules.same):
        yield from _if_has(graph, "eq-rep-o", (), (other, rules.same, object_), (subject, predicate, other))


def _if_has(graph: Columns, rule: str, axioms: tuple[Fact, ...], *premises: Fact) -> Iterator[Step]:
    if all(graph.has(*premise) for premise in premises):
        yield Step(rule, (*premises, *axioms))


def _to(edges: tuple[Edge, ...], target: int) -> Iterator[Edge]:
    return (edge for edge in edges if edge.target == target)


def _of(restrictions: tuple[Restriction, ...], class_: int) -> Iterator[Restriction]:
    return (each for each in restrictions if each.class_ == class_)
