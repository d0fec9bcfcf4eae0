"""Lanes: which query gets which worker, and which waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest

from lq_graph.errors import EngineBusy
from querying.scheduling import Site, error_of, killed, process_of, requested, sent, slowed

SLOW, OTHER = "ASK { ?a ?b ?c }", "ASK { ?d ?e ?f }"


@pytest.fixture(name="loop")
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    with closing(asyncio.new_event_loop()) as loop:
        yield loop


def remember(site: Site, text: str) -> None:
    """Has a query be known as slow, and its worker idle again."""
    worker = site.running(text)
    site.work(worker)
    assert worker.is_slow
    site.reply(worker)


def test_untrusted_queries_never_have_the_last_worker() -> None:
    site = Site(quick=3)
    assert [site.exchange().worker is not None for _ in range(3)] == [True, True, False]
    assert site.exchange(trusted=True).worker is not None


def test_the_one_that_waited_longest_is_next_and_trusted_ones_go_first() -> None:
    site = Site(quick=2)
    busy, first, second = site.running(), site.exchange(), site.exchange()
    assert (first.worker, second.worker) == (None, None)
    assert site.exchange(trusted=True).worker is not None
    own = site.exchange(trusted=True)
    assert own.worker is None
    for expected in (own, first, second):
        assert sent(site.reply(busy)) == [expected]
        assert busy.running is expected


def test_a_slow_query_leaves_its_place_to_another_worker() -> None:
    site = Site(quick=2)
    worker, waiting = site.running(), site.exchange()
    assert waiting.worker is None
    actions = site.work(worker)
    assert slowed(actions) == [worker]
    assert sent(actions) == [waiting]
    assert waiting.worker is not worker
    assert requested(actions) == 0


def test_a_worker_goes_back_to_short_queries_after_a_slow_one() -> None:
    site = Site(quick=2)
    worker = site.running()
    site.work(worker)
    assert worker.is_slow
    site.reply(worker)
    assert worker.running is None
    assert site.running() is worker
    assert not worker.is_slow


def test_a_slow_query_of_the_site_itself_has_a_place_beyond_the_lane() -> None:
    site = Site(quick=2, slow=1)
    first, second = (site.running(trusted=True) for _ in range(2))
    assert requested(site.work(first)) == 0
    assert requested(site.work(second)) == 1
    assert first.is_slow
    assert second.is_slow
    another = site.start()
    assert killed(site.take()) == []
    assert another.running is None
    assert killed(site.reply(second)) == [second]


def test_workers_that_have_exited_are_requested_again_once() -> None:
    site = Site(quick=2)
    site.now = 5.0
    worker = site.running()
    site.exit(worker, 1)
    assert (requested(site.tick()), requested(site.tick())) == (1, 0)
    assert site.exchange().worker is not None


def test_a_query_that_a_busy_machine_delayed_is_not_remembered_as_slow() -> None:
    site = Site(quick=3)
    worker = site.running(SLOW)
    assert slowed(site.tick(0.2)) == [worker]
    again = site.exchange(SLOW)
    assert again.worker is not None
    assert not again.is_slow


def test_the_slow_lane_has_an_end() -> None:
    site = Site(quick=3, slow=1)
    first, second = site.running(), site.running()
    assert slowed(site.work(first)) == [first]
    assert slowed(site.tick(0.2)) == [first]  # as `slowed_down` was not reported
    assert not second.is_slow


def test_a_query_known_to_be_slow_waits_for_the_slow_lane() -> None:
    site = Site(quick=3)
    remember(site, SLOW)
    site.take()
    worker = site.running(SLOW)
    assert worker.is_slow
    assert slowed(site.take()) == [worker]
    again = site.exchange(SLOW)
    assert again.worker is None
    assert site.exchange().worker is not None
    site.reply(worker)
    assert worker.running is again


def test_those_that_wait_go_to_the_slow_lane_when_one_like_them_was_slow() -> None:
    site = Site(quick=2)
    first, waiting, other = site.running(SLOW), site.exchange(f"{SLOW} # 2"), site.exchange(OTHER)
    assert (waiting.worker, other.worker) == (None, None)
    assert sent(site.work(first)) == [other]
    assert waiting.is_slow
    site.reply(first)
    assert first.running is waiting


def test_a_query_is_known_to_be_slow_for_a_while_or_until_it_is_quick() -> None:
    site = Site(quick=3)
    remember(site, SLOW)
    remember(site, OTHER)
    worker = site.running(OTHER)
    assert worker.is_slow
    site.reply(worker, seconds=0.001)
    assert not site.running(OTHER).is_slow
    site.now += 100.0
    assert not site.running(SLOW).is_slow


def test_too_many_that_wait_fail() -> None:
    site = Site(quick=2)
    remember(site, SLOW)
    assert site.running(SLOW).is_slow
    for _ in range(64):
        waiting = site.exchange(SLOW)
        assert waiting.worker is None
        assert not waiting.is_over
    site.take()
    refused = site.exchange(SLOW)
    error = error_of(site.take(), refused)
    assert isinstance(error, EngineBusy)
    assert error.retry_after == 20
    assert refused.is_over
    assert site.exchange().worker is not None


def test_the_quick_queue_has_an_end_too() -> None:
    site = Site(quick=2)
    site.running()
    for _ in range(1000):
        assert not site.exchange().is_over
    site.take()
    refused = site.exchange()
    assert isinstance(error_of(site.take(), refused), EngineBusy)


def test_an_exchange_that_waits_too_long_fails_once() -> None:
    site = Site(quick=2)
    remember(site, SLOW)
    site.running(SLOW)
    late = site.exchange(SLOW)
    assert late.worker is None
    assert error_of(site.tick(9.0), late) is None
    assert isinstance(error_of(site.tick(1.0), late), EngineBusy)
    assert error_of(site.tick(1.0), late) is None


def test_a_loop_never_takes_the_last_worker_of_the_threads(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=2)
    for _ in range(2):
        worker = site.running(loop=loop, trusted=True)
        site.work(worker)
        assert worker.is_slow
    assert site.exchange(loop=loop, trusted=True).worker is None
    assert site.exchange(trusted=True).worker is not None


def test_a_few_follow_a_query_that_has_just_begun(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=4)
    site.now = 1.0
    workers = [site.exchange(loop=loop).worker for _ in range(5)]
    assert len(set(workers[:4])) == 1
    assert workers[4] not in {workers[0], None}
    site.now = 2.0
    assert site.exchange(loop=loop).worker not in {*workers, None}


def test_none_follows_a_query_that_is_not_yet_sent(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=4)
    first = site.exchange(loop=loop, sent=False)
    assert first.worker is not None
    assert site.exchange(loop=loop).worker is not first.worker


def test_none_follows_a_query_of_another_loop_or_is_trusted_or_slow(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=6)
    remember(site, SLOW)
    worker = site.running(loop=loop)
    assert site.exchange().worker is not worker
    assert site.exchange(loop=loop, trusted=True).worker is not worker
    assert site.exchange(SLOW, loop=loop).worker is not worker


def test_one_worker_too_many_is_one_that_goes() -> None:
    site = Site(quick=2, slow=1)
    idle = list(site.scheduler.workers.values())
    surplus = site.start()
    assert killed(site.take()) == [surplus]
    assert site.running() in idle
    assert site.running(trusted=True) in idle


def test_followers_of_a_stuck_query_go_elsewhere(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=4)
    line = [site.exchange(loop=loop) for _ in range(3)]
    (worker,) = {exchange.worker for exchange in line}
    assert worker is not None
    site.event(site.scheduler.cancel, line[1])
    site.now += 1e-3
    actions = site.work(worker, seconds=0.003)
    assert sent(actions) == [line[2]]
    assert line[2].worker not in {worker, None}
    assert worker.is_leaving
    assert list(worker.queue) == [line[0]]
    assert killed(site.reply(worker)) == [worker]


def test_idle_workers_find_those_that_wait_for_another_reason(loop: asyncio.AbstractEventLoop) -> None:
    site = Site(quick=2)
    busy, waiting = site.running(loop=loop), site.exchange()
    assert waiting.worker is None  # as untrusted ones have all workers but the last
    actions = site.reply(busy)
    assert busy.running is None
    assert sent(actions) == [waiting]


def test_a_worker_that_is_gone_gets_no_query() -> None:
    site = Site(quick=2)
    for worker in list(site.scheduler.workers.values())[1:]:
        process_of(worker).is_there = False
    exchange = site.exchange()
    assert exchange.worker is next(iter(site.scheduler.workers.values()))
    assert len(killed(site.take())) == 2
