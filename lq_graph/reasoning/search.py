"""The cheapest proof in a graph of possible steps, opened no further than it must be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lq_graph.errors import LqError
from lq_graph.reasoning.axioms import Fact
from lq_graph.reasoning.costs import least_costs
from lq_graph.reasoning.step import Step

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
