"""Many endless queries at once, clients that disconnect, and a worker that dies: others are hardly affected."""

from __future__ import annotations

import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import quote

import pytest

from processes.watching import until
from querying.watching import end
from threats.service import SECONDS, Service, wait_until_answering, wait_until_idle

KILLERS, LEAVERS, CHEAP = 16, 20, 60
REFUSED = {429, 503, 504}
_number = itertools.count()


def killer() -> str:
    """A query that never ends, in words that nobody has asked before."""
    return f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f < ?i) }} # {next(_number)}"


def cheap() -> str:
    return f"SELECT ?o {{ <https://w3id.org/livskvalitet/ns#Direction> ?p ?o }} # {next(_number)}"


def p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def get(query: str) -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


@pytest.mark.wall_clock
def test_sixteen_killers_at_once_do_not_hold_up_a_cheap_query(service: Service) -> None:
    wait_until_idle(service, 10)
    idle = p99([service.seconds(cheap()) for _ in range(CHEAP)])
    with ThreadPoolExecutor(KILLERS) as threads:
        killers = [threads.submit(service.query, killer()) for _ in range(KILLERS)]
        time.sleep(0.1)
        under_attack = [service.seconds(cheap()) for _ in range(CHEAP)]
        replies = [each.result() for each in killers]
    assert p99(under_attack) < max(2, 20 * idle)
    assert {reply.status for reply in replies} <= REFUSED
    for reply in replies:
        assert reply.reason
        assert reply.status != 429 or reply.headers["retry-after"]
    assert 504 in {reply.status for reply in replies}


@pytest.mark.wall_clock
def test_what_nobody_waits_for_any_more_ends_soon(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(LEAVERS):
            stack.enter_context(service.sent(get(killer())))
        time.sleep(0.3)
    wait_until_idle(service, SECONDS + 3)  # to the end, one after another, they would take longer
    wait_until_answering(service, 10)


def test_a_worker_that_is_killed_is_replaced_and_its_query_gets_a_reason_or_an_answer(service: Service) -> None:
    wait_until_idle(service, 10)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(service.query, killer()) for _ in range(2)]
        time.sleep(0.3)
        victims = service.workers
        assert victims
        for victim in victims:
            end(victim)  # if its time is not over already
        wait_until_answering(service, 10)
        assert {each.result().status for each in asked} <= {*REFUSED, 502}
    assert until(lambda: not set(service.workers) & set(victims))


def test_no_process_of_the_service_is_left_unburied(service: Service) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(service.query, [killer() for _ in range(4)]))
    wait_until_idle(service, 10)
    assert until(lambda: service.zombies == 0)  # reaped in time; one that is forgotten stays
