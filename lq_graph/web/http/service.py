"""State that outlives a release: the response cache, budgets, metrics and the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from lq_graph.settings import Limits
from lq_graph.web.http.cache import ResponseCache
from lq_graph.web.http.limits import BURST_MINUTES, Budgets, Clients
from lq_graph.web.http.log import RequestLog
from lq_graph.web.http.metrics import Metrics


@dataclass(frozen=True)
class Service:
    """The state of the query service, in the memory of one server process; without a log, none is written."""

    cache: ResponseCache
    budgets: Budgets
    metrics: Metrics
    clients: Clients = field(default_factory=Clients)
    log: RequestLog | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))


def service_of(limits: Limits, log: TextIO | None = None) -> Service:
    """A service in its initial state; it logs to the stream, if there is one."""
    cache = ResponseCache(limits.cache_bytes)
    budgets = Budgets(limits.client_seconds * BURST_MINUTES, limits.client_seconds)
    metrics = Metrics(lambda: budgets.spent)
    metrics.watch("lq_kept_bytes", "Bytes of answers that are kept.", lambda: cache.size)
    return Service(cache, budgets, metrics, log=RequestLog(log) if log else None)
