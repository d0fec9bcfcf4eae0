"""Each transition of a worker and of an exchange, and each way in which one fails; without processes or clocks."""

from __future__ import annotations

import ast
import asyncio
import signal

import pytest

from conftest import ROOT
from lq_graph.errors import LqError, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Load
from lq_graph.querying.scheduler import verdict
from lq_graph.querying.workers import Reason, SlowDown, StartWorkers, Worker
from querying.scheduling import (
    FakeProcess,
    Site,
    error_of,
    killed,
    process_of,
    released,
    requested,
    sent,
    slowed,
)

KILLED = -signal.SIGKILL


# The engine starts, fails, and is closed


def test_workers_of_both_lanes_are_requested_once_the_engine_is_ready() -> None:
    site = Site(quick=4, slow=2, start=False)
    assert site.take() == [StartWorkers(6)]
    assert site.tick() == []
    assert site.scheduler.is_active


def test_an_exchange_waits_for_the_first_worker() -> None:
    site = Site(start=False)
    early = site.exchange()
    assert early.worker is None
    site.start()
    assert early.worker is not None


def test_a_worker_that_cannot_be_started_is_requested_again_after_a_pause() -> None:
    site = Site(quick=4, slow=2, start=False)
    assert requested(site.take()) == 6
    site.event(site.scheduler.start_failed)
    for _ in range(5):
        site.start()
    assert requested(site.tick()) == 0
    assert site.scheduler.is_active
    assert requested(site.tick(0.6)) == 1
    site.start()
    assert requested(site.tick()) == 0


def test_a_worker_that_exits_before_its_first_query_is_requested_again_after_a_pause() -> None:
    site = Site()
    site.exit(next(iter(site.scheduler.workers.values())), 1)
    assert requested(site.tick(0.4)) == 0
    assert requested(site.tick(0.2)) == 1


def test_an_engine_whose_workers_never_come_hangs() -> None:
    site = Site(start=False)

    def hangs(after: float) -> bool:
        site.now += after
        return site.scheduler.is_engine_hanging

    assert [hangs(9.0), hangs(2.0)] == [False, True]
    site.event(site.scheduler.engine_gone)
    assert not hangs(2.0)


def test_while_the_engine_cannot_start_every_exchange_fails() -> None:
    site = Site(start=False)
    waiting = site.exchange()
    assert str(error_of(site.event(site.scheduler.engine_failed, "no store"), waiting)) == "no store"
    site.take()
    late = site.exchange()
    assert str(error_of(site.take(), late)) == "no store"
    site.event(site.scheduler.engine_starting)
    assert not site.exchange().is_over


def test_exchanges_outlive_an_engine_that_is_gone_unless_their_reply_has_begun() -> None:
    site = Site(quick=3)
    silent, begun = site.exchange(), site.exchange()
    begun.has_begun = True
    workers = list(site.scheduler.workers.values())
    by_thread = [worker for worker in workers if worker.running]
    actions = site.event(site.scheduler.engine_gone)
    assert site.scheduler.workers == {}
    assert [worker for worker in workers if worker not in released(actions)] == by_thread
    assert "in the middle" in str(error_of(actions, begun))
    assert not silent.is_over
    assert requested(site.tick(1.0)) == 0
    site.event(site.scheduler.engine_ready)
    assert requested(site.tick()) == 4
    assert site.start(FakeProcess(99)).running is silent
    assert all(worker.has_exited for worker in workers)


def test_an_engine_that_is_closed_kills_and_fails_everything_and_takes_nothing_more() -> None:
    site = Site()
    running, waiting = site.exchange(), site.exchange()
    worker = running.worker
    assert worker is not None
    actions = site.event(site.scheduler.close)
    assert len(killed(actions)) == 3
    assert "closed" in str(error_of(actions, waiting))
    assert "closed" in str(error_of(site.exit(worker, KILLED), running))
    site.take()
    late = site.exchange()
    assert "closed" in str(error_of(site.take(), late))
    assert requested(site.tick(1.0)) == 0
    newest = site.start(FakeProcess(99))
    assert killed(site.take()) == [newest]


# An exchange runs, and its reply comes


def test_an_exchange_is_sent_and_over_with_its_reply() -> None:
    site = Site()
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    assert sent(site.take()) == [exchange]
    assert site.scheduler.load == Load(3, 1, 0)
    assert site.reply(worker) == []
    assert exchange.is_over
    assert exchange.worker is None
    assert site.scheduler.load == Load(3, 0, 0)
    assert not site.scheduler.is_active


def test_a_query_past_its_time_is_a_timeout() -> None:
    site = Site(seconds=20)
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    assert killed(site.tick(19.9)) == []
    assert killed(site.tick(0.2)) == [worker]
    assert killed(site.tick()) == []
    error = error_of(site.exit(worker, KILLED), exchange)
    assert isinstance(error, QueryTimeout)
    assert error.limit == 20


def test_a_client_that_leaves_has_its_worker_killed() -> None:
    site = Site()
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    actions = site.event(site.scheduler.cancel, exchange)
    assert killed(actions) == [worker]
    assert isinstance(error_of(actions, exchange), QueryCancelled)
    assert site.event(site.scheduler.cancel, exchange) == []
    assert error_of(site.exit(worker, KILLED), exchange) is None


def test_a_client_that_leaves_while_it_waits_kills_nothing_and_gets_no_worker() -> None:
    site = Site()
    worker, waiting, other = site.running(), site.exchange(), site.exchange()
    assert killed(site.event(site.scheduler.cancel, waiting)) == []
    assert sent(site.reply(worker)) == [other]


def test_a_follower_whose_client_has_left_is_stopped_when_its_turn_comes() -> None:
    site = Site(quick=4)
    loop = asyncio.new_event_loop()
    first, second = (site.exchange(loop=loop) for _ in range(2))
    worker = first.worker
    assert worker is not None
    assert second.worker is worker
    assert killed(site.event(site.scheduler.cancel, second)) == []
    site.reply(worker)
    assert killed(site.tick()) == [worker]
    loop.close()


def test_a_reply_that_comes_when_the_exchange_has_another_worker_stops_that_one() -> None:
    site = Site(quick=3)
    exchange = site.exchange()
    first = exchange.worker
    assert first is not None
    site.exit(first, KILLED)
    second = exchange.worker
    assert second not in {first, None}
    actions = site.event(site.scheduler.replied, first, exchange, 0.01)
    assert killed(actions) == [second]
    assert exchange.is_over


# A worker is slowed down


def test_a_worker_in_the_slow_lane_is_slowed_down_until_that_succeeds() -> None:
    site = Site()
    worker = site.running()
    assert slowed(site.work(worker)) == [worker]
    assert slowed(site.tick()) == [worker]
    site.event(site.scheduler.slowed_down, worker)
    assert slowed(site.tick()) == []


def test_each_slow_query_of_a_worker_is_slowed_down() -> None:
    site = Site()
    text = "ASK { ?a ?b ?c }"
    worker = site.running(text)
    site.work(worker)
    site.event(site.scheduler.slowed_down, worker)
    site.reply(worker)
    site.take()
    again = site.exchange(text)
    assert again.worker is worker
    assert site.take() == [SlowDown(worker), (again, worker)]


def test_a_costly_query_without_a_place_in_the_slow_lane_gives_up_its_worker_and_waits_there() -> None:
    site = Site(quick=3, slow=1)
    first, second = site.running(), site.exchange()
    worker = second.worker
    assert worker is not None
    site.work(first)
    assert killed(site.work(worker)) == [worker]
    actions = site.exit(worker, KILLED)
    assert error_of(actions, second) is None
    assert second.is_slow
    assert site.scheduler.load.waiting == 1
    site.tick(1.0)
    site.start(FakeProcess(99))
    site.reply(first)
    assert second.worker is not None
    assert second.worker.is_slow


def test_a_costly_query_whose_reply_has_begun_keeps_its_worker() -> None:
    site = Site(quick=3, slow=1)
    first, second = site.running(), site.exchange()
    second.has_begun = True
    assert second.worker is not None
    site.work(first)
    assert killed(site.work(second.worker)) == []


# A worker leaves, or exits


@pytest.mark.parametrize("is_busy", [False, True])
def test_the_largest_worker_leaves_when_all_together_have_too_much_memory(is_busy: bool) -> None:
    site = Site(quick=2, slow=1)
    large, small = (site.running(trusted=True) for _ in range(2))
    process_of(large).memory, process_of(small).memory = 900, 200
    site.work(large)
    site.work(small)
    assert killed(site.reply(large)) == []
    if is_busy:
        assert site.running(trusted=True) is large
    assert killed(site.reply(small)) == ([] if is_busy else [large])
    assert large.is_leaving
    if is_busy:
        assert killed(site.reply(large)) == [large]


def test_a_worker_of_a_loop_that_is_closed_is_killed() -> None:
    site = Site()
    loop = asyncio.new_event_loop()
    worker = site.running(loop=loop)
    site.reply(worker)
    assert killed(site.tick()) == []
    loop.close()
    assert killed(site.tick()) == [worker]


def test_a_worker_that_replies_to_another_question_is_killed_and_its_query_runs_again() -> None:
    site = Site()
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    assert killed(site.event(site.scheduler.protocol_violated, worker)) == [worker]
    site.exit(worker, KILLED)
    assert not exchange.is_over
    assert exchange.worker not in {worker, None}


def test_a_worker_that_has_exited_is_not_killed() -> None:
    site = Site()
    worker = site.running()
    site.exit(worker, KILLED)
    assert killed(site.event(site.scheduler.protocol_violated, worker)) == []


def test_a_worker_whose_exit_is_never_reported_is_given_up() -> None:
    site = Site()
    site.now = 5.0
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    site.event(site.scheduler.connection_lost, worker)
    site.tick(0.9)
    assert exchange.worker is worker
    site.tick(0.2)
    assert worker.has_exited
    assert exchange.worker not in {worker, None}
    assert site.exit(worker) == []


def test_a_query_whose_worker_was_lost_before_it_began_runs_again_however_late_the_exit_is_reported() -> None:
    site = Site()
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    site.event(site.scheduler.connection_lost, worker)
    site.tick(0.5)
    assert not worker.is_slow
    assert error_of(site.exit(worker, KILLED), exchange) is None
    assert exchange.worker not in {worker, None}


def test_a_query_that_waited_gets_no_idle_worker_that_is_gone() -> None:
    site = Site()
    first, second = site.exchange(), site.exchange()
    idle = [each for each in site.scheduler.workers.values() if not each.queue]
    process_of(idle[-1]).is_there = False
    assert first.worker is not None
    assert killed(site.work(first.worker)) == [idle[-1]]
    assert second.worker is idle[0]


def test_the_descriptors_of_a_worker_that_no_thread_reads_are_closed_at_its_exit() -> None:
    site = Site()
    loop = asyncio.new_event_loop()
    idle = next(iter(site.scheduler.workers.values()))
    assert released(site.exit(idle)) == [idle]
    exchange = site.exchange(loop=loop)
    by_loop = exchange.worker
    assert by_loop is not None
    assert released(site.exit(by_loop)) == [by_loop]
    assert released(site.event(site.scheduler.replied, by_loop, exchange, 0.01)) == []  # read just before the exit
    loop.close()


def test_the_descriptors_of_a_worker_that_a_thread_reads_are_closed_when_it_is_done() -> None:
    site = Site(quick=3)
    first, second = site.exchange(), site.exchange()
    one, two = first.worker, second.worker
    assert one is not None
    assert two is not None
    assert released(site.exit(one)) + released(site.exit(two)) == []
    assert released(site.event(site.scheduler.connection_lost, one)) == [one]
    assert released(site.event(site.scheduler.replied, two, second, 0.01)) == [two]


def test_a_thread_whose_client_has_left_still_reads_until_the_connection_is_lost() -> None:
    site = Site()
    exchange = site.exchange()
    worker = exchange.worker
    assert worker is not None
    site.event(site.scheduler.cancel, exchange)
    assert released(site.exit(worker, KILLED)) == []
    assert released(site.event(site.scheduler.connection_lost, worker)) == [worker]


def test_a_query_whose_workers_are_always_killed_before_they_begin_fails_at_last() -> None:
    site = Site()
    exchange = site.exchange()
    for number in range(8):
        assert exchange.worker is not None
        assert error_of(site.exit(exchange.worker, KILLED), exchange) is None
        site.start(FakeProcess(100 + number))
    assert exchange.worker is not None
    assert isinstance(error_of(site.exit(exchange.worker, KILLED), exchange), QueryExhausted)


def test_a_reading_of_the_clock_of_a_process_that_has_exited_changes_nothing() -> None:
    site = Site()
    worker = site.running()
    site.work(worker, 0.005)
    process_of(worker).clock = None
    site.tick()
    assert worker.processor_seconds == pytest.approx(0.005)


# The verdict


@pytest.mark.parametrize(
    ("reason", "used", "status", "tries", "expected"),
    [
        (Reason.TIMEOUT, 5.0, KILLED, 0, QueryTimeout),
        (Reason.CANCELLED, 5.0, KILLED, 0, QueryCancelled),
        (Reason.DISPLACED, 5.0, KILLED, 0, None),
        (Reason.CLOSED, 5.0, KILLED, 0, None),
        (None, 0.0, KILLED, 0, None),
        (None, 0.0, 0, 0, None),
        (None, 0.0, KILLED, 8, QueryExhausted),
        (None, 0.0, -signal.SIGSEGV, 0, QueryExhausted),
        (None, 0.0, 1, 0, QueryExhausted),
        (None, 0.02, KILLED, 0, QueryExhausted),
    ],
)
def test_the_verdict_on_a_query_whose_worker_exited(
    reason: Reason | None, used: float, status: int, tries: int, expected: type[LqError] | None
) -> None:
    worker = Worker(FakeProcess(1))
    worker.kill_reason, worker.processor_seconds = reason, used
    found = verdict(worker, status, tries, 20)
    assert (None if found is None else type(found)) is expected


def test_the_verdict_names_the_signal_or_the_status() -> None:
    worker = Worker(FakeProcess(1))
    assert "SIGSEGV" in str(verdict(worker, -signal.SIGSEGV, 0, 20))
    assert "exit status 3" in str(verdict(worker, 3, 0, 20))


def test_a_slow_query_whose_worker_was_killed_from_outside_is_exhausted() -> None:
    worker = Worker(FakeProcess(1))
    worker.is_slow = True
    assert isinstance(verdict(worker, KILLED, 0, 20), QueryExhausted)
    assert verdict(worker, 0, 0, 20) is None


def test_no_other_module_writes_the_states_of_workers_and_exchanges() -> None:
    states = {*vars(Worker(FakeProcess(1))), "worker", "is_slow", "is_over", "tries"}
    written = {
        f"{path.name}: {ast.unparse(target)}"
        for path in (ROOT / "lq_graph/querying").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for target in (node.targets if isinstance(node, ast.Assign) else [])
        if isinstance(target, ast.Attribute) and target.attr in states and ast.unparse(target.value) != "self"
    }
    assert {each for each in written if not each.startswith("scheduler.py")} == set()
    assert written
