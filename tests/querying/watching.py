"""Observes workers, and queries that tests send to a pool."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lq_graph.errors import EngineBusy, EngineError, QueryTimeout
from lq_graph.querying.engine import Delivery, Query
from lq_graph.querying.formats import CSV
from lq_graph.querying.pool import WorkerPool
from processes.watching import children_of, command, is_there

ENDLESS = Query("SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c + ?f + ?i + ?l < 0)}")
LONG = Query("SELECT ?s ?p ?o ?x {?s ?p ?o . ?x ?y ?z FILTER(?z < 100)}", results=CSV)
CHEAP = Query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}", results=CSV)
CHEAP_BODY = b"n\r\n1000\r\n"


def endless(number: int) -> Query:
    """One of many queries that never end, each with its own text."""
    return Query(f"{ENDLESS.text} # {number}")


def held(number: int) -> Query:
    """One of many queries that a test ends when it reads the rest of the answer: the worker waits until then."""
    return Query(f"{LONG.text} # {number}", results=CSV)


async def whole(delivery: Delivery) -> bytes:
    """The complete answer, once its parts have come."""
    parts = [delivery.body]
    if delivery.rest is not None:
        parts += [part async for part in delivery.rest]
    return b"".join(parts)


def fork_servers() -> list[int]:
    """The fork servers of this process."""
    return [child for child in children_of(os.getpid()) if b"lq_graph.querying.process" in command(child)]


def cpu_ticks(process: int) -> int:
    """The CPU time of a process, which grows when it works."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def niceness(thread: int) -> int:
    """How far a thread lets others go first; the process id is the main thread's."""
    return os.getpriority(os.PRIO_PROCESS, thread)


def is_slowed_down(process: int) -> bool:
    """Whether some thread of a process lets others go first more than its main thread does."""
    try:
        own = niceness(process)
        return any(niceness(int(thread)) > own for thread in os.listdir(f"/proc/{process}/task"))
    except (FileNotFoundError, ProcessLookupError):
        return False


def slow_workers(pool: WorkerPool) -> list[int]:
    """The workers of the slow lane."""
    return [worker for worker in pool.worker_identifiers if is_there(worker) and is_slowed_down(worker)]


def works(pool: WorkerPool) -> Callable[[], bool]:
    """A function that says whether some worker is busy with a slow query."""
    return lambda: bool(slow_workers(pool))


def is_complete(pool: WorkerPool) -> bool:
    """Whether all three workers of a pool with the limits of the tests are there; one that starts later changes it."""
    return len(pool.worker_identifiers) == 3


def end(process: int, how: signal.Signals = signal.SIGKILL) -> None:
    """Ends a process that may have been replaced meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(process, how)


def answers(pool: WorkerPool) -> bool:
    """Whether the pool answers now."""
    try:
        return pool.answer(CHEAP).body == CHEAP_BODY
    except (EngineBusy, EngineError, QueryTimeout):
        return False
