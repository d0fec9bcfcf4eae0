"""The lanes: who gets which worker, and who waits. No process is needed for that."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest

from lq_graph.errors import EngineBusy
from lq_graph.querying.exchange import Exchange, WorkerHandle
from lq_graph.querying.scheduler import Lanes
from lq_graph.querying.wire import Reply

NUMBERS = count()
SLOW, OTHER = "ASK { ?a ?b ?c }", "ASK { ?d ?e ?f }"


class Asked(Exchange):
    """An exchange that nobody waits for."""

    def __init__(self, text: str = "", *, trusted: bool = False, loop: asyncio.AbstractEventLoop | None = None) -> None:
        super().__init__(0, b"", text or f"ASK {{ <urn:{next(NUMBERS)}> ?p ?o }}", 10.0, trusted=trusted)
        self.loop = loop
        self.is_asked = True

    def grant(self, worker: WorkerHandle) -> None:
        """Nothing."""

    def fail(self, error: Exception) -> None:
        """Nothing."""

    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Nothing."""


@pytest.fixture(name="loop")
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    with closing(asyncio.new_event_loop()) as loop:
        yield loop


@pytest.fixture(name="end", scope="module")
def _end() -> Iterator[socket.socket]:
    with socket.socket() as end:
        yield end


def lanes_of(end: socket.socket, quick: int, slow: int = 1) -> Lanes:
    lanes = Lanes(quick, slow, 20)
    for number in range(quick + slow):
        worker = WorkerHandle(number, end, -1)
        lanes.workers.add(worker)
        assert lanes.next_for(worker, 0.0) is None
    return lanes


def given(lanes: Lanes, exchange: Exchange, now: float = 0.0) -> WorkerHandle | None:
    worker = lanes.place(exchange, now)
    if worker is not None:
        lanes.give(worker, exchange, now)
    return worker


def test_strangers_never_have_the_last_worker(end: socket.socket) -> None:
    lanes = lanes_of(end, 3)
    assert [given(lanes, Asked()) is not None for _ in range(3)] == [True, True, False]
    assert given(lanes, Asked(trusted=True)) is not None


def test_who_waited_longest_is_next_and_the_site_goes_first(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    busy, first, second = given(lanes, Asked()), Asked(), Asked()
    assert busy is not None
    assert (given(lanes, first), given(lanes, second)) == (None, None)
    assert given(lanes, Asked(trusted=True)) is not None
    own = Asked(trusted=True)
    assert given(lanes, own) is None
    for expected in (own, first, second):
        lanes.take_back(busy, 0.0)
        found = lanes.next_for(busy, 0.0)
        assert found is expected
        lanes.give(busy, found, 0.0)


def test_a_slow_query_leaves_its_place_to_another_worker(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    worker = given(lanes, Asked())
    assert worker is not None
    assert given(lanes, Asked()) is None
    assert lanes.to_slow(worker, 0.0, is_costly=True)
    ((_, other),) = lanes.matches(0.0)
    assert other is not worker
    assert lanes.take_wishes() == 0


def test_a_worker_goes_back_to_short_queries_after_a_slow_one(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    worker = given(lanes, Asked())
    assert worker is not None
    assert lanes.to_slow(worker, 0.0, is_costly=True)
    lanes.take_back(worker, 0.0)
    assert lanes.next_for(worker, 0.0) is None
    assert given(lanes, Asked()) is worker
    assert not worker.is_slow


def test_a_slow_query_of_the_site_itself_has_a_place_beyond_the_lane(end: socket.socket) -> None:
    lanes = lanes_of(end, 2, slow=1)
    first, second = (given(lanes, Asked(trusted=True)) for _ in range(2))
    assert first is not None
    assert second is not None
    for worker, wishes in ((first, 0), (second, 1)):
        assert lanes.to_slow(worker, 0.0, is_costly=True)
        assert lanes.take_wishes() == wishes
    lanes.requested -= 1
    lanes.workers.add(WorkerHandle(99, end, -1))
    assert not lanes.has_too_many
    lanes.take_back(second, 0.0)
    assert lanes.has_too_many


def test_workers_that_have_ended_are_asked_for_again_once(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    worker = given(lanes, Asked())
    assert worker is not None
    lanes.forget_worker(worker)
    assert (lanes.take_wishes(), lanes.take_wishes()) == (1, 0)
    assert given(lanes, Asked()) is not None


def test_a_query_that_a_busy_machine_held_up_is_not_remembered_as_slow(end: socket.socket) -> None:
    lanes = lanes_of(end, 3)
    asked = Asked(SLOW)
    worker = given(lanes, asked)
    assert worker is not None
    assert lanes.to_slow(worker, 0.0, is_costly=False)
    again = Asked(SLOW)
    assert given(lanes, again) is not None
    assert not again.is_slow


def test_the_slow_lane_has_an_end(end: socket.socket) -> None:
    lanes = lanes_of(end, 3, slow=1)
    first, second = given(lanes, Asked()), given(lanes, Asked())
    assert first is not None
    assert second is not None
    assert lanes.to_slow(first, 0.0, is_costly=True)
    assert not lanes.to_slow(second, 0.0, is_costly=True)


def test_a_query_known_to_be_slow_waits_for_the_slow_lane(end: socket.socket) -> None:
    lanes = lanes_of(end, 3)
    lanes.slow_ones.remember(Asked(SLOW), now=0.0)
    asked = Asked(SLOW)
    worker = given(lanes, asked)
    assert worker is not None
    assert worker.is_slow
    again = Asked(SLOW)
    assert given(lanes, again) is None
    assert given(lanes, Asked()) is not None
    lanes.take_back(worker, 0.0)
    assert lanes.next_for(worker, 0.0) is again


def test_those_that_wait_go_to_the_slow_lane_when_one_like_them_was_slow(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    first, waiting, other = given(lanes, Asked(SLOW)), Asked(f"{SLOW} # 2"), Asked(OTHER)
    assert first is not None
    assert (given(lanes, waiting), given(lanes, other)) == (None, None)
    assert lanes.to_slow(first, 0.0, is_costly=True)
    ((found, _),) = lanes.matches(0.0)
    assert found is other
    assert waiting.is_slow
    lanes.take_back(first, 0.0)
    assert lanes.next_for(first, 0.0) is waiting


def test_a_query_is_known_to_be_slow_for_a_while_or_until_it_is_quick(end: socket.socket) -> None:
    lanes = lanes_of(end, 3)
    lanes.slow_ones.remember(Asked(SLOW), now=0.0)
    lanes.slow_ones.remember(Asked(OTHER), now=0.0)
    lanes.slow_ones.forget(Asked(OTHER))
    for asked, now in ((Asked(SLOW), 100.0), (Asked(OTHER), 0.0)):
        worker = given(lanes, asked, now)
        assert worker is not None
        assert not worker.is_slow


def test_too_many_that_wait_are_refused(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    lanes.slow_ones.remember(Asked(SLOW), now=0.0)
    assert given(lanes, Asked(SLOW)) is not None
    for _ in range(64):
        assert given(lanes, Asked(SLOW)) is None
    with pytest.raises(EngineBusy) as caught:
        given(lanes, Asked(SLOW))
    assert caught.value.retry_after == 20
    assert given(lanes, Asked()) is not None


def test_who_waits_too_long_waits_no_more(end: socket.socket) -> None:
    lanes = lanes_of(end, 2)
    given(lanes, Asked())
    late = Asked()
    assert given(lanes, late) is None
    assert lanes.overdue(9.0) == []
    assert lanes.overdue(10.0) == [late]
    assert lanes.overdue(10.0) == []


def test_a_loop_never_takes_the_last_worker_of_the_threads(end: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
    lanes = lanes_of(end, 2)
    for _ in range(2):
        worker = given(lanes, Asked(loop=loop, trusted=True), now=5.0)
        assert worker is not None
        assert lanes.to_slow(worker, 5.0, is_costly=True)
    assert given(lanes, Asked(loop=loop, trusted=True), now=5.0) is None
    assert given(lanes, Asked(trusted=True)) is not None


def test_a_few_stand_in_line_behind_a_query_that_has_just_begun(
    end: socket.socket, loop: asyncio.AbstractEventLoop
) -> None:
    lanes = lanes_of(end, 4)
    workers = [given(lanes, Asked(loop=loop), now=1.0) for _ in range(5)]
    assert len(set(workers[:4])) == 1
    assert workers[4] not in {workers[0], None}
    later = given(lanes, Asked(loop=loop), now=2.0)
    assert later not in {*workers, None}


def test_nobody_stands_behind_a_query_that_is_still_to_be_asked(
    end: socket.socket, loop: asyncio.AbstractEventLoop
) -> None:
    lanes = lanes_of(end, 4)
    first = Asked(loop=loop)
    first.is_asked = False
    assert given(lanes, first) is not given(lanes, Asked(loop=loop))


def test_one_worker_too_many_is_one_that_goes(end: socket.socket) -> None:
    lanes = lanes_of(end, 2, slow=1)
    lanes.workers.add(WorkerHandle(99, end, -1))
    assert lanes.has_too_many
    next(iter(lanes.workers)).is_leaving = True
    assert not lanes.has_too_many


def test_those_in_line_behind_a_slow_query_go_elsewhere(end: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
    lanes = lanes_of(end, 4)
    line = [Asked(loop=loop) for _ in range(3)]
    (worker,) = {given(lanes, exchange) for exchange in line}
    assert worker is not None
    line[1].is_over = True
    assert lanes.take_line(worker) == [line[2]]
    assert worker.is_leaving
    assert list(worker.line) == [line[0]]
    assert lanes.forget_worker(worker) == [line[0]]


def test_free_workers_find_who_waits_for_another_reason(end: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
    lanes = lanes_of(end, 2)
    busy, waiting = given(lanes, Asked(loop=loop)), Asked()
    assert busy is not None
    assert given(lanes, waiting) is None  # for strangers have all but the last
    lanes.take_back(busy, 0.0)
    assert lanes.next_for(busy, 0.0) is None
    assert [exchange for exchange, _ in lanes.matches(0.0)] == [waiting]
