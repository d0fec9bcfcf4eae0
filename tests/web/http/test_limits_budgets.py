"""Budgets of engine seconds."""

from __future__ import annotations

from lq_graph.web.http import limits as module
from lq_graph.web.http.limits import Budgets


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_client_may_ask_until_its_budget_is_spent_and_again_when_it_fills() -> None:
    clock = Clock()
    budgets = Budgets(burst=10, per_minute=60, clock=clock)
    assert budgets.wait("a") == 0
    budgets.spend("a", 9.5)
    assert budgets.wait("a") == 0
    budgets.spend("a", 3.0)
    assert budgets.wait("a") == 3
    clock.now += 2.6
    assert budgets.wait("a") == 0


def test_one_client_costs_the_others_nothing() -> None:
    budgets = Budgets(burst=1, per_minute=6, clock=Clock())
    budgets.spend("a", 30)
    assert budgets.wait("a") == 290
    assert budgets.wait("b") == 0


def test_a_budget_is_never_more_than_full() -> None:
    clock = Clock()
    budgets = Budgets(burst=5, per_minute=60, clock=clock)
    budgets.spend("a", 1)
    clock.now += 1000
    budgets.spend("a", 6)
    assert budgets.wait("a") == 1


def test_clients_without_number_take_no_memory_without_end() -> None:
    budgets = Budgets(burst=5, per_minute=60, clock=Clock())
    for number in range(module.MOST_CLIENTS + 5):
        budgets.spend(str(number), 0.001)
    assert len(budgets) == module.MOST_CLIENTS
