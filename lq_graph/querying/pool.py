"""The engine over a store in worker processes, each of which can be killed: untrusted queries run there."""

from __future__ import annotations

import logging
import os
import select
import socket
from asyncio import CancelledError
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVarTuple, Unpack

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Load, Query
from lq_graph.querying.exchange import LoopExchange, ThreadExchange
from lq_graph.querying.guard import check_size
from lq_graph.querying.scheduler import Scheduler
from lq_graph.querying.states import Actions, Exchange, Fail, Kill, Release, Send, SlowDown, StartWorkers, Worker
from lq_graph.querying.wire import Kind, Reply, question_bytes
from lq_graph.querying.worker_process import WorkerProcess
from lq_graph.querying.zygote import Born, Ended, Failed, News, Ready
from lq_graph.querying.zygote_process import ZygoteProcess
from lq_graph.settings import Limits

QUEUE_TIMEOUT = 5.0
_MOST_NUMBERS = 1 << 32
_TICK_SECONDS = 0.005
_IDLE_SECONDS = 0.5
_RETRY_SECONDS = 1.0
_MOST_FAILED_STARTS = 3
_LOG = logging.getLogger(__name__)

_IN_EXCHANGES = (Send, Fail)  # the actions on exchanges, not on processes

Given = TypeVarTuple("Given")


class WorkerPool:
    """Answers queries over a store in forked processes, for any number of threads and event loops at once.

    A query is sent, and its reply read, in the thread that waits for it. Another thread has the zygote fork workers,
    kills those whose time is up, and moves slow queries to their lane.
    """

    def __init__(self, store: Path, limits: Limits, queue_timeout: float = QUEUE_TIMEOUT) -> None:
        """A pool whose workers are being started; `queue_timeout` is how long a query waits for one, in seconds."""
        self._limits = limits
        self._queue_timeout = queue_timeout
        self._numbers = count()
        self._supervisor = Supervisor(store.absolute(), limits)
        self._dispatcher = self._supervisor.dispatcher
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
        self._supervisor.close()

    @property
    def is_in_memory(self) -> bool:
        """Whether the store is in memory; known once the first query is answered."""
        return self._supervisor.is_in_memory

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
            self._supervisor.try_again()
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


class Supervisor:
    """A thread that is the scheduler's clock, and that starts the zygote, again if it exits, and hears of workers."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.is_in_memory = False
        self._store = store
        self._limits = limits
        self._scheduler = Scheduler(limits)
        self.dispatcher = Dispatcher(self._scheduler, self._start_workers, self._wake_if_asleep)
        self._zygote: ZygoteProcess | None = None
        self._failed_at = 0.0
        self._failed_starts = 0
        self._again = Event()
        self._is_asleep = False
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        self._thread = Thread(target=self._run, daemon=True, name="lq-supervisor")
        self._thread.start()

    def try_again(self) -> None:
        """Has the engine started again after a failure, not more than once a second."""
        if monotonic() - self._failed_at >= _RETRY_SECONDS:
            self.dispatcher.handle(self._scheduler.engine_starting)
            self._again.set()

    def close(self) -> None:
        """Ends everything and waits until it is gone."""
        self.dispatcher.handle(self._scheduler.close)
        self._again.set()
        self._thread.join()

    def _start_workers(self, number: int) -> None:
        if self._zygote is not None:
            with suppress(OSError):  # the zygote is gone, which the thread will see
                self._zygote.ask_for(number)

    def _wake_if_asleep(self) -> None:
        if self._is_asleep:
            self._is_asleep = False
            with suppress(BlockingIOError):  # the pipe is full, so the thread wakes already
                os.write(self._wake_writer, b"!")

    def _run(self) -> None:
        """Runs one zygote after another, until the engine is closed."""
        while not self._scheduler.is_closed:
            self._again.clear()
            failure = self._run_zygote()
            if failure and not self._scheduler.is_closed:
                self._failed_at = monotonic()
                self.dispatcher.handle(self._scheduler.engine_failed, failure)
                self._again.wait()
        os.close(self._wake_reader)
        os.close(self._wake_writer)

    def _run_zygote(self) -> str:
        """Runs a zygote as long as it lives; returns why another one would not help, or nothing."""
        try:
            zygote = ZygoteProcess(self._store, self._limits)
        except EngineError as error:
            return str(error)
        try:
            return self._attend(zygote)
        except Exception as error:  # every query that waits must fail
            _LOG.exception("the engine's supervisor failed")
            return f"the engine failed: {type(error).__name__}: {error}"
        finally:
            zygote.end()
            self._zygote = None
            self.dispatcher.handle(self._scheduler.engine_gone)

    def _attend(self, zygote: ZygoteProcess) -> str:
        was_ready = False
        active_until = 0.0
        while not self._scheduler.is_closed:
            if self._has_event(zygote, active_until):
                news, descriptors = zygote.news()
                if news is None:
                    self._failed_starts = 0 if was_ready else self._failed_starts + 1
                    is_failing = self._failed_starts >= _MOST_FAILED_STARTS
                    return "the engine does not start; see its messages above" if is_failing else ""
                if isinstance(news, Failed) and not was_ready:
                    return news.reason
                was_ready = True
                self._hear(news, descriptors, zygote)
            self.dispatcher.handle(self._scheduler.tick)
            if self._scheduler.is_active:
                active_until = monotonic() + _IDLE_SECONDS
            if self._scheduler.is_engine_hanging:
                return ""
        return ""

    def _has_event(self, zygote: ZygoteProcess, active_until: float) -> bool:
        """Whether the zygote reports something by the next tick; if nothing is scheduled, waits until something is."""
        self._is_asleep = is_idle = monotonic() > active_until
        if is_idle:
            with self.dispatcher.lock:  # an event may have come just before
                self._is_asleep = is_idle = not (self._scheduler.is_active or self._scheduler.is_closed)
        watched: list[ZygoteProcess | int] = [zygote, self._wake_reader]
        readable, _, _ = select.select(watched, [], [], None if is_idle else _TICK_SECONDS)
        self._is_asleep = False
        if self._wake_reader in readable:
            os.read(self._wake_reader, 1 << 10)
        return zygote in readable

    def _hear(self, news: News, descriptors: list[int], zygote: ZygoteProcess) -> None:
        if isinstance(news, Ready):
            self.is_in_memory = news.in_memory
            self._zygote = zygote
            self.dispatcher.handle(self._scheduler.engine_ready)
            if not news.confined:
                _LOG.warning("this system has no seccomp filter: query workers are confined by limits alone")
        elif isinstance(news, Born):
            end, watch = descriptors
            process = WorkerProcess(news.process, socket.socket(fileno=end), watch, self.dispatcher)
            self.dispatcher.handle(self._scheduler.worker_started, Worker(process))
        elif isinstance(news, Ended):
            self.dispatcher.handle(self._scheduler.worker_exited, news.process, news.status)
        else:
            _LOG.warning("%s", news.reason)
            self.dispatcher.handle(self._scheduler.start_failed)
