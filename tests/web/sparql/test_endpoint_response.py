"""Answers are paid for as long as they take, and nobody works for a client that has left. The engine is made up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from lq_graph.querying.engine import Answer, Cancellation, Delivery, Query
from lq_graph.querying.formats import CSV
from lq_graph.web.http.cache import ResponseCache
from lq_graph.web.http.limits import Budgets
from lq_graph.web.http.metrics import Metrics
from lq_graph.web.http.negotiation import choose_of_query
from lq_graph.web.http.service import Service
from lq_graph.web.sparql.endpoint import ResponseBuilder, response_key

QUERY = Query("SELECT * { ?s ?p ?o }", results=CSV)
PART_SECONDS = 0.05


class Parts:
    """So many parts, each of which takes its time."""

    def __init__(self, number: int) -> None:
        self._left = number
        self.is_closed = False

    def __aiter__(self) -> Parts:
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        self._left -= 1
        await asyncio.sleep(PART_SECONDS)
        return b"part"

    async def aclose(self) -> None:
        self.is_closed = True


class Engine:
    """It begins at once, or never."""

    def __init__(self, parts: Parts | None) -> None:
        self._parts = parts

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        raise NotImplementedError

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        if self._parts is None:
            await asyncio.sleep(60)
        return Delivery(b"begun", CSV, 0.0, self._parts)

    def close(self) -> None:
        raise NotImplementedError


class Spent(Budgets):
    """Budgets that add up what was taken."""

    def __init__(self) -> None:
        super().__init__(100, 100)
        self.seconds = 0.0

    def spend(self, client: str, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(name="spent")
def _spent() -> Spent:
    return Spent()


@pytest.fixture(name="making")
def _making(spent: Spent) -> Callable[[Parts | None], ResponseBuilder]:
    return lambda parts: ResponseBuilder(Engine(parts), Service(ResponseCache(10**6), spent, Metrics(lambda: 0)))


async def streamed(making: ResponseBuilder) -> bytes:
    key = response_key("release", QUERY, choose_of_query(None, "csv"), None)
    made = await making.build(key, QUERY, "a")
    assert made.parts is not None
    return b"".join([part async for part in made.parts])


async def left(work: asyncio.Task[object]) -> None:
    await asyncio.sleep(1.5 * PART_SECONDS)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


def test_a_stream_is_paid_for_to_its_end(making: Callable[[Parts | None], ResponseBuilder], spent: Spent) -> None:
    parts = Parts(4)
    assert asyncio.run(streamed(making(parts))) == b"begun" + 4 * b"part"
    assert spent.seconds >= 4 * PART_SECONDS
    assert parts.is_closed


def test_a_page_is_paid_for_to_its_end(making: Callable[[Parts | None], ResponseBuilder], spent: Spent) -> None:
    parts = Parts(4)
    assert asyncio.run(making(parts).answer(QUERY, "a")).body == b"begun" + 4 * b"part"
    assert spent.seconds >= 4 * PART_SECONDS
    assert parts.is_closed


def test_whoever_leaves_a_page_ends_its_query(making: Callable[[Parts | None], ResponseBuilder], spent: Spent) -> None:
    parts = Parts(100)

    async def begun_and_left() -> None:
        await left(asyncio.create_task(making(parts).answer(QUERY, "a")))

    asyncio.run(begun_and_left())
    assert parts.is_closed
    assert spent.seconds >= PART_SECONDS


def test_whoever_leaves_before_the_answer_pays_too(
    making: Callable[[Parts | None], ResponseBuilder], spent: Spent
) -> None:
    async def begun_and_left() -> None:
        await left(asyncio.create_task(making(None).answer(QUERY, "a")))

    asyncio.run(begun_and_left())
    assert spent.seconds >= PART_SECONDS


@pytest.mark.parametrize("gap", ["now#", "now ", "rand#now#", "uuid \t"])
def test_whether_an_answer_changes_is_seen_at_once(gap: str) -> None:
    hostile = Query("ASK {} #" + gap * (200_000 // len(gap)))
    begun = time.process_time()
    response_key("release", hostile, choose_of_query(None, "json"), None)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (rand ( ) AS ?x) {}",
        "SELECT (uuid # a comment (\n () AS ?x) {}",
        f"SELECT (STRUUID{' ' * 1000}() AS ?x) {{}}",
        "SELECT ?s { ?s ?p ?o } ORDER BYRAND()",
        "SELECT ?s { ?s ?p ?o FILTERBNODE() }",
        "SELECT (COUNT(DISTINCTRAND()) AS ?n) {}",
    ],
)
def test_an_answer_that_changes_is_never_kept(text: str) -> None:
    assert response_key("release", Query(text), choose_of_query(None, "json"), None).tag is None


@pytest.mark.parametrize("text", ["SELECT ?brand (COUNT(*) AS ?n) {} GROUP BY ?brand", "SELECT ?known {}", "ASK {}"])
def test_a_variable_with_a_name_like_such_a_function_changes_nothing(text: str) -> None:
    assert response_key("release", Query(text), choose_of_query(None, "json"), None).tag is not None
