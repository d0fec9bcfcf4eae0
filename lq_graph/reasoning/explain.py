"""Explains why a triple is in the graph: the cheapest derivation from asserted statements."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice

from pyoxigraph import Triple

from lq_graph.errors import LqError
from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Fact, Rules, Step, statement
from lq_graph.reasoning.backward import Hierarchies, Lookup, steps_to
from lq_graph.reasoning.closure import Closure
from lq_graph.reasoning.compile import compile_rules
from lq_graph.reasoning.derivation import ASSERTED, Derivation
from lq_graph.reasoning.schema import Schema, Unsupported
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.terms import Term

# How many steps facts need, in a graph of possible steps.


def least_costs(steps: Mapping[Fact, Sequence[Step]], given: Mapping[Fact, float]) -> dict[Fact, float]:
    """The least number of steps to each fact that can be reached from the given ones, which have their costs.

    Knuth 1977, "A generalization of Dijkstra's algorithm": each fact is settled once, the cheapest first. Time: the
    premises of all steps, and a heap of them.
    """
    users = _users(steps)
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
            use.waiting -= 1
            if not use.waiting:
                heappush(heap, (1 + sum(settled[premise] for premise in use.premises), use.fact))
    return settled


@dataclass(slots=True)
class _Use:
    waiting: int
    fact: Fact
    premises: tuple[Fact, ...]


def _users(steps: Mapping[Fact, Sequence[Step]]) -> Mapping[Fact, list[_Use]]:
    users: dict[Fact, list[_Use]] = defaultdict(list)
    for fact, each in steps.items():
        for step in each:
            premises = set(step.premises)
            use = _Use(len(premises), fact, step.premises)
            for premise in premises:
                users[premise].append(use)
    return users


# The cheapest proof in a graph of possible steps, opened no further than it must be.

_MOST = 20_000


class TooFar(LqError):
    """A statement whose derivation was not found within the number of statements that are looked at."""


@dataclass
class Search:
    """A best-first search for the proof with the fewest steps.

    `is_asserted` says what needs no proof, `steps_to` gives all steps to a fact. A step that is used twice counts
    twice. What was not opened yet is taken to need one step, the least possible; so the first proof whose every end is
    asserted is a shortest one. Each round opens the ends of the best proof so far, and as many more facts as were open
    before, so that rounds are few.
    """

    is_asserted: Callable[[Fact], bool]
    steps_to: Callable[[Fact], Iterable[Step]]
    _opened: dict[Fact, list[Step]] = field(default_factory=dict)
    _closed: dict[Fact, None] = field(default_factory=dict)
    _asserted: set[Fact] = field(default_factory=set)

    def proof(self, goal: Fact) -> dict[Fact, Step] | None:
        """The step to each inferred fact of a shortest proof; None if there is no proof; raises TooFar."""
        self._meet(goal)
        while True:
            costs = self._costs()
            if goal not in costs:
                return None
            chosen = self._chosen(goal, costs)
            ends = [fact for fact, step in chosen.items() if step is None]
            if not ends:
                return {fact: step for fact, step in chosen.items() if step is not None}
            self._open([*ends, *islice(self._closed, len(self._opened))])

    def _costs(self) -> Mapping[Fact, float]:
        return least_costs(self._opened, {**dict.fromkeys(self._asserted, 0.0), **dict.fromkeys(self._closed, 1.0)})

    def _open(self, facts: Iterable[Fact]) -> None:
        for fact in dict.fromkeys(facts):
            if len(self._opened) >= _MOST:
                raise TooFar(f"no derivation was found among {_MOST:,} statements")
            del self._closed[fact]
            self._opened[fact] = [step for step in dict.fromkeys(self.steps_to(fact)) if fact not in step.premises]
            for step in self._opened[fact]:
                for premise in step.premises:
                    self._meet(premise)

    def _meet(self, fact: Fact) -> None:
        if fact not in self._opened and fact not in self._closed and fact not in self._asserted:
            if self.is_asserted(fact):
                self._asserted.add(fact)
            else:
                self._closed[fact] = None

    def _chosen(self, goal: Fact, costs: Mapping[Fact, float]) -> dict[Fact, Step | None]:
        chosen: dict[Fact, Step | None] = {}
        waiting = [goal]
        while waiting:
            fact = waiting.pop()
            if fact not in chosen and fact not in self._asserted:
                chosen[fact] = step = self._cheapest(fact, costs)
                waiting.extend(step.premises if step else ())
        return chosen

    def _cheapest(self, fact: Fact, costs: Mapping[Fact, float]) -> Step | None:
        def cost(step: Step) -> float:
            return sum(costs.get(premise, math.inf) for premise in step.premises)

        return min(self._opened.get(fact, ()), key=cost, default=None)


# Why a triple is in the graph.

UNNAMED = "owlrl"


def explain(triple: Triple, closure: Closure, dataset: Dataset) -> Derivation | None:
    """A shortest derivation of a triple, None if the closed graph does not have it.

    Shortest is the one of the fewest steps, where a step that is used twice counts twice. The dataset is the one that
    was closed; it says which of its graphs asserted what. If owlrl reasoned, a triple that no compiled rule explains
    has the rule "owlrl" and no premises. Raises TooFar if it gives up.
    """
    terms = closure.closed.terms
    fact = terms.find(_term(triple.subject)), terms.find(triple.predicate), terms.find(_term(triple.object))
    if not (Lookup(closure.asserted).has(fact) or Lookup(closure.inferred).has(fact)):
        return None
    return _Explained(closure, dataset).derivation(fact)


class _Explained:
    def __init__(self, closure: Closure, dataset: Dataset) -> None:
        self._schema = Schema(closure.closed, closure.asserted)
        self._asserted = Lookup(closure.asserted)
        self._closed = Lookup(closure.closed)
        self._dataset = dataset
        self._rules = closure.rules or _rules(self._schema)
        self._hierarchies = _hierarchies(self._schema)

    def derivation(self, fact: Fact) -> Derivation:
        proof = Search(self._asserted.has, self._steps).proof(fact)
        return self._tree(fact, {fact: Step(UNNAMED, ())} if proof is None else proof, {})

    def _steps(self, fact: Fact) -> list[Step]:
        return sorted(steps_to(fact, self._rules, self._closed, self._hierarchies), key=self._order)

    def _order(self, step: Step) -> tuple[str, str]:
        return step.rule, " ".join(map(self._schema.say, step.premises))

    def _tree(self, fact: Fact, proof: dict[Fact, Step], made: dict[Fact, Derivation]) -> Derivation:
        if fact not in made:
            made[fact] = self._asserted_fact(fact) if fact not in proof else self._inferred_fact(fact, proof, made)
        return made[fact]

    def _inferred_fact(self, fact: Fact, proof: dict[Fact, Step], made: dict[Fact, Derivation]) -> Derivation:
        step = proof[fact]
        premises = tuple(self._tree(premise, proof, made) for premise in step.premises)
        return Derivation(statement(fact, self._schema.terms), step.rule, premises, members=self._members(fact))

    def _asserted_fact(self, fact: Fact) -> Derivation:
        said = statement(fact, self._schema.terms)
        triple = Triple(*said)  # type: ignore[arg-type]
        graphs = tuple(sorted(name for name, triples in self._dataset.graphs.items() if triple in triples))
        return Derivation(said, ASSERTED, (), graphs, self._members(fact))

    def _members(self, fact: Fact) -> tuple[Term, ...]:
        if not self._closed.objects(fact[2], self._schema.id(v.FIRST)):
            return ()
        try:
            return tuple(self._schema.terms[each] for each in self._schema.items(fact[2]))
        except Unsupported:
            return ()


def _rules(schema: Schema) -> Rules:
    try:
        return compile_rules(schema)
    except Unsupported:
        return Rules(schema.type, schema.id(v.SAME), schema.id(v.NOTHING))


def _hierarchies(schema: Schema) -> Hierarchies:
    kinds = (v.CLASS, *v.PROPERTY_TYPES)
    declared = {node: (node, schema.type, schema.id(kind)) for kind in kinds for node in schema.typed(kind)}
    return Hierarchies(schema.id(v.SUB_CLASS), schema.id(v.SUB_PROPERTY), schema.id(v.THING), declared)


def _term(term: object) -> Term:
    return term  # type: ignore[return-value]
