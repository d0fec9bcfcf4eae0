"""The engine over a store in worker processes, each of which can be killed: untrusted queries run there."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, get_ident
from time import monotonic
from typing import Any, TypeVarTuple, Unpack

from lq_graph.errors import EngineError
from lq_graph.processes.supervisor import Child, ForkServer, Supervisor
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Load, Query
from lq_graph.querying.scheduler import Scheduler
from lq_graph.querying.wire import Kind, Reply, ReplyReader, question_bytes
from lq_graph.querying.workers import (
    Actions,
    Exchange,
    Fail,
    Kill,
    Release,
    Send,
    SlowDown,
    StartWorkers,
    Worker,
    WorkerProcess,
)
from lq_graph.settings import Limits

_MOST_PARTS = 4  # buffered while the client reads slowly; then the worker waits
_READ_BYTES = 1 << 16
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
        self._engine = ForkServerHandler(store.absolute(), limits)
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
        """The process ids of the present workers."""
        with self._dispatcher.lock:
            return tuple(self._scheduler.workers)

    @property
    def load(self) -> Load:
        """The workers, those at work, and the queries that wait."""
        with self._dispatcher.lock:
            return self._scheduler.load

    def _message(self, query: Query, *, may_stream: bool) -> tuple[int, bytes]:
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

    `start_workers` has as many workers started as its argument states; `wake` is called after each event.
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


class ForkServerHandler:
    """Reports the events of the fork server and its workers to the scheduler, with its ticks.

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
        self._supervisor = Supervisor("lq_graph.querying.process", [str(store), *map(str, sizes)], self, "engine")

    def try_again(self) -> None:
        """Has the engine started again after a failure, not more than once a second."""
        if self._supervisor.can_retry:
            self.dispatcher.handle(self._scheduler.engine_starting)
            self._supervisor.retry()

    def close(self) -> None:
        """Kills the workers and the fork server, and waits until they have exited."""
        self.dispatcher.handle(self._scheduler.close)
        self._supervisor.close()

    def on_ready(self, server: ForkServer, details: Mapping[str, Any]) -> None:
        """Reports that workers can be started."""
        self.is_in_memory = details["is_in_memory"]
        self._server = server
        self.dispatcher.handle(self._scheduler.engine_ready)

    def on_started(self, child: Child) -> None:
        """Reports that a worker has started."""
        self.dispatcher.handle(self._scheduler.worker_started, Worker(WorkerProcess(child, self.dispatcher)))

    def on_exited(self, process: int, status: int) -> None:
        """Reports that a worker has exited."""
        self.dispatcher.handle(self._scheduler.worker_exited, process, status)

    def on_failed(self, reason: str) -> None:
        """Reports that a worker cannot be started."""
        self.dispatcher.handle(self._scheduler.start_failed)

    def on_stopped(self, failure: str) -> None:
        """Reports that the fork server has stopped, and all workers with it."""
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


class LoopExchange(Exchange):
    """A query whose event loop sends it and reads its reply, without any other thread.

    `delivery` is done when the reply begins; `cancel` is called if its later parts are not wanted.
    """

    def __init__(
        self,
        number: int,
        message: bytes,
        text: str,
        deadline: float,
        cancel: Callable[[Exchange], None],
        *,
        trusted: bool,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(number, text, deadline, trusted=trusted, loop=self._loop)
        self.delivery: asyncio.Future[Delivery] = self._loop.create_future()
        self._message = message
        self._cancel = cancel
        self._thread = get_ident()
        self._parts: _Parts | None = None

    def send(self, worker: Worker) -> None:
        """Sends the query to a worker, in the loop's thread."""
        self._in_loop(self._send_to, worker)

    def fail(self, error: Exception) -> None:
        """Raises the error in the coroutine, or breaks off the answer that has begun."""
        self._in_loop(self._fail, error)

    def take(self, worker: Worker, reply: Reply) -> None:
        """Gives the reply to the coroutine."""
        if reply.kind == Kind.REFUSAL:
            self._fail(reply.refusal())
        elif self._parts is not None:
            self._parts.add(reply.body, is_last=reply.kind == Kind.LAST)
        elif not self.delivery.done() and reply.format is not None:
            if reply.kind == Kind.BEGINNING:
                self.has_begun = True
                self._parts = _Parts(worker.process, partial(self._cancel, self))
            self.delivery.set_result(Delivery(reply.body, reply.format, reply.seconds, self._parts))

    def _in_loop(self, function: Callable[..., None], *given: object) -> None:
        if get_ident() == self._thread:
            function(*given)
        else:
            with suppress(RuntimeError):  # the loop is closed, so no coroutine waits any more
                self._loop.call_soon_threadsafe(function, *given)

    def _send_to(self, worker: Worker) -> None:
        if self.worker is worker:  # otherwise it was given to another one before the loop came round to it
            worker.process.read_in(self._loop)
            self._write(worker, self._message)

    def _write(self, worker: Worker, message: bytes) -> None:
        """Sends at once what the socket takes, usually all; the rest when it can."""
        try:
            sent = worker.process.socket.send(message)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the worker has exited, which its fork server will report
        self.is_sent = sent == len(message)
        if not self.is_sent:
            self._loop.add_writer(worker.process.socket, self._write_rest, worker, message[sent:])

    def _write_rest(self, worker: Worker, rest: bytes) -> None:
        self._loop.remove_writer(worker.process.socket)
        if self.worker is worker:
            self._write(worker, rest)

    def _fail(self, error: Exception) -> None:
        if self._parts is not None:
            self._parts.break_off(error)
        elif not self.delivery.done():
            self.delivery.set_exception(error)


class _Parts:
    """The parts of a reply after its beginning; the worker waits while too many are buffered."""

    def __init__(self, process: WorkerProcess, close: Callable[[], None]) -> None:
        self._process = process
        self._close = close
        self._parts: deque[bytes] = deque()
        self._is_complete = False
        self._error: Exception | None = None
        self._change = asyncio.Event()

    def add(self, part: bytes, *, is_last: bool) -> None:
        """Buffers a part."""
        self._parts.append(part)
        self._is_complete = is_last
        self._change.set()
        if len(self._parts) >= _MOST_PARTS and not is_last:
            self._process.pause()

    def break_off(self, error: Exception) -> None:
        """Has the iteration raise, so that the client does not take the answer for complete."""
        self._error = error
        self._change.set()

    def __aiter__(self) -> _Parts:
        return self

    async def __anext__(self) -> bytes:
        """The next part; raises EngineError where the answer breaks off."""
        while not self._parts:
            if self._is_complete:
                raise StopAsyncIteration
            if self._error is not None:
                raise EngineError(f"the answer broke off: {self._error}") from self._error
            self._change.clear()
            await self._change.wait()
        part = self._parts.popleft()
        if not self._is_complete:
            self._process.resume()
        return part

    async def aclose(self) -> None:
        """Ends the query, if it still runs."""
        if not self._is_complete:
            self._close()


class ThreadExchange(Exchange):
    """A query whose thread sends it and reads its reply; other threads only give it a worker, or an error."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        super().__init__(number, text, deadline, trusted=trusted)
        self._message = message
        self._outcomes: SimpleQueue[Worker | Exception] = SimpleQueue()

    def send(self, worker: Worker) -> None:
        """Lets the thread send its query to this worker."""
        self._outcomes.put(worker)

    def fail(self, error: Exception) -> None:
        """Lets the thread raise this error."""
        self._outcomes.put(error)

    def take(self, worker: Worker, reply: Reply) -> None:
        """Never called: no event loop reads for a thread."""
        raise AssertionError(f"worker {worker.process.identifier} sent a reply of kind {reply.kind} to an event loop")

    def next_worker(self) -> Worker:
        """The worker to send the query to, waited for; raises the error that ends the wait."""
        outcome = self._outcomes.get()
        if isinstance(outcome, Worker):
            return outcome
        raise outcome

    def reply_of(self, worker: Worker) -> Reply | None:
        """A worker's reply to the query, waited for; None if the worker exits before it replies."""
        reader = ReplyReader()
        try:
            worker.process.socket.sendall(self._message)
            while data := worker.process.socket.recv(_READ_BYTES):
                if replies := reader.feed(data):
                    return replies[0]
        except OSError:
            return None
        return None
