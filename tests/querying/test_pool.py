"""The pool: real processes, real kills; never a partial answer, never an orphan."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from pyoxigraph import Literal

from lq_graph.errors import (
    AnswerTooLarge,
    EngineBusy,
    EngineError,
    LqError,
    NotAcceptable,
    QueryCancelled,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool

Pools = Callable[..., WorkerPool]
ENDLESS = Query("SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c + ?f + ?i + ?l < 0)}")
CHEAP = Query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}", results=CSV)
CHEAP_BODY = b"n\r\n1000\r\n"
ROOT = Path(__file__).resolve().parents[2]


def until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    end = monotonic() + seconds
    while not is_so() and monotonic() < end:
        sleep(0.01)
    return is_so()


def is_there(process: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children() -> list[str]:
    """Every child of this process, also those that wait to be reaped."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [child for task in tasks for child in task.read_text(encoding="ascii").split()]


def test_a_pool_answers_as_the_embedded_engine_does(pools: Pools, folder: Path) -> None:
    query = Query("SELECT * {?s ?p ?o FILTER(?o = ?x)}", bindings={"x": Literal(7)})
    assert pools().answer(query).body == EmbeddedEngine(folder).answer(query).body


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
    ],
)
def test_a_refusal_is_the_same_as_in_process(pools: Pools, folder: Path, query: Query, kind: type[LqError]) -> None:
    with pytest.raises(kind) as here:
        EmbeddedEngine(folder, 1_000_000).answer(query)
    with pytest.raises(kind) as there:
        pools().answer(query)
    assert (str(here.value), vars(here.value)) == (str(there.value), vars(there.value))


def test_a_query_past_its_deadline_is_ended_and_its_worker_replaced(pools: Pools) -> None:
    pool = pools(workers=1, seconds=1)
    pool.answer(CHEAP)
    (before,) = pool.worker_identifiers
    start = monotonic()
    with pytest.raises(QueryTimeout) as caught:
        pool.answer(ENDLESS)
    assert monotonic() - start < 1.5
    assert caught.value.limit == 1
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert not is_there(before)


def test_a_replacement_holds_up_nobody(pools: Pools) -> None:
    pool = pools(workers=3, seconds=1)
    pool.answer(CHEAP)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.answer, ENDLESS)
        longest = 0.0
        while not slow.done():
            start = monotonic()
            assert pool.answer(CHEAP).body == CHEAP_BODY
            longest = max(longest, monotonic() - start)
        assert isinstance(slow.exception(), QueryTimeout)
    assert longest < 0.5


def cpu_ticks(process: int) -> int:
    """The CPU time of a process, which grows when it works."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_worker_killed_by_hand_gives_no_answer_and_is_replaced(pools: Pools) -> None:
    pool = pools(workers=1)
    pool.answer(CHEAP)
    (worker,) = pool.worker_identifiers
    with ThreadPoolExecutor(1) as threads:
        idle = cpu_ticks(worker)
        asked = threads.submit(pool.answer, ENDLESS)
        assert until(lambda: cpu_ticks(worker) > idle + 3)
        os.kill(worker, signal.SIGKILL)
        assert isinstance(asked.exception(), QueryExhausted)
        assert "SIGKILL" in str(asked.exception())
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_an_idle_worker_killed_by_hand_costs_nobody_an_answer(pools: Pools) -> None:
    pool = pools(workers=1)
    for _ in range(3):
        assert pool.answer(CHEAP).body == CHEAP_BODY
        for worker in pool.worker_identifiers:
            os.kill(worker, signal.SIGKILL)
        sleep(0.02)
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_a_stopped_worker_is_a_timeout(pools: Pools) -> None:
    pool = pools(workers=1, seconds=1)
    pool.answer(CHEAP)
    (worker,) = pool.worker_identifiers
    os.kill(worker, signal.SIGSTOP)
    with pytest.raises(QueryTimeout):
        pool.answer(Query("SELECT * {?s ?p '" + "x" * 250_000 + "'}"))
    assert pool.answer(CHEAP).body == CHEAP_BODY


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {FILTER(" + "1+" * 50_000 + "1)}",
        "SELECT * {" + "MINUS{}" * 30_000 + "}",
        "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY ?i",
    ],
)
def test_a_query_that_needs_too_much_ends_only_its_worker(pools: Pools, text: str) -> None:
    pool = pools(workers=1, worker_bytes=200_000_000, seconds=60)
    with pytest.raises(QueryExhausted, match="ask for less"):
        pool.answer(Query(text))
    assert pool.answer(CHEAP).body == CHEAP_BODY


def test_deep_nesting_reaches_no_worker(pools: Pools) -> None:
    pool = pools(workers=1)
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
    pool = pools(workers=2)
    texts = [f"SELECT ?o {{<https://example.org/thing{n}> ?p ?o}}" for n in range(160)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda text: pool.answer(Query(text, results=CSV)).body, texts))
    assert answers == [f"o\r\n{n}\r\n".encode() for n in range(160)]


def test_nobody_waits_for_ever_for_a_free_worker(pools: Pools) -> None:
    pool = pools(workers=1, seconds=2, patience=0.2)
    with ThreadPoolExecutor(1) as threads:
        assert until(lambda: _answers(pool))
        slow = threads.submit(pool.answer, ENDLESS)
        sleep(0.1)
        with pytest.raises(EngineBusy) as caught:
            pool.answer(CHEAP)
        assert caught.value.retry_after == 2
        assert isinstance(slow.exception(), QueryTimeout)


def test_a_worker_outlives_the_thread_that_asked_it(pools: Pools) -> None:
    pool = pools(workers=1)
    asking = Thread(target=pool.answer, args=(CHEAP,))
    asking.start()
    asking.join()
    workers = pool.worker_identifiers
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert pool.worker_identifiers == workers


def test_close_leaves_no_child_and_ends_who_waits(pools: Pools) -> None:
    pool = pools(workers=2)
    pool.answer(CHEAP)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.answer, ENDLESS)
        sleep(0.2)
        workers = pool.worker_identifiers
        pool.close()
        assert isinstance(slow.exception(), EngineError)
    assert len(workers) == 2
    assert not set(map(str, workers)) & set(children())
    assert not any(map(is_there, workers))
    with pytest.raises(EngineError, match="closed"):
        pool.answer(CHEAP)
    pool.close()


def test_a_folder_that_is_no_store_is_an_engine_error_at_once(pools: Pools, tmp_path: Path) -> None:
    pool = pools(store=tmp_path / "nothing")
    for _ in range(2):
        with pytest.raises(EngineError, match="nothing"):
            pool.answer(CHEAP)


def test_one_worker_that_cannot_start_holds_up_nobody(pools: Pools, folder: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(folder, tmp_path / "store"))
    pool = pools(workers=2, store=store)
    pool.answer(CHEAP)
    sleep(0.5)
    store.rename(tmp_path / "gone")
    os.kill(pool.worker_identifiers[0], signal.SIGKILL)
    sleep(0.2)
    with ThreadPoolExecutor(4) as threads:
        start = monotonic()
        assert {answer.body for answer in threads.map(pool.answer, [CHEAP] * 40)} == {CHEAP_BODY}
    assert monotonic() - start < 2


def test_a_store_that_comes_later_is_found(pools: Pools, folder: Path, tmp_path: Path) -> None:
    pool = pools(workers=1, store=tmp_path / "later")
    with pytest.raises(EngineError):
        pool.answer(CHEAP)
    (tmp_path / "later").symlink_to(folder)
    assert until(lambda: _answers(pool))


def _answers(pool: WorkerPool) -> bool:
    try:
        return pool.answer(CHEAP).body == CHEAP_BODY
    except (EngineBusy, EngineError):
        return False


def test_workers_end_with_their_parent(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from lq_graph.querying.pool import WorkerPool;"
        "from lq_graph.settings import Limits; from lq_graph.querying.engine import Query;"
        "pool = WorkerPool(Path(sys.argv[1]), Limits(2, 60, 10**6, 10**9)); pool.answer(Query('ASK {}'));"
        "print(*pool.worker_identifiers, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        workers = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
    assert workers
    assert until(lambda: not any(map(is_there, workers)))


def test_workers_end_with_their_parent_in_the_middle_of_a_query(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from threading import Thread;"
        "from lq_graph.querying.pool import WorkerPool; from lq_graph.settings import Limits;"
        "from lq_graph.querying.engine import Query;"
        "pool = WorkerPool(Path(sys.argv[1]), Limits(2, 60, 10**6, 10**9)); asked = Query(sys.argv[2], trusted=True);"
        "[Thread(target=pool.answer, args=(asked,), daemon=True).start() for _ in range(2)];"
        "time.sleep(2); print(*pool.worker_identifiers, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(folder), ENDLESS.text]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        workers = [int(word) for word in parent.stdout.readline().split()]
        assert all(map(is_there, workers))
        parent.kill()
    assert len(workers) == 2
    assert until(lambda: not any(map(is_there, workers)), seconds=2)


def test_a_cancelled_query_ends_with_its_worker_at_once(pools: Pools) -> None:
    pool = pools(workers=1)
    pool.answer(CHEAP)
    (before,) = pool.worker_identifiers
    cancel = Cancellation()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, ENDLESS, cancel)
        sleep(0.2)
        start = monotonic()
        cancel.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert monotonic() - start < 1
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert not is_there(before)


def test_a_query_that_waits_for_a_worker_can_be_cancelled(pools: Pools) -> None:
    pool = pools(workers=1, patience=8)
    pool.answer(CHEAP)
    running, waiting = Cancellation(), Cancellation()
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(pool.answer, ENDLESS, running)
        sleep(0.2)
        asked = threads.submit(pool.answer, CHEAP, waiting)
        sleep(0.2)
        start = monotonic()
        waiting.cancel()
        assert isinstance(asked.exception(), QueryCancelled)
        assert monotonic() - start < 1
        assert not slow.done()
        running.cancel()
        assert isinstance(slow.exception(), QueryCancelled)


def test_a_query_cancelled_before_it_is_asked_takes_no_worker(pools: Pools) -> None:
    pool = pools(workers=1)
    pool.answer(CHEAP)
    workers = pool.worker_identifiers
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(QueryCancelled):
        pool.answer(CHEAP, cancel)
    assert pool.worker_identifiers == workers


def test_a_cancellation_after_the_answer_touches_no_worker(pools: Pools) -> None:
    pool = pools(workers=1)
    cancel = Cancellation()
    assert pool.answer(CHEAP, cancel).body == CHEAP_BODY
    workers = pool.worker_identifiers
    cancel.cancel()
    assert pool.answer(CHEAP).body == CHEAP_BODY
    assert pool.worker_identifiers == workers


def test_strangers_never_have_the_last_worker(pools: Pools) -> None:
    pool = pools(workers=3, seconds=60, patience=0.3)
    assert until(lambda: _answers(pool))
    cancel = Cancellation()
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(pool.answer, ENDLESS, cancel) for _ in range(4)]
        assert until(lambda: sum(each.done() for each in asked) == 2)
        assert all(isinstance(each.exception(), EngineBusy) for each in asked if each.done())
        assert pool.answer(replace(CHEAP, trusted=True)).body == CHEAP_BODY
        with pytest.raises(EngineBusy):
            pool.answer(CHEAP)
        cancel.cancel()
        assert pool.answer(replace(CHEAP, trusted=True)).body == CHEAP_BODY
    assert until(lambda: _answers(pool))
