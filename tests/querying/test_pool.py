"""The pool of real processes: complete answers, the same as in process, from many threads at once."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from pyoxigraph import Literal

from lq_graph.errors import (
    AnswerTooLarge,
    EngineBusy,
    EngineError,
    LqError,
    NotAcceptable,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooLong,
)
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Cancellation, Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool
from processes.watching import is_there, until
from querying.watching import CHEAP, CHEAP_BODY, ENDLESS, answers, end, endless, fork_servers, is_complete, works

Pools = Callable[..., WorkerPool]
STORES = pytest.mark.parametrize("triples", [10**6, 0], ids=["memory", "disk"])


QUERIES = [  # the kinds of work that an engine does: all must go well after a fork
    Query("SELECT * {?s ?p ?o FILTER(?o = ?x)}", bindings={"x": Literal(7)}),
    Query("SELECT ?o {?s ?p ?o} ORDER BY DESC(?o) LIMIT 5"),
    Query("SELECT (AVG(?o) AS ?a) (MAX(?o) AS ?c) {?s ?p ?o FILTER(?o < 9)}"),
    Query("SELECT ?k (COUNT(*) AS ?n) {?s ?p ?o BIND(?o / 100 AS ?q) BIND(FLOOR(?q) AS ?k)} GROUP BY ?k ORDER BY ?k"),
    Query("SELECT DISTINCT ?p {?s ?p ?o}"),
    Query("SELECT ?s {?s <https://example.org/number>+ 7}"),
    Query("SELECT ?s {?s ?p ?o FILTER(REGEX(STR(?s), '99[0-9]$'))} ORDER BY ?s"),
    Query("SELECT ?s {?s ?p 7 OPTIONAL {?s <https://example.org/no> ?x} FILTER NOT EXISTS {?s ?p 8}}"),
    Query("SELECT ?s {{?s ?p 1} UNION {?s ?p 2}} ORDER BY ?s"),
    Query("ASK {?s ?p 7}"),
    Query("CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o FILTER(?o IN (1, 2))}"),
    Query("DESCRIBE <https://example.org/thing7>"),
    Query("SELECT ?o {?s ?p ?o}", default_graphs=("https://example.org/g1", "https://example.org/g2")),
    Query("SELECT ?g {GRAPH ?g {?s ?p ?o}} ORDER BY ?g", named_graphs=("https://example.org/g2",)),
]


@STORES
def test_a_pool_answers_as_the_embedded_engine_does(pools: Pools, folder: Path, triples: int) -> None:
    pool, engine = pools(memory_triples=triples), EmbeddedEngine(folder)
    for query in QUERIES:
        there, here = pool.answer(query), engine.answer(query)
        assert there.format == here.format
        assert sorted(there.body.splitlines()) == sorted(here.body.splitlines())
    assert pool.is_in_memory == bool(triples)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (Query("SELECT * {\n ?s ?p"), QuerySyntaxError),
        (Query("SELECT * {?a ?b ?c . ?d ?e ?f}"), AnswerTooLarge),
        (Query("INSERT DATA {}"), QueryRefused),
        (Query("SELECT * {SERVICE <http://h/> {}}"), QueryRefused),
        (Query("SELECT ?x {?x ?y ?z}", bindings={"s": Literal(1)}), QueryRefused),
        (Query("SELECT * {}", results=None), NotAcceptable),
        (Query("ASK {}", results=CSV), NotAcceptable),
        (Query("ASK {}".ljust(300_000)), QueryTooLong),
        (Query("ASK { ?s ?p '\ud800' }"), QuerySyntaxError),
    ],
)
def test_a_refusal_is_the_same_as_in_process(pools: Pools, folder: Path, query: Query, kind: type[LqError]) -> None:
    with pytest.raises(kind) as here:
        EmbeddedEngine(folder, 1_000_000).answer(query)
    with pytest.raises(kind) as there:
        pools().answer(query)
    assert (str(here.value), vars(here.value)) == (str(there.value), vars(there.value))


def test_deep_nesting_reaches_no_worker(pools: Pools) -> None:
    pool = pools()
    with pytest.raises(QueryRefused, match="nested"):
        pool.answer(Query("SELECT * {FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ")}"))


def test_no_query_connects_anywhere(pools: Pools) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/"
        pool = pools()
        for text in (
            f"SELECT * {{SERVICE <{there}> {{}}}}",
            f"PREFIX a: <{there}> SELECT * {{SERVICEa:x{{}}}}",
            f"PREFIX p: <http://x:> SELECT * {{?s ?p p:SERVICE<{there}>{{}}}}",
            f"SELECT * {{FILTER(?a<'x>')SERVICE<{there}>{{}}#'\n}}",
            f"LOAD <{there}>",
            f"SELECT * FROM <{there}> FROM <{there}2> {{?s ?p ?o}}",
            f"SELECT * {{GRAPH <{there}> {{?s ?p ?o}}}}",
        ):
            with suppress(QueryError):
                pool.answer(Query(text))
        pool.answer(Query("ASK {?s ?p ?o}", default_graphs=(there,)))
        with pytest.raises(TimeoutError):
            server.accept()


def test_sixteen_threads_at_once_all_get_whole_answers(pools: Pools) -> None:
    pool = pools()
    texts = [f"SELECT ?o {{<https://example.org/thing{n}> ?p ?o}}" for n in range(160)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda text: pool.answer(Query(text, results=CSV)).body, texts))
    assert answers == [f"o\r\n{n}\r\n".encode() for n in range(160)]


def test_nobody_waits_for_ever_for_a_free_worker(pools: Pools) -> None:
    pool = pools(queue_timeout=0.2)
    assert until(lambda: answers(pool))
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.answer, ENDLESS, cancel := Cancellation())
        assert until(works(pool))
        with pytest.raises(EngineBusy) as caught:
            pool.answer(endless(1))
        assert caught.value.retry_after == 60
        assert not slow.done()
        assert until(lambda: answers(pool))
        cancel.cancel()


def test_a_worker_outlives_the_thread_that_asked_it(pools: Pools) -> None:
    pool = pools()
    asking = Thread(target=pool.answer, args=(CHEAP,))
    asking.start()
    asking.join()
    workers = pool.worker_identifiers
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert set(workers) <= set(pool.worker_identifiers)


def test_close_leaves_no_child_and_ends_who_waits(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools()
    pool.answer(CHEAP)
    (server,) = set(fork_servers()) - others
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(pool.answer, endless(number)) for number in range(2)]
        assert until(works(pool))
        assert until(lambda: is_complete(pool))
        workers = pool.worker_identifiers
        pool.close()
        assert all(isinstance(each.exception(), EngineError) for each in slow)
    assert not any(map(is_there, [server, *workers]))
    assert server not in fork_servers()
    with pytest.raises(EngineError, match="closed"):
        pool.answer(CHEAP)
    pool.close()


def test_a_folder_that_is_no_store_is_an_engine_error_at_once(pools: Pools, tmp_path: Path) -> None:
    pool = pools(store=tmp_path / "nothing")
    for _ in range(2):
        with pytest.raises(EngineError, match="nothing"):
            pool.answer(CHEAP)


@STORES
def test_a_store_that_is_moved_away_is_still_served(pools: Pools, folder: Path, tmp_path: Path, triples: int) -> None:
    store = Path(shutil.copytree(folder, tmp_path / "store"))
    pool = pools(store=store, memory_triples=triples)
    pool.answer(CHEAP)
    store.rename(tmp_path / "moved")
    killed = pool.worker_identifiers
    for worker in killed:
        end(worker)
    assert until(lambda: not any(map(is_there, killed)))
    with ThreadPoolExecutor(4) as threads:
        assert {answer.body for answer in threads.map(pool.answer, [CHEAP] * 40)} == {CHEAP_BODY}


def test_a_store_that_comes_later_is_found(pools: Pools, folder: Path, tmp_path: Path) -> None:
    pool = pools(store=tmp_path / "later")
    with pytest.raises(EngineError):
        pool.answer(CHEAP)
    (tmp_path / "later").symlink_to(folder)
    assert until(lambda: answers(pool))
