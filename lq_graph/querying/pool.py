"""Oxigraph in worker processes that can be killed: what strangers ask is asked here."""

from __future__ import annotations

from asyncio import CancelledError
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic

from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.engine import Answer, Delivery, Load, Query
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.guard import check_size
from lq_graph.querying.handle import WorkerHandle
from lq_graph.querying.loop_exchange import LoopExchange
from lq_graph.querying.supervisor import Supervisor
from lq_graph.querying.thread_exchange import ThreadExchange
from lq_graph.querying.wire import Kind, Reply, question_bytes
from lq_graph.settings import Limits

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
