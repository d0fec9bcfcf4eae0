"""The status page, health checks and metrics."""

from __future__ import annotations

import pytest

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Engine, Load
from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client
from web.http.test_problem import Failing


@pytest.fixture(name="fresh")
def _fresh(city: Release, engine: Engine, site_settings: Settings) -> Client:
    return Client(create_app(engine, city, site_settings))


def test_the_state_is_told_to_programs(fresh: Client, site_settings: Settings) -> None:
    told = fresh.get("/sparql/status").json
    assert told["release"]["id"] == "2026-11-23-abcdef12"
    assert told["limits"]["query_seconds"] == site_settings.limits.seconds
    assert told["limits"]["answer_bytes"] == site_settings.limits.answer_bytes
    assert told["refused"] == {}


def test_what_was_refused_is_counted_by_reason(fresh: Client) -> None:
    fresh.get("/sparql?query=nonsense")
    fresh.get("/sparql?query=nonsense")
    fresh.get("/q/nothing.csv")
    assert fresh.get("/sparql/status").json["refused"] == {"query-syntax": 2, "unknown-name": 1}
    page = fresh.page("/sparql/status").text
    assert 'href="/problem/query-syntax"' in page
    assert "Frågan kan inte läsas" in page


def test_kept_answers_are_counted(fresh: Client) -> None:
    for _ in range(3):
        fresh.get("/q/cq01.csv")
    kept = fresh.get("/sparql/status").json["kept"]
    assert (kept["answers"], kept["hits"]) == (1, 2)


@pytest.mark.parametrize(("path", "word"), [("/sparql/status", "Gränser"), ("/en/sparql/status", "Limits")])
def test_the_state_is_a_page_in_both_languages(fresh: Client, path: str, word: str) -> None:
    reply = fresh.page(path)
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    assert word in reply.text


def test_a_pool_tells_its_load(release: Release, settings: Settings) -> None:
    pool = WorkerPool(release.store, settings.limits)
    try:
        Client(create_app(pool, release, settings)).get("/health/ready")
        told = Client(create_app(pool, release, settings)).get("/sparql/status").json["load"]
        assert told["workers"] >= 1
        assert pool.load == Load(told["workers"], 0, 0)
    finally:
        pool.close()


def test_a_process_lives_although_its_engine_fails(city: Release, site_settings: Settings) -> None:
    client = Client(create_app(Failing(EngineError("down")), city, site_settings))
    assert client.get("/health/live").status == 200
    assert client.get("/health/ready").status == 503
    assert client.page("/sparql/status").status == 200


def test_counts_are_told_as_prometheus_reads_them(fresh: Client) -> None:
    fresh.get("/q/cq01.csv")
    reply = fresh.get("/metrics")
    assert reply.media_type == "text/plain"
    assert 'lq_requests_total{kind="q",status="200"} 1.0' in reply.text
