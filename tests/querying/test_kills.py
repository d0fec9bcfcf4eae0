"""Queries that are killed, whatever they do: no partial answer, and a worker for the next query."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic, sleep

import pytest

from lq_graph.errors import EngineBusy, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Cancellation, Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool
from processes.watching import children_of, is_there, state, until
from querying.watching import CHEAP, CHEAP_BODY, ENDLESS, answers, endless, fork_servers, slow, slow_workers, works

Pools = Callable[..., WorkerPool]


def test_a_query_past_its_deadline_is_ended_with_its_worker(pools: Pools) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    with ThreadPoolExecutor(1) as threads:
        start = monotonic()
        asked = threads.submit(pool.answer, ENDLESS)
        assert until(works(pool))
        (worker,) = slow_workers(pool)
        caught = asked.exception()
        assert 1 <= monotonic() - start < 5
    assert isinstance(caught, QueryTimeout)
    assert caught.limit == 1
    assert until(lambda: answers(pool))
    assert until(lambda: not state(worker))


@pytest.mark.wall_clock
def test_sixteen_killers_at_once_hold_up_no_cheap_query(pools: Pools) -> None:
    pool = pools(seconds=1, slow_workers=2, queue_timeout=3)
    pool.answer(CHEAP)
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
def test_a_worker_that_ends_in_a_query_gives_no_answer_and_is_replaced(pools: Pools, how: signal.Signals) -> None:
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
            os.kill(worker, signal.SIGKILL)
        sleep(0.02)
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_stopped_worker_is_a_timeout(pools: Pools) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    assert until(lambda: len(pool.worker_identifiers) == 3)  # one that starts later would answer
    stopped = pool.worker_identifiers
    for worker in stopped:
        os.kill(worker, signal.SIGSTOP)
    with pytest.raises(QueryTimeout):
        pool.answer(Query("SELECT * {?s ?p '" + "x" * 250_000 + "'}"))
    for worker in stopped:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGCONT)
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
        start = monotonic()
        cancel.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert until(lambda: not is_there(worker))
        assert monotonic() - start < 5
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_query_that_waits_for_a_worker_can_be_cancelled(pools: Pools) -> None:
    pool = pools(queue_timeout=8)
    pool.answer(CHEAP)
    running, waiting = Cancellation(), Cancellation()
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(pool.answer, ENDLESS, running)
        assert until(works(pool))
        asked = threads.submit(pool.answer, ENDLESS, waiting)
        sleep(0.2)
        start = monotonic()
        waiting.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert monotonic() - start < 5
        assert not slow.done()
        running.cancel()
        assert isinstance(slow.exception(), QueryCancelled)


def test_a_query_cancelled_before_it_is_asked_takes_no_worker(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    assert until(lambda: len(pool.worker_identifiers) == 3)
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
    assert until(lambda: len(pool.worker_identifiers) == 3)
    workers = pool.worker_identifiers
    cancel.cancel()
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert pool.worker_identifiers == workers


def test_a_worker_goes_on_after_a_slow_query_at_its_own_priority(pools: Pools) -> None:
    pool = pools(seconds=60)  # a query that lets all others go first takes long on a busy machine
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert until(lambda: len(pool.worker_identifiers) == 3)
    workers = pool.worker_identifiers
    with ThreadPoolExecutor(1) as threads:
        for number in range(3):
            asked = threads.submit(pool.answer, slow(number))
            assert until(works(pool))
            assert asked.result().body == b"n\r\n1000000\r\n"
            assert until(lambda: not slow_workers(pool))
    assert pool.worker_identifiers == workers


def test_each_of_many_slow_queries_in_a_row_lets_others_go_first(pools: Pools) -> None:
    pool = pools(seconds=60)
    assert until(lambda: answers(pool))
    lets_go = 0
    with ThreadPoolExecutor(1) as threads:
        for number in range(4):
            asked = threads.submit(pool.answer, slow(number))
            seen = False
            while not asked.done():
                seen = seen or works(pool)()
                sleep(0.005)
            lets_go += seen
    assert lets_go == 4


@pytest.mark.wall_clock
def test_a_slow_query_that_gets_a_new_worker_lets_others_go_first_too(pools: Pools) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    with ThreadPoolExecutor(2) as threads:
        first, second = (threads.submit(pool.answer, endless(number)) for number in range(2))
        ended = first if until(first.done, 5) else second
        assert isinstance(ended.exception(), QueryTimeout)
        assert until(works(pool), seconds=0.5)


def test_a_worker_that_keeps_too_much_memory_after_a_slow_query_is_replaced(pools: Pools) -> None:
    pool = pools(worker_bytes=200_000_000, seconds=60)
    assert until(lambda: answers(pool))
    assert until(lambda: len(pool.worker_identifiers) == 3)
    workers = pool.worker_identifiers
    many = "SELECT (COUNT(*) AS ?n) {{SELECT DISTINCT ?a ?d {?a ?b ?c . ?d ?b ?e FILTER(?c < 300)}}}"
    for number in range(8):
        assert pool.answer(Query(f"{many} # {number}", results=CSV)).body == b"n\r\n300000\r\n"
    assert until(lambda: set(pool.worker_identifiers) != set(workers))
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_no_ended_worker_waits_to_be_reaped(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))
    (server,) = set(fork_servers()) - others
    for number in range(3):
        cancel = Cancellation()
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(pool.answer, endless(number), cancel)
            sleep(0.1)
            cancel.cancel()
            assert isinstance(asked.exception(), QueryCancelled)
    assert until(lambda: [child for child in children_of(server) if state(child) == "Z"] == [])
    assert until(lambda: len(children_of(server)) == 3)
