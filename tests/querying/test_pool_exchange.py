"""Answers in an event loop: many at once, short ones complete, long ones streamed, none cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvloop

from lq_graph.errors import AnswerTooLarge, EngineError, QueryRefused, QuerySyntaxError, QueryTimeout
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool
from processes.watching import descriptors, is_there, until
from querying.watching import CHEAP, CHEAP_BODY, ENDLESS, LONG, answers, end, is_complete, slow_workers, whole, works

Pools = Callable[..., WorkerPool]
LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
Run = Callable[..., None]


@LOOPS
def test_many_at_once_all_get_their_own_answers(pools: Pools, run: Run) -> None:
    pool = pools(workers=3)

    async def ask() -> None:
        texts = [f"SELECT ?o {{<https://example.org/thing{n}> ?p ?o}}" for n in range(500)]
        found = await asyncio.gather(*[pool.deliver(Query(text, results=CSV)) for text in texts])
        assert [each.body for each in found] == [f"o\r\n{n}\r\n".encode() for n in range(500)]
        assert all(each.rest is None for each in found)

    run(ask())
    assert pool.answer(CHEAP).body == CHEAP_BODY


@LOOPS
def test_a_long_answer_comes_in_parts_and_whole(pools: Pools, run: Run) -> None:
    pool = pools(answer_bytes=50_000_000)

    async def ask() -> None:
        delivery = await pool.deliver(LONG)
        assert delivery.format == CSV
        assert delivery.rest is not None
        await asyncio.sleep(0.2)  # a reader that takes its time
        assert await whole(delivery) == pool.answer(LONG).body
        assert (await pool.deliver(CHEAP)).body == CHEAP_BODY

    run(ask())


def test_an_answer_that_grows_beyond_the_limit_is_broken_off(pools: Pools) -> None:
    pool = pools(answer_bytes=3_000_000)

    async def ask() -> None:
        delivery = await pool.deliver(LONG)
        with pytest.raises(EngineError, match="broke off"):
            await whole(delivery)
        assert (await pool.deliver(CHEAP)).body == CHEAP_BODY

    asyncio.run(ask())


def test_an_answer_whose_worker_is_killed_is_broken_off(pools: Pools) -> None:
    pool = pools(answer_bytes=50_000_000)

    async def ask() -> None:
        delivery = await pool.deliver(LONG)
        assert delivery.rest is not None
        for worker in pool.worker_identifiers:
            end(worker)
        with pytest.raises(EngineError, match="broke off"):
            await whole(delivery)
        assert (await pool.deliver(CHEAP)).body == CHEAP_BODY

    asyncio.run(ask())


def test_a_reader_that_never_reads_holds_its_worker_until_the_deadline_only(pools: Pools) -> None:
    pool = pools(answer_bytes=50_000_000, seconds=1)

    async def ask() -> None:
        assert await asyncio.to_thread(until, lambda: answers(pool))
        delivery = await pool.deliver(LONG)
        assert pool.load.busy == 1
        assert await asyncio.to_thread(until, lambda: pool.load.busy == 0)
        assert await asyncio.to_thread(until, lambda: answers(pool))
        with pytest.raises(EngineError, match="longer than 1 s"):
            await whole(delivery)

    asyncio.run(ask())


def test_a_long_answer_that_is_closed_ends_its_worker(pools: Pools) -> None:
    pool = pools(answer_bytes=50_000_000)

    async def ask() -> None:
        delivery = await pool.deliver(LONG)
        assert delivery.rest is not None
        assert await asyncio.to_thread(until, works(pool))
        workers = slow_workers(pool)
        await delivery.rest.aclose()
        assert await asyncio.to_thread(until, lambda: not any(map(is_there, workers)))

    asyncio.run(ask())


@LOOPS
def test_a_cancelled_wait_ends_the_query_at_once(pools: Pools, run: Run) -> None:
    pool = pools()

    async def ask() -> None:
        await pool.deliver(CHEAP)
        task = asyncio.create_task(pool.deliver(ENDLESS))
        assert await asyncio.to_thread(until, works(pool))
        workers = slow_workers(pool)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(until, lambda: not any(map(is_there, workers)))  # long before its time is over
        assert (await pool.deliver(CHEAP)).body == CHEAP_BODY

    run(ask())


def test_a_query_in_line_behind_a_slow_one_is_answered_elsewhere(pools: Pools) -> None:
    pool = pools(workers=3)

    async def ask() -> None:
        await pool.deliver(CHEAP)
        slow = asyncio.create_task(pool.deliver(ENDLESS))
        cheap = [asyncio.create_task(pool.deliver(CHEAP)) for _ in range(5)]
        assert {each.body for each in await asyncio.gather(*cheap)} == {CHEAP_BODY}
        assert not slow.done()
        slow.cancel()

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (Query("SELECT * {"), QuerySyntaxError),
        (Query("INSERT DATA {}"), QueryRefused),
        (ENDLESS, QueryTimeout),
    ],
)
def test_a_refusal_is_raised_where_it_is_awaited(pools: Pools, query: Query, kind: type[Exception]) -> None:
    pool = pools(seconds=1)
    assert until(lambda: answers(pool))

    async def ask() -> None:
        with pytest.raises(kind):
            await pool.deliver(query)
        assert await asyncio.to_thread(until, lambda: answers(pool))

    asyncio.run(ask())


def test_a_long_question_goes_through_whole(pools: Pools) -> None:
    pool = pools()

    async def ask() -> None:
        text = f"SELECT (STRLEN('{'x' * 250_000}') AS ?n) {{}}"
        found = await asyncio.gather(*[pool.deliver(Query(text, results=CSV)) for _ in range(8)])
        assert {each.body for each in found} == {b"n\r\n250000\r\n"}

    asyncio.run(ask())


def test_threads_are_answered_beside_a_loop(pools: Pools) -> None:
    pool = pools(workers=2)

    async def ask() -> None:
        with ThreadPoolExecutor(4) as threads:
            loop = asyncio.get_running_loop()
            waiting = [loop.run_in_executor(threads, pool.answer, CHEAP) for _ in range(50)]
            delivered = await asyncio.gather(*[pool.deliver(CHEAP) for _ in range(50)])
            answered = await asyncio.gather(*waiting)
        assert {each.body for each in delivered} | {each.body for each in answered} == {CHEAP_BODY}

    asyncio.run(ask())


def test_one_loop_after_another_leaves_no_descriptor_open(pools: Pools) -> None:
    pool = pools()

    async def ask() -> None:
        assert (await pool.deliver(CHEAP)).body == CHEAP_BODY

    assert until(lambda: is_complete(pool))  # a worker that starts later opens descriptors of its own
    before = len(descriptors())  # no loop has used a worker yet: one whose loop has closed is replaced at any time
    for _ in range(6):
        asyncio.run(ask())
    assert until(lambda: len(descriptors()) <= before)


def test_a_pool_closed_in_a_loop_breaks_off_what_runs(pools: Pools) -> None:
    pool = pools()

    async def ask() -> None:
        await pool.deliver(CHEAP)
        task = asyncio.create_task(pool.deliver(ENDLESS))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(pool.close)
        with pytest.raises(EngineError, match="closed"):
            await task

    asyncio.run(ask())


def test_too_large_is_a_refusal_in_a_thread(pools: Pools) -> None:
    with pytest.raises(AnswerTooLarge):
        pools(answer_bytes=3_000_000).answer(LONG)
