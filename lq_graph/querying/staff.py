"""The workers of an engine and the exchanges that they have or wait for, shared by all threads under one lock."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import monotonic

from lq_graph.errors import EngineBusy, EngineError, LqError, QueryCancelled
from lq_graph.querying.engine import Load
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import Reason, WorkerHandle
from lq_graph.querying.lanes import Lanes
from lq_graph.querying.pace import is_costly, is_quick, is_settling, is_slow, is_stuck
from lq_graph.querying.verdict import verdict
from lq_graph.querying.zygote_process import ZygoteProcess
from lq_graph.settings import Limits

CLOSED = "the engine was closed; open another"
_STILLBORN_SECONDS = 0.5
_LOST_SECONDS = 1.0
_MOST_SILENCE_SECONDS = 10.0

Grants = list[tuple[Exchange, WorkerHandle]]
Outcome = tuple[Exchange, WorkerHandle | None, LqError | None]
Outcomes = list[Outcome]


class Staff:
    """Every worker and every exchange; `wake` is called when the supervisor sleeps and something begins."""

    def __init__(self, limits: Limits, wake: Callable[[], None]) -> None:
        self.zygote: ZygoteProcess | None = None
        self.is_closed = False
        self.failure = ""
        self.is_asleep = False
        self._limits = limits
        self._wake = wake
        self._lock = Lock()
        self._lanes = Lanes(limits.workers, limits.slow_workers, limits.seconds)
        self._workers: dict[int, WorkerHandle] = {}
        self._not_before = 0.0
        self._wished = 0.0

    def submit(self, exchange: Exchange) -> None:
        """Gives the exchange a worker, now or as soon as one is free.

        Raises EngineBusy if too many wait already, EngineError if the engine is closed or cannot start.
        """
        now = monotonic()
        with self._lock:
            if self.is_closed or self.failure:
                raise EngineError(CLOSED if self.is_closed else self.failure)
            worker = self._place(exchange, now)
            is_asleep, self.is_asleep = self.is_asleep, False
        if is_asleep:
            self._wake()
        if worker is not None:
            _grant([(exchange, worker)])

    def finish(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Takes back a worker that has answered, and gives it the next exchange."""
        with self._lock:
            worker.is_in_use = False
            exchange.is_over = True
            grants: Grants = []
            if worker.line and worker.line[0] is exchange:
                now = monotonic()
                if worker.is_slow:
                    self._look_back(worker, exchange, seconds)
                self._lanes.take_back(worker, now)
                grants = self._employ(worker, now)
            elif exchange.worker is not None:  # it was given away just before it was answered
                exchange.worker.is_in_use = False
                exchange.worker.kill(Reason.CANCELLED)
            worker.after_end()
        _grant(grants)

    def leave(self, worker: WorkerHandle) -> None:
        """Notes that a thread no longer reads from a worker, which ended before it answered."""
        with self._lock:
            worker.is_in_use = False
            worker.lost_since = worker.lost_since or monotonic()
            worker.after_end()

    def cancel(self, exchange: Exchange) -> None:
        """Ends an exchange and what its worker does; nothing if it is over."""
        with self._lock:
            if exchange.is_over:
                return
            exchange.is_over = True
            if exchange.worker is not None and exchange.worker.line[0] is exchange:
                exchange.worker.kill(Reason.CANCELLED)
        exchange.fail(QueryCancelled())

    def admit(self, worker: WorkerHandle) -> None:
        """Takes a new worker into its lane."""
        with self._lock:
            self._lanes.requested = max(0, self._lanes.requested - 1)
            self._lanes.workers.add(worker)
            self._workers[worker.process] = worker
            grants = self._employ(worker, monotonic())
            if self.is_closed:
                worker.kill(Reason.CLOSED)
        _grant(grants)

    def bury(self, process: int, status: int) -> None:
        """Notes that a worker ended; its exchanges go to others, but the first may get to know why it has no answer."""
        with self._lock:
            worker = self._workers.pop(process, None)
            if worker is None:
                return
            line = self._lanes.forget_worker(worker)
            worker.mark_ended()
            worker.after_end()
            if not worker.asked and worker.reason is None and monotonic() - worker.born < _STILLBORN_SECONDS:
                self._not_before = monotonic() + _STILLBORN_SECONDS
            error: LqError | None = EngineError(CLOSED) if self.is_closed else None
            if line and error is None and self.zygote is not None:
                error = verdict(worker, line[0], status, self._limits.seconds)
            alive = [each for each in line if not each.is_over]
            outcomes = [self._outcome(each, error if self.is_closed or each is line[0] else None) for each in alive]
            outcomes += self._matches(monotonic())
        _tell(outcomes)

    def waits_in_vain(self) -> bool:
        """Whether workers that were asked for do not come: the zygote hangs."""
        with self._lock:
            return (
                self._lanes.is_wish_open
                and self.zygote is not None
                and monotonic() - self._wished > _MOST_SILENCE_SECONDS
            )

    def bury_all(self) -> None:
        """Notes that the zygote is gone, and with it every worker."""
        with self._lock:
            self.zygote = None
        for process in list(self._workers):
            self.bury(process, -signal.SIGKILL)
        with self._lock:
            self._lanes.requested = 0

    def forget_wish(self) -> None:
        """Notes that a worker that was asked for will not come; another is asked for after a pause."""
        with self._lock:
            self._lanes.requested = max(0, self._lanes.requested - 1)
            self._not_before = monotonic() + _STILLBORN_SECONDS

    def refuse_all(self, reason: str) -> None:
        """Ends every wait: the engine cannot start, or is closed."""
        with self._lock:
            waiting = self._lanes.all_waiting()
            for exchange in waiting:
                exchange.is_over = True
        for exchange in waiting:
            exchange.fail(EngineError(reason))

    def close(self) -> None:
        """Ends every worker, and takes no more exchanges."""
        with self._lock:
            self.is_closed = True
            for worker in self._workers.values():
                worker.kill(Reason.CLOSED)

    def look(self) -> bool:
        """Ends what is out of time, moves what is slow, asks for what is lacking; whether there is more to look at."""
        now = monotonic()
        outcomes: Outcomes = []
        with self._lock:
            for worker in list(self._workers.values()):
                if worker.line:
                    outcomes += self._judge(worker, worker.line[0], now)
            for worker in self._lanes.stale_workers():
                worker.kill(Reason.CLOSED)
            lost = [worker.process for worker in self._workers.values() if 0 < worker.lost_since < now - _LOST_SECONDS]
            overdue = self._lanes.overdue(now)
            is_short = self._ask_for_workers(now)
            is_busy = self._lanes.is_anybody_waiting or self._lanes.is_wish_open
            is_busy = is_busy or any(worker.line or worker.lost_since for worker in self._workers.values())
        _tell(outcomes)
        for process in lost:  # which the zygote should have said
            self.bury(process, 0)
        for exchange in overdue:
            exchange.fail(self._lanes.busy())
        return is_busy or is_short

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        with self._lock:
            return tuple(self._workers)

    @property
    def load(self) -> Load:
        """How many workers live, how many of them have an exchange, and how many exchanges wait."""
        with self._lock:
            busy = sum(bool(worker.line) for worker in self._workers.values())
            return Load(len(self._workers), busy, self._lanes.waiting)

    def _place(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        while (worker := self._lanes.place(exchange, now)) is not None:
            if worker.is_ready():
                self._lanes.give(worker, exchange, now)
                return worker
            worker.kill(Reason.CLOSED)
        return None

    def _outcome(self, exchange: Exchange, error: LqError | None) -> Outcome:
        """What becomes of an exchange that lost its worker: another one, none yet, or an error."""
        if error is None and exchange.has_begun:
            error = EngineError("the engine started anew in the middle of the answer")
        try:
            worker = self._place(exchange, monotonic()) if error is None else None
        except EngineBusy as busy:
            worker, error = None, busy
        exchange.is_over = error is not None
        return exchange, worker, error

    def _employ(self, worker: WorkerHandle, now: float) -> Grants:
        """Gives a worker the next exchange; one that is leaving, or not needed, is ended."""
        if worker.reason is not None or (worker.is_leaving and worker.line):
            return []
        if worker.line:
            return self._lanes.matches(now)
        worker.is_leaving = worker.is_leaving or self._lanes.has_too_many
        exchange = None if worker.is_leaving else self._lanes.next_for(worker, now)
        if exchange is not None:
            self._lanes.give(worker, exchange, now)
            return [(exchange, worker)]
        if worker.is_leaving:
            worker.kill(Reason.CLOSED)
        return self._lanes.matches(now)

    def _look_back(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Notes after a slow query that it is quick by now, and that workers keep too much memory of their own."""
        if is_quick(seconds):
            self._lanes.slow_ones.forget(exchange)
        worker.note_memory()
        lasting = [each for each in self._workers.values() if each.reason is None and not each.is_leaving]
        if sum(each.own_bytes for each in lasting) > self._limits.worker_bytes:
            largest = max(lasting, key=lambda each: each.own_bytes)
            largest.is_leaving = True
            if not largest.line:
                largest.kill(Reason.CLOSED)

    def _judge(self, worker: WorkerHandle, exchange: Exchange, now: float) -> Outcomes:
        """Looks at what a worker does; the exchanges behind one that takes its time go elsewhere."""
        seconds, used = now - worker.started, worker.seconds_used()
        if exchange.is_over:
            worker.kill(Reason.CANCELLED)
        elif seconds > self._limits.seconds:
            worker.kill(Reason.TIMEOUT)
        elif worker.is_slow and is_settling(seconds):
            worker.slow_down()
        elif not worker.is_slow and worker.reason is None and is_slow(used, seconds):
            self._slow_down(worker, exchange, now)
        if not is_stuck(used, seconds):
            return []
        return [self._outcome(each, None) for each in self._lanes.take_line(worker)] + self._matches(now)

    def _slow_down(self, worker: WorkerHandle, exchange: Exchange, now: float) -> None:
        costly = is_costly(worker.used) and len(worker.line) == 1  # of several, another may have used it
        if self._lanes.to_slow(worker, now, is_costly=costly):
            worker.slow_down()
        elif costly and not exchange.has_begun:
            worker.kill(Reason.DISPLACED)

    def _matches(self, now: float) -> Outcomes:
        """The waiting exchanges that find a worker now that others have gone on."""
        return [(exchange, worker, None) for exchange, worker in self._lanes.matches(now)]

    def _ask_for_workers(self, now: float) -> bool:
        """Asks for the workers that are lacking; whether some still are."""
        if self.zygote is None or self.is_closed:
            return False
        if now < self._not_before:
            return True
        if lacking := self._lanes.take_wishes():
            self._wished = now
            with suppress(OSError):  # the zygote is gone, which the supervisor will see
                self.zygote.ask_for(lacking)
        return False


def _grant(grants: Grants) -> None:
    for exchange, worker in grants:
        if worker.is_slow:
            worker.slow_down()
        exchange.grant(worker)


def _tell(outcomes: Outcomes) -> None:
    for exchange, worker, error in outcomes:
        if error is not None:
            exchange.fail(error)
        elif worker is not None:
            _grant([(exchange, worker)])
