"""State that outlives a release: caches, budgets, metrics and the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import Scope

from lq_graph.settings import Limits
from lq_graph.web.http.cache import AnswerCache
from lq_graph.web.http.limits import Budgets, Clients
from lq_graph.web.http.log import RequestLog
from lq_graph.web.http.metrics import Counts
from lq_graph.web.http.requests import Note

FIRST_BURST = 2.0  # minutes' worth of engine seconds that a client may use at once


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Service:
    """The state of the query service, in the memory of one server process; without a log, none is written."""

    answers: AnswerCache
    budgets: Budgets
    clients: Clients = field(default_factory=Clients)
    counts: Counts = field(default_factory=Counts)
    log: RequestLog | None = None
    since: datetime = field(default_factory=_now)

    def client(self, scope: Scope) -> str:
        """The name of a request's client today."""
        address = scope.get("client")
        return self.clients.name(address[0] if address else None)

    def spend(self, client: str, seconds: float) -> None:
        """Takes engine seconds from a client's budget, and counts them."""
        self.budgets.spend(client, seconds)
        self.counts.spend(seconds)

    def end(self, scope: Scope, note: Note, seconds: float, release: str) -> None:
        """Counts a request that was answered, and writes its line."""
        self.counts.end(scope, note, seconds)
        if self.log is not None:
            self.log.write(scope, note, seconds, self.client(scope), release)


def service_of(limits: Limits, log: TextIO | None = None) -> Service:
    """A service in its first state, with a log if there is a stream for it."""
    budgets = Budgets(limits.client_seconds * FIRST_BURST, limits.client_seconds)
    service = Service(AnswerCache(limits.cache_bytes), budgets, log=RequestLog(log) if log else None)
    service.counts.watch("lq_kept_bytes", "Bytes of answers that are kept.", lambda: service.answers.size)
    return service
