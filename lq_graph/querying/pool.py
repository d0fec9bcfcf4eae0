"""A pool of worker processes that answer queries and can be killed."""

from __future__ import annotations

import logging
import os
import select
import socket
from asyncio import CancelledError
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Load, Query
from lq_graph.querying.exchange import Exchange, LoopExchange, ThreadExchange, WorkerHandle
from lq_graph.querying.guard import check_size
from lq_graph.querying.scheduler import CLOSED, Staff
from lq_graph.querying.wire import Kind, Reply, question_bytes
from lq_graph.querying.zygote import Born, Ended, Failed, News, Ready
from lq_graph.querying.zygote_process import ZygoteProcess
from lq_graph.settings import Limits

# The thread that keeps the zygote: started, listened to, started anew; and that looks after its workers.

_TICK_SECONDS = 0.005
_IDLE_SECONDS = 0.5
_RETRY_SECONDS = 1.0
_MOST_SILENT_ENDS = 3
_LOG = logging.getLogger(__name__)


class Supervisor:
    """Keeps a staff of workers over a store, from its making to its closing."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.staff = Staff(limits, self._wake)
        self.is_in_memory = False
        self._store = store
        self._limits = limits
        self._failed = 0.0
        self._silent_ends = 0
        self._again = Event()
        self._bell, self._button = os.pipe()
        os.set_blocking(self._button, False)
        self._thread = Thread(target=self._keep, daemon=True, name="lq-supervisor")
        self._thread.start()

    def try_again(self) -> None:
        """Has the engine started again after a failure, not more than once a second."""
        if monotonic() - self._failed >= _RETRY_SECONDS:
            self.staff.failure = ""
            self._again.set()

    def close(self) -> None:
        """Ends everything and waits until it is gone."""
        self.staff.close()
        self._again.set()
        self._wake()
        self._thread.join()

    def _wake(self) -> None:
        with suppress(OSError):  # full, so it rings already; or closed
            os.write(self._button, b"!")

    def _keep(self) -> None:
        """The thread's life: a zygote after another, until the engine is closed."""
        while not self.staff.is_closed:
            self._again.clear()
            failure = self._attend_one()
            if failure and not self.staff.is_closed:
                self._failed = monotonic()
                self.staff.failure = failure
                self.staff.refuse_all(failure)
                self._again.wait()
        self.staff.refuse_all(CLOSED)
        os.close(self._bell)
        os.close(self._button)

    def _attend_one(self) -> str:
        """Attends a zygote as long as it lives; why there is none, if so."""
        try:
            zygote = ZygoteProcess(self._store, self._limits)
        except EngineError as error:
            return str(error)
        try:
            return self._attend(zygote)
        except Exception as error:  # whoever waits must hear of it
            _LOG.exception("the engine's supervisor failed")
            return f"the engine failed: {type(error).__name__}: {error}"
        finally:
            zygote.end()
            self.staff.bury_all()

    def _attend(self, zygote: ZygoteProcess) -> str:
        was_ready = False
        active_until = 0.0
        while not self.staff.is_closed:
            for _ in self._ready_ones(zygote, active_until):
                news, descriptors = zygote.news()
                if news is None:
                    return self._silent_end(was_ready=was_ready)
                if isinstance(news, Failed) and not was_ready:
                    return news.reason
                was_ready = True
                self._hear(news, descriptors, zygote)
            if self.staff.look():
                active_until = monotonic() + _IDLE_SECONDS
            if self.staff.waits_in_vain():
                return ""
        return ""

    def _silent_end(self, *, was_ready: bool) -> str:
        """Why the engine is not simply started anew: it ended several times before it was ready."""
        self._silent_ends = 0 if was_ready else self._silent_ends + 1
        return "the engine does not start; see its messages above" if self._silent_ends >= _MOST_SILENT_ENDS else ""

    def _ready_ones(self, zygote: ZygoteProcess, active_until: float) -> Sequence[ZygoteProcess]:
        """The zygote, if it has news; waited for until the next tick, or, when nothing happens, until somebody asks."""
        is_idle = monotonic() > active_until
        self.staff.is_asleep = is_idle
        if is_idle and self.staff.look():  # something began just before
            self.staff.is_asleep = is_idle = False
        watched: list[ZygoteProcess | int] = [zygote, self._bell]
        readable, _, _ = select.select(watched, [], [], None if is_idle else _TICK_SECONDS)
        self.staff.is_asleep = False
        if self._bell in readable:
            os.read(self._bell, 1 << 10)
        return [zygote] if zygote in readable else []

    def _hear(self, news: News, descriptors: list[int], zygote: ZygoteProcess) -> None:
        if isinstance(news, Ready):
            self.is_in_memory = news.in_memory
            self.staff.zygote = zygote
            if not news.confined:
                _LOG.warning("this system has no seccomp filter: query workers are confined by limits alone")
        elif isinstance(news, Born):
            end, watch = descriptors
            self.staff.admit(WorkerHandle(news.process, socket.socket(fileno=end), watch))
        elif isinstance(news, Ended):
            self.staff.bury(news.process, news.status)
        else:
            _LOG.warning("%s", news.reason)
            self.staff.forget_wish()


# Oxigraph in worker processes that can be killed: what strangers ask is asked here.

PATIENCE = 5.0
_MOST_NUMBERS = 1 << 32


class WorkerPool:
    """Answers queries over a store in forked processes, for any number of threads and event loops at once.

    A query is asked of a worker in the thread that waits for it. The supervisor, a thread, has the zygote fork workers,
    ends those whose time is up, and moves slow queries to their lane.
    """

    def __init__(self, store: Path, limits: Limits, patience: float = PATIENCE) -> None:
        """A pool whose workers are being started; `patience` is how long a query waits for a free one, in seconds."""
        self._limits = limits
        self._patience = patience
        self._numbers = count()
        self._supervisor = Supervisor(store.absolute(), limits)
        self._staff = self._supervisor.staff

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query, or none; if it is cancelled, it ends with its worker at once.

        Raises QueryError if it gets none (a refusal, QueryExhausted, QueryTimeout, EngineBusy, QueryCancelled …),
        EngineError if no worker can be started.
        """
        number, message = self._message(query, may_stream=False)
        exchange = ThreadExchange(number, message, query.text, monotonic() + self._patience, trusted=query.trusted)
        if cancel is None:
            return self._waited_for(exchange)
        cancel.check()
        with cancel.on_cancel(partial(self.cancel, exchange)):
            return self._waited_for(exchange)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The answer, complete or with parts that follow; if the wait is cancelled, the query ends with its worker.

        Raises as `answer` does.
        """
        number, message = self._message(query, may_stream=True)
        deadline = monotonic() + self._patience
        exchange = LoopExchange(number, message, query.text, deadline, self, trusted=query.trusted)
        self._submit(exchange)
        try:
            return await exchange.delivery
        except CancelledError:
            self.cancel(exchange)
            raise

    def cancel(self, exchange: Exchange) -> None:
        """Ends an exchange and what its worker does."""
        self._staff.cancel(exchange)

    def finish(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Takes back a worker that has answered."""
        self._staff.finish(worker, exchange, seconds)

    def close(self) -> None:
        """Ends every worker and waits until all are gone."""
        self._supervisor.close()

    @property
    def is_in_memory(self) -> bool:
        """Whether the store is held in memory; known once the first query is answered."""
        return self._supervisor.is_in_memory

    @property
    def worker_identifiers(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        return self._staff.workers

    @property
    def load(self) -> Load:
        """The workers, those at work, and the queries that wait."""
        return self._staff.load

    def _submit(self, exchange: Exchange) -> None:
        if self._staff.failure:
            self._supervisor.try_again()
        self._staff.submit(exchange)

    def _message(self, query: Query, *, may_stream: bool) -> tuple[int, bytes]:
        check_size(query.text)
        number = next(self._numbers) % _MOST_NUMBERS
        return number, question_bytes(query, self._limits.seconds, may_stream, number)

    def _waited_for(self, exchange: ThreadExchange) -> Answer:
        self._submit(exchange)
        while True:
            worker = exchange.next_worker()
            reply = exchange.ask(worker)
            if reply is None:
                self._staff.leave(worker)
                continue
            self.finish(worker, exchange, reply.seconds)
            return _answer(reply)


def _answer(reply: Reply) -> Answer:
    if reply.kind != Kind.COMPLETE or reply.format is None:
        raise reply.refusal()
    return Answer(reply.body, reply.format, reply.seconds)
