"""Actions are carried out, on workers that are only a socket."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from itertools import count
from threading import Thread
from time import monotonic

import pytest

from lq_graph.processes.supervisor import Child
from lq_graph.querying.formats import JSON
from lq_graph.querying.pool import Dispatcher, LoopExchange
from lq_graph.querying.scheduler import Scheduler
from lq_graph.querying.wire import Kind, reply_bytes
from lq_graph.querying.workers import Worker, WorkerProcess
from lq_graph.settings import Limits

NO_PROCESS, NUMBERS = count(10**9), count()
LIMITS = Limits(workers=4, seconds=20, answer_bytes=10**6, worker_bytes=10**9)
Workers = Callable[[], tuple[Worker, socket.socket]]


@pytest.fixture(name="dispatcher")
def _dispatcher() -> Dispatcher:
    return Dispatcher(Scheduler(LIMITS), lambda number: None)


@pytest.fixture(name="workers")
def _workers(dispatcher: Dispatcher) -> Iterator[Workers]:
    """A function that makes a worker, and the other end of its socket."""
    ends: list[socket.socket] = []
    watches: list[int] = []

    def make() -> tuple[Worker, socket.socket]:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        watch = os.pidfd_open(os.getpid())
        ends.extend((ours, theirs))
        watches.append(watch)
        return Worker(Harmless(Child(next(NO_PROCESS), ours, watch), dispatcher)), theirs

    yield make
    for end in ends:
        end.close()
    for watch in watches:
        os.close(watch)


class Harmless(WorkerProcess):
    """A process that cannot be killed, as it is this one."""

    def kill(self) -> None:
        """Nothing."""


def start(dispatcher: Dispatcher, *workers: Worker) -> None:
    for worker in workers:
        dispatcher.handle(dispatcher.scheduler.worker_started, worker)


def submitted(dispatcher: Dispatcher, message: bytes) -> LoopExchange:
    text = f"q{message[:1]!r}"
    exchange = LoopExchange(next(NUMBERS), message, text, monotonic() + 5, lambda exchange: None, trusted=False)
    dispatcher.handle(dispatcher.scheduler.submit, exchange)
    return exchange


def received(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 20)
    except BlockingIOError:
        return b""


def test_queries_arrive_in_the_order_in_which_their_answers_are_taken(dispatcher: Dispatcher, workers: Workers) -> None:
    """Another thread gives the first one its worker, so it is sent only when the loop comes round to it."""
    (for_threads, _), (worker, end) = workers(), workers()

    async def run() -> bytes:
        start(dispatcher, for_threads)
        first = submitted(dispatcher, b"[1]")
        starting = Thread(target=start, args=(dispatcher, worker))
        starting.start()
        starting.join()
        messages = {first: b"[1]", submitted(dispatcher, b"[2]"): b"[2]"}
        line = [message for exchange, message in messages.items() if exchange in worker.queue]
        assert worker.running is first
        await asyncio.sleep(0.01)
        assert received(end) == b"".join(line)
        return line[0]

    assert asyncio.run(run()) == b"[1]"


def test_a_long_query_is_sent_whole_whatever_is_sent_meanwhile(dispatcher: Dispatcher, workers: Workers) -> None:
    (one, at_one), (other, at_other) = workers(), workers()

    async def run() -> bytes:
        start(dispatcher, one, other)
        long = submitted(dispatcher, b"A" * 262_144)
        submitted(dispatcher, b"B")
        got = b""
        end = at_one if long.worker is one else at_other
        deadline = monotonic() + 5
        while len(got) < 262_144 and monotonic() < deadline:
            got += received(end)
            await asyncio.sleep(0.001)
        return got

    assert asyncio.run(run()) == b"A" * 262_144


def test_a_reply_to_another_question_is_given_to_none(dispatcher: Dispatcher, workers: Workers) -> None:
    (for_threads, _), (worker, end) = workers(), workers()

    async def run() -> bool:
        start(dispatcher, for_threads, worker)
        asked = submitted(dispatcher, b"A")
        assert asked.worker is worker
        end.send(reply_bytes(asked.number + 1, Kind.COMPLETE, JSON, 0.1, b"another's"))
        end.send(reply_bytes(asked.number, Kind.COMPLETE, JSON, 0.1, b"after it"))
        await asyncio.sleep(0.01)
        return asked.delivery.done()

    assert not asyncio.run(run())
    assert worker.kill_reason is not None


def test_a_reply_is_delivered_and_its_worker_gets_the_next_query(dispatcher: Dispatcher, workers: Workers) -> None:
    (for_threads, _), (worker, end) = workers(), workers()

    async def run() -> bytes:
        start(dispatcher, for_threads, worker)
        asked = submitted(dispatcher, b"A")
        end.send(reply_bytes(asked.number, Kind.COMPLETE, JSON, 0.1, b"the answer"))
        delivery = await asked.delivery
        assert submitted(dispatcher, b"B").worker is worker
        return delivery.body

    assert asyncio.run(run()) == b"the answer"
    assert received(end) == b"AB"
