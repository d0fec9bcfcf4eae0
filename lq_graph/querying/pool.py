"""The engine over a store in worker processes, each of which can be killed: untrusted queries run there."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, TypeVarTuple, Unpack

from lq_graph.processes.supervisor import Child, ForkServer, Supervisor
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Load, Query
from lq_graph.querying.exchange import LoopExchange, ThreadExchange
from lq_graph.querying.guard import check_size
from lq_graph.querying.scheduler import Scheduler
from lq_graph.querying.states import Actions, Exchange, Fail, Kill, Release, Send, SlowDown, StartWorkers, Worker
from lq_graph.querying.wire import Kind, Reply, question_bytes
from lq_graph.querying.worker_process import WorkerProcess
from lq_graph.settings import Limits

QUEUE_TIMEOUT = 5.0
_MOST_NUMBERS = 1 << 32
_TICK_SECONDS = 0.005
_IDLE_SECONDS = 0.5

_IN_EXCHANGES = (Send, Fail)  # the actions on exchanges, not on processes

Given = TypeVarTuple("Given")


class WorkerPool:
    """Answers queries over a store in forked processes, for any number of threads and event loops at once.

    A query is sent, and its reply read, in the thread that waits for it. Another thread has workers started, kills
    those whose time is up, and moves slow queries to their lane.
    """

    def __init__(self, store: Path, limits: Limits, queue_timeout: float = QUEUE_TIMEOUT) -> None:
        """A pool whose workers are being started; `queue_timeout` is how long a query waits for one, in seconds."""
        self._limits = limits
        self._queue_timeout = queue_timeout
        self._numbers = count()
        self._engine = EngineEvents(store.absolute(), limits)
        self._dispatcher = self._engine.dispatcher
        self._scheduler = self._dispatcher.scheduler

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query; if it is cancelled, its worker is killed at once.

        Raises QueryError if there is none (a refusal, QueryExhausted, QueryTimeout, EngineBusy, QueryCancelled …),
        EngineError if no worker can be started.
        """
        number, message = self._message(query, may_stream=False)
        exchange = ThreadExchange(number, message, query.text, self._deadline(), trusted=query.trusted)
        if cancel is None:
            return self._wait_for(exchange)
        cancel.check()
        with cancel.on_cancel(partial(self._cancel, exchange)):
            return self._wait_for(exchange)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The answer, complete or with parts that follow; if the wait is cancelled, its worker is killed.

        Raises as `answer` does.
        """
        number, message = self._message(query, may_stream=True)
        exchange = LoopExchange(number, message, query.text, self._deadline(), self._cancel, trusted=query.trusted)
        self._submit(exchange)
        try:
            return await exchange.delivery
        except CancelledError:
            self._cancel(exchange)
            raise

    def close(self) -> None:
        """Kills every worker and waits until all have exited."""
        self._engine.close()

    @property
    def is_in_memory(self) -> bool:
        """Whether the store is in memory; known once the first query is answered."""
        return self._engine.is_in_memory

    @property
    def worker_identifiers(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        with self._dispatcher.lock:
            return tuple(self._scheduler.workers)

    @property
    def load(self) -> Load:
        """The workers, those at work, and the queries that wait."""
        with self._dispatcher.lock:
            return self._scheduler.load

    def _message(self, query: Query, *, may_stream: bool) -> tuple[int, bytes]:
        check_size(query.text)
        number = next(self._numbers) % _MOST_NUMBERS
        return number, question_bytes(query, self._limits.seconds, may_stream, number)

    def _deadline(self) -> float:
        return monotonic() + self._queue_timeout

    def _submit(self, exchange: Exchange) -> None:
        if self._scheduler.failure:
            self._engine.try_again()
        self._dispatcher.handle(self._scheduler.submit, exchange)

    def _cancel(self, exchange: Exchange) -> None:
        self._dispatcher.handle(self._scheduler.cancel, exchange)

    def _wait_for(self, exchange: ThreadExchange) -> Answer:
        self._submit(exchange)
        while True:
            worker = exchange.next_worker()
            reply = exchange.reply_of(worker)
            if reply is None:
                self._dispatcher.handle(self._scheduler.connection_lost, worker)
            elif reply.number != exchange.number:
                self._dispatcher.handle(self._scheduler.protocol_violated, worker)
            else:
                self._dispatcher.handle(self._scheduler.replied, worker, exchange, reply.seconds)
                break
        if reply.kind != Kind.COMPLETE or reply.format is None:
            raise reply.refusal()
        return Answer(reply.body, reply.format, reply.seconds)


class Dispatcher:
    """Gives the scheduler its events under a lock, and carries out the actions that follow; any thread may call.

    `start_workers` has so many workers started; `wake` is called after each event.
    """

    def __init__(
        self, scheduler: Scheduler, start_workers: Callable[[int], None], wake: Callable[[], None] = lambda: None
    ) -> None:
        self.scheduler = scheduler
        self.lock = Lock()
        self._start_workers = start_workers
        self._wake = wake

    def handle(self, event: Callable[[Unpack[Given]], Actions], *given: *Given) -> None:
        """Reports an event, a method of the scheduler with its arguments."""
        with self.lock:
            actions = event(*given)
            for action in actions:
                if not isinstance(action, _IN_EXCHANGES):
                    self._act_on_process(action)
        self._wake()
        for action in actions:  # without the lock, as it wakes other processes and threads
            if isinstance(action, Send):
                action.exchange.send(action.worker)
            elif isinstance(action, Fail):
                action.exchange.fail(action.error)

    def reply_received(self, process: WorkerProcess, reply: Reply) -> bool:
        """Gives a reply that an event loop has read to its exchange; False if it is to another question."""
        with self.lock:
            worker = self.scheduler.workers.get(process.identifier)
            exchange = worker.running if worker is not None and worker.process is process else None
        if worker is None or exchange is None:
            return True
        if reply.number != exchange.number:
            self.handle(self.scheduler.protocol_violated, worker)
            return False
        if reply.kind <= Kind.LAST:
            self.handle(self.scheduler.replied, worker, exchange, reply.seconds)
        exchange.take(worker, reply)
        return True

    def connection_lost(self, process: WorkerProcess) -> None:
        """Reports that an event loop can read no more from a worker."""
        worker = self.scheduler.workers.get(process.identifier)
        if worker is not None and worker.process is process:
            self.handle(self.scheduler.connection_lost, worker)

    def _act_on_process(self, action: Kill | SlowDown | StartWorkers | Release) -> None:
        """Carries out an action under the lock, so that no descriptor is closed meanwhile."""
        if isinstance(action, Kill):
            action.worker.process.kill()
        elif isinstance(action, SlowDown):
            if action.worker.process.slow_down():
                self.scheduler.slowed_down(action.worker)
        elif isinstance(action, Release):
            action.worker.process.release(action.worker.loop)
        else:
            self._start_workers(action.number)


class EngineEvents:
    """Reports what becomes of the fork server and its workers to the scheduler, whose clock it is.

    The `on_` methods and `before_wait` are called in the thread of the fork server's supervisor.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self.is_in_memory = False
        self._scheduler = Scheduler(limits)
        self.dispatcher = Dispatcher(self._scheduler, self._start_workers, self._wake_if_asleep)
        self._server: ForkServer | None = None
        self._is_asleep = False
        self._active_until = 0.0
        sizes = (limits.answer_bytes, limits.worker_bytes, limits.memory_triples, limits.memory_bytes)
        self._supervisor = Supervisor("lq_graph.querying.worker", [str(store), *map(str, sizes)], self, "engine")

    def try_again(self) -> None:
        """Has the engine started again after a failure, not more than once a second."""
        if self._supervisor.can_retry:
            self.dispatcher.handle(self._scheduler.engine_starting)
            self._supervisor.retry()

    def close(self) -> None:
        """Ends everything and waits until it is gone."""
        self.dispatcher.handle(self._scheduler.close)
        self._supervisor.close()

    def on_ready(self, server: ForkServer, details: Mapping[str, Any]) -> None:
        """Workers can be started."""
        self.is_in_memory = details["is_in_memory"]
        self._server = server
        self.dispatcher.handle(self._scheduler.engine_ready)

    def on_started(self, child: Child) -> None:
        """A worker was started."""
        self.dispatcher.handle(self._scheduler.worker_started, Worker(WorkerProcess(child, self.dispatcher)))

    def on_exited(self, process: int, status: int) -> None:
        """A worker ended."""
        self.dispatcher.handle(self._scheduler.worker_exited, process, status)

    def on_failed(self, reason: str) -> None:
        """A worker cannot be started."""
        self.dispatcher.handle(self._scheduler.start_failed)

    def on_stopped(self, failure: str) -> None:
        """All workers are gone with the fork server."""
        self._server = None
        self.dispatcher.handle(self._scheduler.engine_gone)
        if failure:
            self.dispatcher.handle(self._scheduler.engine_failed, failure)

    def before_wait(self) -> float | None:
        """Reports a tick; the next one is due soon, or, if nothing is scheduled, when something is."""
        self._is_asleep = False
        self.dispatcher.handle(self._scheduler.tick)
        if self._scheduler.is_engine_hanging:
            self._supervisor.restart()
        if self._scheduler.is_active:
            self._active_until = monotonic() + _IDLE_SECONDS
        if monotonic() <= self._active_until:
            return _TICK_SECONDS
        with self.dispatcher.lock:  # an event may have come just before
            self._is_asleep = not (self._scheduler.is_active or self._scheduler.is_closed)
        return None if self._is_asleep else _TICK_SECONDS

    def _start_workers(self, number: int) -> None:
        if self._server is not None:
            with suppress(OSError):  # the fork server is gone, which the supervisor will see
                self._server.request(number)

    def _wake_if_asleep(self) -> None:
        if self._is_asleep:
            self._is_asleep = False
            self._supervisor.wake()
