"""Explains why a triple is in a closed graph: the shortest derivation from asserted statements."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice

from pyoxigraph import Triple

from lq_graph.errors import LqError
from lq_graph.reasoning.axioms import Fact, Rules, Step, statement
from lq_graph.reasoning.backward import Hierarchies, steps_to
from lq_graph.reasoning.closure import Closure
from lq_graph.reasoning.compile import compile_rules
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
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.terms import Term

_MOST_EXPANDED = 20_000


class SearchLimitExceeded(LqError):
    """No derivation was found within the number of statements that are expanded."""


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
        found = steps_to(fact, self._rules, self._closed, self._hierarchies)
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
