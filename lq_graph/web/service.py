"""What outlives a release: kept answers, the shares of clients, and what was counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from lq_graph.settings import Limits
from lq_graph.web.answers import AnswerCache
from lq_graph.web.budgets import Budgets
from lq_graph.web.clients import Clients

FIRST_BURST = 2.0  # minutes' worth of engine seconds that a client may use at once


@dataclass(frozen=True)
class Service:
    """The state of the query service, in the memory of one server process."""

    answers: AnswerCache
    budgets: Budgets
    clients: Clients = field(default_factory=Clients)


def service_of(limits: Limits) -> Service:
    """A service in its first state."""
    budgets = Budgets(limits.client_seconds * FIRST_BURST, limits.client_seconds)
    return Service(AnswerCache(limits.cache_bytes), budgets)
