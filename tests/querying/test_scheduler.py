"""Who is asked what, and when: with workers that are nothing but a socket each."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from itertools import count
from threading import Thread
from time import monotonic, sleep

import pytest

from lq_graph.querying.exchange import LoopExchange, WorkerHandle
from lq_graph.querying.formats import JSON
from lq_graph.querying.scheduler import Staff
from lq_graph.querying.wire import Kind, reply_bytes
from lq_graph.settings import Limits

NO_PROCESS, NUMBERS = count(10**9), count()
LIMITS = Limits(workers=4, seconds=20, answer_bytes=10**6, worker_bytes=10**9)
Workers = Callable[[], tuple[WorkerHandle, socket.socket]]


class Owner:
    """A pool that does nothing."""

    def finish(self, worker: WorkerHandle, exchange: object, seconds: float) -> None:
        """Nothing."""

    def cancel(self, exchange: object) -> None:
        """Nothing."""


class Zygote:
    """A zygote that notes how many workers were asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def ask_for(self, workers: int) -> None:
        """Notes it."""
        self.asked += workers


@pytest.fixture(name="workers")
def _workers() -> Iterator[Workers]:
    ends: list[socket.socket] = []

    def make() -> tuple[WorkerHandle, socket.socket]:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        reading, writing = os.pipe()
        os.close(writing)
        ends.extend((ours, theirs))
        return WorkerHandle(next(NO_PROCESS), ours, reading), theirs

    yield make
    for end in ends:
        end.close()


def staff_of(*workers: WorkerHandle) -> Staff:
    staff = Staff(LIMITS, lambda: None)
    for worker in workers:
        staff.admit(worker)
    return staff


def exchange(message: bytes) -> LoopExchange:
    return LoopExchange(next(NUMBERS), message, f"q{message[:1]!r}", monotonic() + 5, Owner(), trusted=False)


def received(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 20)
    except BlockingIOError:
        return b""


def test_queries_arrive_in_the_order_in_which_their_answers_are_taken(workers: Workers) -> None:
    """Another thread gives the first one its worker, so it is asked only when the loop comes round to it."""
    (kept, _), (worker, end) = workers(), workers()

    async def run() -> bytes:
        staff, first, second = staff_of(kept), exchange(b"[1]"), exchange(b"[2]")
        staff.submit(first)
        admitting = Thread(target=staff.admit, args=(worker,))
        admitting.start()
        admitting.join()
        staff.submit(second)
        line = [each.message for each in worker.line]
        await asyncio.sleep(0.01)
        assert received(end) == b"".join(line)
        return line[0]

    assert asyncio.run(run()) == b"[1]"


def test_a_long_query_is_sent_whole_whoever_asks_meanwhile(workers: Workers) -> None:
    (one, at_one), (other, at_other) = workers(), workers()

    async def run() -> bytes:
        staff, long, short = staff_of(one, other), exchange(b"A" * 262_144), exchange(b"B")
        staff.submit(long)
        staff.submit(short)
        got = b""
        end = at_one if long.worker is one else at_other
        deadline = monotonic() + 5
        while len(got) < 262_144 and monotonic() < deadline:
            got += received(end)
            await asyncio.sleep(0.001)
        return got

    assert asyncio.run(run()) == b"A" * 262_144


def test_a_worker_that_cannot_be_made_is_asked_for_again_once(workers: Workers) -> None:
    staff, zygote = Staff(LIMITS, lambda: None), Zygote()
    staff.zygote = zygote  # type: ignore[assignment]
    staff.look()
    assert zygote.asked == 6
    staff.forget_wish()
    for _ in range(5):
        staff.admit(workers()[0])
    sleep(0.6)
    staff.look()
    assert zygote.asked == 7
    staff.admit(workers()[0])
    staff.look()
    assert zygote.asked == 7


def test_an_answer_to_another_question_is_nobodys(workers: Workers) -> None:
    (kept, _), (worker, end) = workers(), workers()

    async def run() -> bool:
        staff, asked = staff_of(kept, worker), exchange(b"A")
        staff.submit(asked)
        assert asked.worker is worker
        end.send(reply_bytes(asked.number + 1, Kind.COMPLETE, JSON, 0.1, b"another's"))
        await asyncio.sleep(0.01)
        return asked.delivery.done()

    assert not asyncio.run(run())
    assert worker.reason is not None
