"""Queries that never end or take all memory: stopped within the limit, and never a partial 200."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from threats.service import SECONDS, WORKER_BYTES, Service

STOPPED = {503, 504, 413}
GRACE = 5.0  # much less than the patience of a client
ENDLESS = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f < ?i) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:1>|^!<x:2>)* ?b . ?b (!<x:1>|^!<x:2>)* ?c . ?c (!<x:3>|^!<x:4>)+ ?d }",
    "aggregate": "SELECT ?c (COUNT(DISTINCT CONCAT(STR(?a), STR(?e))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    " GROUP BY ?c",
    "sort": "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY STRLEN(STR(?c)) ?f LIMIT 1",
    "distinct": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?g LIMIT 1",
    "not exists": "ASK { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?x ?y ?z FILTER(?x != ?a || ?c != ?f || ?z != ?f) } }",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), "(a|a)*(b|c?)*x") }',
    "group_concat": "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?d)))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
_DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}, ?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
BOMBS = {
    "doubling": f'SELECT (STRLEN(?x18) AS ?n) {{ BIND("0123456789abcdef" AS ?x0) {_DOUBLED} }}',
    "values": "SELECT (COUNT(DISTINCT ?all) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(30)))} }}" for n in range(8))
    + f" BIND(CONCAT({', '.join(f'STR(?v{n})' for n in range(8))}) AS ?all) }}",
}


@pytest.mark.parametrize("query", ENDLESS.values(), ids=list(ENDLESS))
def test_a_query_without_end_is_stopped_in_time_with_a_reason(service: Service, query: str) -> None:
    begun = time.monotonic()
    reply = service.query(query)
    assert time.monotonic() - begun < SECONDS + GRACE
    assert reply.status in STOPPED
    assert reply.is_whole
    assert reply.reason


@pytest.mark.parametrize("query", BOMBS.values(), ids=list(BOMBS))
def test_a_query_that_takes_all_memory_ends_alone(service: Service, query: str) -> None:
    before, most = service.memory, 0
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(service.query, query)
        while not asked.done():
            most = max(most, service.memory)
            time.sleep(0.02)
    assert asked.result().status in STOPPED
    assert asked.result().reason
    assert most - before < 2 * WORKER_BYTES


def test_an_answer_that_is_too_long_is_broken_off_for_all_to_see(service: Service) -> None:
    """It may be refused, or break off in the middle; what it may not do is look complete."""
    for accept in ("text/csv", "application/sparql-results+json", "text/tab-separated-values"):
        reply = service.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept=accept)
        assert reply.status in STOPPED or not reply.is_whole
    said = (service.folder / "said.txt").read_text(encoding="utf-8")
    assert "Traceback" not in said  # a stranger would fill the log with them


def test_the_same_killer_again_is_stopped_again(service: Service) -> None:
    with ThreadPoolExecutor(3) as threads:
        replies = list(threads.map(service.query, [ENDLESS["product"]] * 3))
    assert {reply.status for reply in replies} <= STOPPED
