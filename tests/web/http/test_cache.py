"""Cached responses: bounded in bytes, built once, and not evicted while a client waits."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from lq_graph.web.http.cache import CachedResponse, ResponseCache


def answer(body: bytes = b"yes") -> CachedResponse:
    return CachedResponse(200, ((b"content-type", b"text/plain"),), body)


def maker(
    result: CachedResponse | Exception, calls: list[int], until: asyncio.Event
) -> Callable[[], Awaitable[CachedResponse]]:
    async def make() -> CachedResponse:
        calls.append(1)
        await until.wait()
        if isinstance(result, Exception):
            raise result
        return result

    return make


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_the_garbage_collector_has_nothing_to_look_through_in_what_is_kept() -> None:
    cache = ResponseCache(10_000_000)
    for number in range(1000):
        cache.put(f'"{number}"', answer(b"%d" % number))
    gc.collect()
    before = len(gc.get_objects())
    cache.clear()
    assert before - len(gc.get_objects()) < 100


def test_what_is_kept_is_found_again() -> None:
    cache = ResponseCache(100_000)
    cache.put("q", answer())
    assert cache.get("q") == answer()
    assert cache.get("other") is None
    assert (cache.hits, cache.misses) == (1, 1)


def test_the_least_recently_used_goes_first_and_the_bytes_are_bounded() -> None:
    cache = ResponseCache(20_000)
    for name in "abcdefghij":
        cache.put(name, answer(b"x" * 1400))
    assert cache.get("a")
    cache.put("k", answer(b"x" * 1400))
    assert cache.get("a")
    assert cache.get("b") is None
    assert cache.size <= 20_000
    assert cache.size == (answer(b"x" * 1400).size + len(repr("k"))) * len(cache)


def test_what_is_too_large_is_not_kept() -> None:
    cache = ResponseCache(20_000)
    cache.put("large", answer(b"x" * 2000))
    assert len(cache) == cache.size == 0


def test_the_same_key_again_takes_the_place_of_the_first() -> None:
    cache = ResponseCache(100_000)
    cache.put("q", answer(b"old"))
    cache.put("q", answer(b"newer"))
    assert cache.size == answer(b"newer").size + len(repr("q"))


def test_many_who_ask_the_same_at_once_wait_for_one() -> None:
    async def test() -> None:
        cache, until = ResponseCache(100_000), asyncio.Event()
        calls: list[int] = []
        waiting = [asyncio.ensure_future(cache.once("q", maker(answer(), calls, until))) for _ in range(20)]
        await asyncio.sleep(0)
        until.set()
        assert await asyncio.gather(*waiting) == [answer()] * 20
        assert len(calls) == 1
        assert cache.get("q") == answer()

    run(test)


def test_a_failure_is_told_to_all_and_not_kept() -> None:
    async def test() -> None:
        cache, until = ResponseCache(100_000), asyncio.Event()
        calls: list[int] = []
        waiting = [asyncio.ensure_future(cache.once("q", maker(ValueError("no"), calls, until))) for _ in range(3)]
        await asyncio.sleep(0)
        until.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [str(each) for each in found] == ["no"] * 3
        assert len(cache) == 0
        with pytest.raises(ValueError, match="no"):
            await cache.once("q", maker(ValueError("no"), calls, until))
        assert len(calls) == 2

    run(test)


def test_one_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    async def test() -> None:
        cache, until = ResponseCache(100_000), asyncio.Event()
        calls: list[int] = []
        first, second = (asyncio.ensure_future(cache.once("q", maker(answer(), calls, until))) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        until.set()
        assert await second == answer()

    run(test)


def test_when_all_have_left_the_making_ends() -> None:
    async def test() -> None:
        ended = asyncio.Event()

        async def make() -> CachedResponse:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()
            return answer()

        cache = ResponseCache(100_000)
        waiting = [asyncio.ensure_future(cache.once("q", make)) for _ in range(2)]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        await asyncio.wait_for(ended.wait(), 5)
        await asyncio.sleep(0)
        cache.put("q", answer())
        assert await cache.once("p", maker(answer(b"p"), [], ended)) == answer(b"p")

    run(test)


def test_a_long_key_counts() -> None:
    cache = ResponseCache(100_000)
    for number in range(1000):
        cache.put(("page", f"{number}{'x' * 5_000}"), answer())
    assert len(cache) < 20
    cache.put(("page", "x" * 50_000), answer())
    assert cache.get(("page", "x" * 50_000)) is None
    assert cache.size <= 100_000
