"""Queries that are killed, whatever they do: no partial answer, and a worker for the next query."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest

from lq_graph.errors import EngineBusy, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Cancellation, Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool
from processes.watching import children_of, is_there, state, until
from querying.watching import (
    CHEAP,
    CHEAP_BODY,
    ENDLESS,
    answers,
    end,
    endless,
    fork_servers,
    held,
    is_complete,
    slow_workers,
    whole,
    works,
)

Pools = Callable[..., WorkerPool]


def test_a_query_past_its_deadline_is_ended_with_its_worker(pools: Pools) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    assert until(lambda: is_complete(pool))
    workers = pool.worker_identifiers
    with ThreadPoolExecutor(1) as threads:
        start = monotonic()
        caught = threads.submit(pool.answer, ENDLESS).exception()
        assert monotonic() - start >= 1
    assert isinstance(caught, QueryTimeout)
    assert caught.limit == 1
    assert until(lambda: answers(pool))
    assert until(lambda: sum(not state(worker) for worker in workers) == 1)


@pytest.mark.wall_clock
def test_sixteen_killers_at_once_hold_up_no_cheap_query(pools: Pools) -> None:
    pool = pools(seconds=1, slow_workers=2, queue_timeout=3)
    assert until(lambda: answers(pool))
    with ThreadPoolExecutor(16) as threads:
        killers = [threads.submit(pool.answer, endless(number)) for number in range(16)]
        sleep(0.3)
        longest = 0.0
        for _ in range(100):
            start = monotonic()
            assert pool.answer(CHEAP).body == CHEAP_BODY
            longest = max(longest, monotonic() - start)
        errors = [each.exception() for each in killers]
    assert longest < 2
    assert {type(error) for error in errors} <= {QueryTimeout, EngineBusy}
    assert sum(isinstance(error, QueryTimeout) for error in errors) >= 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_that_ends_in_a_query_gives_no_answer_and_is_replaced(
    pools: Pools, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    monkeypatch.setattr("lq_graph.querying.scheduler._LOST_SECONDS", 60.0)  # its exit is waited for, however late
    pool = pools()
    pool.answer(CHEAP)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, ENDLESS)
        assert until(works(pool))
        os.kill(slow_workers(pool)[0], how)
        assert isinstance(asked.exception(), QueryExhausted)
        assert how.name in str(asked.exception())
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_an_idle_worker_killed_by_hand_costs_nobody_an_answer(pools: Pools) -> None:
    pool = pools()
    for _ in range(3):
        assert pool.answer(CHEAP).body == CHEAP_BODY
        for worker in pool.worker_identifiers:
            end(worker)
        sleep(0.02)
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_stopped_worker_is_a_timeout(pools: Pools) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    assert until(lambda: is_complete(pool))  # a worker that starts later would answer
    stopped = pool.worker_identifiers
    for worker in stopped:
        os.kill(worker, signal.SIGSTOP)
    with pytest.raises(QueryTimeout):
        pool.answer(Query("SELECT * {?s ?p '" + "x" * 250_000 + "'}"))
    for worker in stopped:
        end(worker, signal.SIGCONT)
    assert until(lambda: answers(pool))


@pytest.mark.parametrize("triples", [10**6, 0], ids=["memory", "disk"])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {FILTER(" + "1+" * 50_000 + "1)}",
        "SELECT * {" + "MINUS{}" * 30_000 + "}",
        "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY ?i",
    ],
)
def test_a_query_that_needs_too_much_ends_only_its_worker(pools: Pools, text: str, triples: int) -> None:
    pool = pools(worker_bytes=200_000_000, seconds=60, memory_triples=triples)
    with pytest.raises(QueryExhausted, match="ask for less"):
        pool.answer(Query(text))
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_cancelled_query_ends_with_its_worker_at_once(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    cancel = Cancellation()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, ENDLESS, cancel)
        assert until(works(pool))
        (worker,) = slow_workers(pool)
        cancel.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert until(lambda: not is_there(worker))  # long before its time is over
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_query_that_waits_for_a_worker_can_be_cancelled(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    running, waiting = Cancellation(), Cancellation()
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(pool.answer, ENDLESS, running)
        assert until(works(pool))
        asked = threads.submit(pool.answer, ENDLESS, waiting)
        assert until(lambda: pool.load.waiting == 1)
        waiting.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert not slow.done()
        running.cancel()
        assert isinstance(slow.exception(), QueryCancelled)


def test_a_query_cancelled_before_it_is_asked_takes_no_worker(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    assert until(lambda: is_complete(pool))
    workers = pool.worker_identifiers
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(QueryCancelled):
        pool.answer(CHEAP, cancel)
    assert pool.worker_identifiers == workers


def test_a_cancellation_after_the_answer_touches_no_worker(pools: Pools) -> None:
    pool = pools()
    cancel = Cancellation()
    assert pool.answer(CHEAP, cancel).body == CHEAP_BODY
    assert until(lambda: is_complete(pool))
    workers = pool.worker_identifiers
    cancel.cancel()
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert pool.worker_identifiers == workers


def test_a_worker_goes_on_after_a_slow_query_at_its_own_priority(pools: Pools) -> None:
    pool = pools(answer_bytes=50_000_000)
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert until(lambda: is_complete(pool))
    workers = pool.worker_identifiers

    async def ask() -> None:
        for number in range(3):
            delivery = await pool.deliver(held(number))
            assert await asyncio.to_thread(until, works(pool))
            assert len(await whole(delivery)) > len(delivery.body)
            assert await asyncio.to_thread(until, lambda: not slow_workers(pool))
        assert pool.worker_identifiers == workers  # once the loop has closed, its worker is replaced

    asyncio.run(ask())


def test_each_of_many_slow_queries_in_a_row_lets_others_go_first(pools: Pools) -> None:
    pool = pools(answer_bytes=50_000_000)
    assert until(lambda: answers(pool))

    async def ask() -> None:
        for number in range(4):  # the thread that the last one slowed down has ended before its reply is complete
            delivery = await pool.deliver(held(number))
            assert await asyncio.to_thread(until, works(pool))
            assert len(await whole(delivery)) > len(delivery.body)

    asyncio.run(ask())


def test_a_slow_query_that_gets_a_new_worker_lets_others_go_first_too(pools: Pools) -> None:
    pool = pools()
    assert until(lambda: answers(pool))
    cancels = Cancellation(), Cancellation()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(pool.answer, endless(0), cancels[0])
        assert until(works(pool))
        (old,) = slow_workers(pool)
        second = threads.submit(pool.answer, endless(1), cancels[1])
        assert until(lambda: pool.load.waiting == 1)  # the lane is full
        cancels[0].cancel()
        assert isinstance(first.exception(), QueryCancelled)
        assert until(lambda: set(slow_workers(pool)) - {old})
        cancels[1].cancel()
        assert isinstance(second.exception(), QueryCancelled)


def test_a_worker_that_keeps_too_much_memory_after_a_slow_query_is_replaced(pools: Pools) -> None:
    pool = pools(worker_bytes=200_000_000, seconds=60)
    assert until(lambda: answers(pool))
    assert until(lambda: is_complete(pool))
    workers = pool.worker_identifiers
    many = "SELECT (COUNT(*) AS ?n) {{SELECT DISTINCT ?a ?d {?a ?b ?c . ?d ?b ?e FILTER(?c < 300)}}}"
    for number in range(8):
        assert pool.answer(Query(f"{many} # {number}", results=CSV)).body == b"n\r\n300000\r\n"
    assert until(lambda: set(pool.worker_identifiers) != set(workers))
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_no_ended_worker_waits_to_be_reaped(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools()
    assert until(lambda: answers(pool))
    (server,) = set(fork_servers()) - others
    for number in range(3):
        cancel = Cancellation()
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(pool.answer, endless(number), cancel)
            assert until(works(pool))
            cancel.cancel()
            assert isinstance(asked.exception(), QueryCancelled)
    assert until(lambda: [child for child in children_of(server) if state(child) == "Z"] == [])
    assert until(lambda: len(children_of(server)) == 3)
