"""Why a query whose worker ended has no answer, or that another worker may be asked."""

from __future__ import annotations

import signal

from lq_graph.errors import LqError, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import Reason, WorkerHandle

_IDLE_PROCESSOR_SECONDS = 0.01  # the end of a process takes some too
_MOST_TRIES = 8


def verdict(worker: WorkerHandle, exchange: Exchange, status: int, seconds: float) -> LqError | None:
    """The error of the exchange that a worker had when it ended; None if it is to be asked of another worker."""
    if worker.reason is Reason.TIMEOUT:
        return QueryTimeout(seconds)
    if worker.reason is Reason.CANCELLED:
        return QueryCancelled()
    if worker.reason is Reason.DISPLACED:
        exchange.is_slow = True
    if worker.reason is not None or _was_idle(worker, exchange, status):
        return None
    return QueryExhausted(f"the query exhausted its worker's memory or stack ({_end_of(status)}); ask for less")


def _was_idle(worker: WorkerHandle, exchange: Exchange, status: int) -> bool:
    """Whether the worker was ended from outside before it began the query, as far as can be told."""
    has_begun = worker.used > _IDLE_PROCESSOR_SECONDS or (worker.is_slow and status != 0)
    if has_begun or exchange.tries >= _MOST_TRIES or status not in {0, -signal.SIGKILL}:
        return False
    exchange.tries += 1
    return True


def _end_of(status: int) -> str:
    """How a process ended, in words."""
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
