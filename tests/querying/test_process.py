"""The fork server of queries: killed, it is started again; workers end with it, it with the server; nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from lq_graph.errors import EngineBusy, EngineError, QueryCancelled, QueryTimeout
from lq_graph.querying.engine import Cancellation
from lq_graph.querying.pool import WorkerPool
from processes.watching import children_of, descriptors, is_there, until
from querying.watching import (
    CHEAP,
    CHEAP_BODY,
    ENDLESS,
    answers,
    end,
    endless,
    fork_servers,
    is_complete,
    slow_workers,
    works,
)

Pools = Callable[..., WorkerPool]
ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import sys, time
from pathlib import Path
from threading import Thread
from lq_graph.querying.engine import Query
from lq_graph.querying.pool import WorkerPool
from lq_graph.settings import Limits
pool = WorkerPool(Path(sys.argv[1]), Limits(2, 60, 10**6, 10**9, slow_workers=1))
pool.answer(Query("ASK {}"))
for text in sys.argv[2:]:
    Thread(target=pool.answer, args=(Query(text),), daemon=True).start()
while len(pool.worker_identifiers) < 3 or pool.load.busy + pool.load.waiting < len(sys.argv[2:]):
    time.sleep(0.01)
print(*pool.worker_identifiers, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("texts", [(), (ENDLESS.text, ENDLESS.text + "#")], ids=["idle", "busy"])
def test_fork_server_and_workers_end_with_the_server(folder: Path, texts: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", SERVER, str(folder), *texts]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout
        workers = [int(word) for word in server.stdout.readline().split()]
        assert len(workers) == 3
        processes = [*workers, *children_of(server.pid)]
        assert len(processes) == 4
        assert until(lambda: all(map(is_there, children_of(server.pid))))
        server.kill()
    assert until(lambda: not any(map(is_there, processes)))


def test_the_fork_server_has_one_thread_and_a_worker_one_beside_its_first(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools()
    assert pool.answer(CHEAP).body == CHEAP_BODY
    (server,) = set(fork_servers()) - others
    assert _has_threads(server, 1)
    for worker in pool.worker_identifiers:
        assert until(partial(_has_threads, worker, 2))


def _has_threads(process: int, number: int) -> bool:
    return len(os.listdir(f"/proc/{process}/task")) == number


def test_workers_hold_no_descriptor_but_their_own(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    assert until(lambda: is_complete(pool))
    for worker in pool.worker_identifiers:
        assert until(partial(_holds_only_its_own, worker))  # once it has closed those that it inherited


def _holds_only_its_own(worker: int) -> bool:
    links = [os.readlink(path) for path in Path(f"/proc/{worker}/fd").iterdir()]
    return sum("socket:" in link for link in links) == 1 and len(links) <= 5


def test_workers_are_confined(pools: Pools) -> None:
    pool = pools()
    pool.answer(CHEAP)
    for worker in pool.worker_identifiers:
        status = Path(f"/proc/{worker}/status")
        assert until(partial(_holds, status, "Seccomp:\t2"))
        assert _holds(status, "NoNewPrivs:\t1")


def _holds(file: Path, words: str) -> bool:
    return words in file.read_text(encoding="ascii")


def _fork_server_beside(others: set[int]) -> int:
    assert until(lambda: len(set(fork_servers()) - others) == 1)
    return next(iter(set(fork_servers()) - others))


def _are_gone(processes: list[int]) -> bool:
    return not any(map(is_there, processes))


def test_a_killed_fork_server_is_started_again(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools()
    pool.answer(CHEAP)
    for _ in range(2):
        server = _fork_server_beside(others)
        workers = pool.worker_identifiers
        os.kill(server, signal.SIGKILL)
        assert pool.answer(CHEAP).body == CHEAP_BODY
        assert until(partial(_are_gone, [server, *workers]))


def test_a_query_that_runs_when_the_fork_server_is_killed_is_asked_again(pools: Pools) -> None:
    others = set(fork_servers())
    pool = pools()
    pool.answer(CHEAP)
    (server,) = set(fork_servers()) - others
    cancel = Cancellation()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, ENDLESS, cancel)
        assert until(works(pool))
        workers = slow_workers(pool)
        os.kill(server, signal.SIGKILL)
        assert pool.answer(CHEAP).body == CHEAP_BODY
        assert until(lambda: set(slow_workers(pool)) - set(workers))
        cancel.cancel()
        assert isinstance(asked.exception(), QueryCancelled)


def test_while_the_fork_server_cannot_start_queries_are_refused_and_then_answered(pools: Pools, tmp_path: Path) -> None:
    others = set(fork_servers())
    pool = pools(queue_timeout=0.3)
    assert until(lambda: answers(pool))
    assert until(lambda: is_complete(pool))
    (server,) = set(fork_servers()) - others
    os.kill(server, signal.SIGSTOP)
    for worker in pool.worker_identifiers:
        end(worker)
    with pytest.raises(EngineBusy):
        pool.answer(CHEAP)
    end(server, signal.SIGCONT)
    assert until(lambda: answers(pool))


def test_a_closed_pool_leaves_no_descriptor_open(pools: Pools) -> None:
    other = pools()
    assert until(lambda: is_complete(other))
    before = descriptors()
    for number in range(3):
        pool = pools(seconds=1)
        assert until(partial(answers, pool))
        with pytest.raises(QueryTimeout):
            pool.answer(endless(number))
        assert until(partial(is_complete, pool))
        end(pool.worker_identifiers[0])
        assert until(partial(answers, pool))
        pool.close()
    assert {what for what in descriptors() - before if "socket" in what or "pidfd" in what} == set()
    assert len(descriptors()) <= len(before)


def test_a_pool_can_be_closed_while_it_starts(pools: Pools) -> None:
    pool = pools()
    pool.close()
    with pytest.raises(EngineError, match="closed"):
        pool.answer(CHEAP)
