"""Many clients at once on real query workers: disconnected ones cost nothing, and pages never wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from pyoxigraph import Quad, Store

from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.release import Release
from lq_graph.settings import Limits, Settings
from lq_graph.web.app import create_app
from processes.watching import until
from web.wire import sent, served, talk

WORKERS = 3
ENDLESS = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c + ?f + ?i + ?l < 0) }")
GET_ENDLESS = f"GET /sparql?query={ENDLESS} HTTP/1.1\nHost: a\n\n"
POST_ENDLESS = (
    "POST /sparql HTTP/1.1\nHost: a\nContent-Type: application/x-www-form-urlencoded\n"
    f"Content-Length: {len(ENDLESS) + 6}\n\nquery={ENDLESS}"
)
BEGUN_AND_ENDLESS = quote(
    "SELECT ?a ?c ?d ?f { { SELECT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 60000 } UNION"
    ' { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(CONTAINS(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)), "q!")) }}'
)
GET_PARTS = f"GET /sparql?query={BEGUN_AND_ENDLESS} HTTP/1.1\nHost: a\nAccept: text/csv\n\n"
GET_PAGE = f"GET /sparql?query={BEGUN_AND_ENDLESS} HTTP/1.1\nHost: a\nAccept: text/html\n\n"
SOON = 10.0  # a third of what a query may take


@pytest.fixture(scope="module", name="shared_site")
def _shared_site(
    city: Release, quads: list[Quad], site_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, WorkerPool]]:
    folder = tmp_path_factory.mktemp("crowd") / "store"
    store = Store(str(folder))
    store.extend(quads)
    store.flush()
    del store
    pool = WorkerPool(folder, Limits(WORKERS, 30, 10**8, 10**9))
    try:
        with served(create_app(pool, city, site_settings)) as port:
            yield port, pool
    finally:
        pool.close()


@pytest.fixture(name="site")
def _site(shared_site: tuple[int, WorkerPool]) -> tuple[int, WorkerPool]:
    """The port of the site and its workers, all of them there and idle."""
    port, pool = shared_site
    assert until(lambda: len(pool.worker_identifiers) >= WORKERS and pool.load.busy == 0)
    assert until(lambda: status(port, "/sparql?query=ASK%7B%7D") == "200")
    return shared_site


@pytest.fixture(name="port")
def _port(site: tuple[int, WorkerPool]) -> int:
    return site[0]


def status(port: int, path: str) -> str:
    reply = talk(port, f"GET {path} HTTP/1.1\nHost: a\nAccept: text/html\nConnection: close\n\n")
    return reply.partition("\r\n")[0].split()[1]


@pytest.mark.parametrize("request_text", [GET_ENDLESS, POST_ENDLESS], ids=["get", "post"])
def test_queries_that_were_left_give_their_workers_back(port: int, request_text: str) -> None:
    for _ in range(2):
        with ExitStack() as stack:
            for _ in range(WORKERS + 1):
                stack.enter_context(sent(port, request_text))
            time.sleep(0.5)
        start = time.monotonic()
        assert status(port, "/sparql?query=ASK%7B%7D") == "200"
        assert time.monotonic() - start < SOON


@pytest.mark.parametrize("request_text", [GET_PARTS, GET_PAGE], ids=["parts", "page"])
def test_answers_that_were_left_when_they_had_begun_are_ended(site: tuple[int, WorkerPool], request_text: str) -> None:
    port, pool = site
    with sent(port, request_text):
        assert until(lambda: pool.load.busy == 1, SOON)
    assert until(lambda: pool.load.busy == 0, SOON)


def test_pages_never_wait_for_the_queries_of_strangers(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(WORKERS + 1):
            stack.enter_context(sent(port, GET_ENDLESS))
        time.sleep(0.5)
        for path in ("/page/direction/varmt", "/health", "/"):
            start = time.monotonic()
            assert status(port, path) == "200"
            assert time.monotonic() - start < SOON
