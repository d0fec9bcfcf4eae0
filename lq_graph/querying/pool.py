"""Oxigraph in worker processes that can be killed: what strangers ask is asked here."""

from __future__ import annotations

import math
from pathlib import Path
from threading import Condition, Lock, Thread
from time import monotonic

from lq_graph.errors import EngineBusy, EngineError
from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.process import WorkerProcess
from lq_graph.querying.wire import brought_answer
from lq_graph.querying.writing import format_for
from lq_graph.settings import Limits

PATIENCE = 5.0
_RETRY_SECONDS = 1.0
_CLOSED = "the engine was closed; open another"


class WorkerPool:
    """Answers queries over a store in `limits.workers` processes, from any number of threads at once.

    Each worker has a keeper, a thread that starts it, reaps it and starts the next; so a replacement holds up nobody.
    Strangers have at most all workers but one at a time, if there are several: those that answer them and those whose
    place is being filled after them. So the site's own queries always find one.
    """

    def __init__(self, store: Path, limits: Limits, patience: float = PATIENCE) -> None:
        """A pool whose workers are being started; `patience` is how long a query waits for a free one, in seconds."""
        self._store = store.resolve()
        self._limits = limits
        self._patience = patience
        self._lock = Lock()
        self._change = Condition(self._lock)
        self._new_round = Condition(self._lock)
        self._workers: set[WorkerProcess] = set()
        self._free: list[WorkerProcess] = []
        self._strangers: set[WorkerProcess] = set()
        self._most_strangers = max(1, limits.workers - 1)
        self._failure = ""
        self._failed = 0
        self._rounds = 0
        self._last_round = 0.0
        self._closed = False
        self._keepers = [Thread(target=self._keep, daemon=True, name=f"keeper-{n}") for n in range(limits.workers)]
        for keeper in self._keepers:
            keeper.start()

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query, or none; if it is cancelled, it ends with its worker at once.

        Raises QueryError if it gets none (a refusal, QueryExhausted, QueryTimeout, EngineBusy, QueryCancelled …),
        EngineError if no worker can be started.
        """
        check_query(query.text)
        format_for(query, query_form(query.text))
        cancel = cancel or Cancellation()
        with cancel.on_cancel(self._wake):
            worker = self._take(query.trusted, cancel)
        try:
            with cancel.on_cancel(worker.kill):
                reply = worker.ask(query)
            cancel.check()
        except BaseException:
            worker.kill()
            self._check_open()
            cancel.check()
            raise
        self._give_back(worker)
        return brought_answer(reply)

    def close(self) -> None:
        """Ends every worker and waits until all are gone."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
            self._change.notify_all()
            self._new_round.notify_all()
        for keeper in self._keepers:
            keeper.join()

    @property
    def worker_identifiers(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        with self._lock:
            return tuple(worker.identifier for worker in self._workers)

    def _wake(self) -> None:
        with self._lock:
            self._change.notify_all()

    def _take(self, trusted: bool, cancel: Cancellation) -> WorkerProcess:
        deadline = monotonic() + self._patience
        with self._lock:
            self._retry()
            while True:
                in_time = self._change.wait_for(lambda: self._can_decide(trusted, cancel), deadline - monotonic())
                cancel.check()
                if self._closed:
                    raise EngineError(_CLOSED)
                if self._has_place(trusted) and (worker := self._free.pop()).is_idle():
                    if not trusted:
                        self._strangers.add(worker)
                    return worker
                if self._failed == self._limits.workers:
                    raise EngineError(self._failure)
                if not in_time:
                    raise EngineBusy(math.ceil(self._limits.seconds))

    def _can_decide(self, trusted: bool, cancel: Cancellation) -> bool:
        is_over = self._closed or cancel.is_cancelled or self._failed == self._limits.workers
        return is_over or self._has_place(trusted)

    def _has_place(self, trusted: bool) -> bool:
        return bool(self._free) and (trusted or len(self._strangers) < self._most_strangers)

    def _retry(self) -> None:
        """Lets the keepers whose worker did not start try again, not more than once a second."""
        if self._failed and monotonic() - self._last_round >= _RETRY_SECONDS:
            self._failed = 0
            self._rounds += 1
            self._last_round = monotonic()
            self._new_round.notify_all()

    def _give_back(self, worker: WorkerProcess, before: WorkerProcess | None = None) -> None:
        with self._lock:
            self._strangers -= {worker, before}
            if worker in self._workers:
                self._free.append(worker)
            self._change.notify_all()

    def _check_open(self) -> None:
        with self._lock:
            if self._closed:
                raise EngineError(_CLOSED)

    def _keep(self) -> None:
        """A keeper's life: a worker after another, until the pool is closed."""
        before = None
        while not self._closed:
            worker = self._started(before)
            if worker:
                worker.wait_until_dead()
                self._forget(worker)
            before = worker

    def _started(self, before: WorkerProcess | None) -> WorkerProcess | None:
        """A worker in the place of the one before it, ready and free; None after a failure and the wait for a retry."""
        worker = None
        try:
            worker = WorkerProcess(self._store, self._limits)
            self._admit(worker)
            worker.wait_until_ready()
        except EngineError as error:
            if worker:
                worker.kill()
                worker.wait_until_dead()
                self._forget(worker)
            self._wait_for_round(before, str(error))
            return None
        self._give_back(worker, before)
        return worker

    def _admit(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._workers.add(worker)
            if self._closed:
                worker.kill()

    def _forget(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._workers.discard(worker)
            if worker in self._free:
                self._free.remove(worker)

    def _wait_for_round(self, before: WorkerProcess | None, failure: str) -> None:
        with self._lock:
            self._strangers -= {before}
            self._failure = failure
            self._failed += 1
            self._change.notify_all()
            seen = self._rounds
            self._new_round.wait_for(lambda: self._closed or self._rounds != seen)
