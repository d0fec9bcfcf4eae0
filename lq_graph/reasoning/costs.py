"""How many steps facts need, in a graph of possible steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from lq_graph.reasoning.axioms import Fact
from lq_graph.reasoning.step import Step


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
