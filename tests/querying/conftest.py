"""A small store on disk, and pools that are closed after each test.

Nothing that a test does not mean to see end by the clock does so: the limits of time are longer than any machine stands
still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, Store

from lq_graph.querying.pool import WorkerPool
from lq_graph.settings import Limits
from querying.things import node

LIMITS = Limits(workers=2, seconds=60, answer_bytes=1_000_000, worker_bytes=1_000_000_000, slow_workers=1)
Pools = Callable[..., WorkerPool]


@pytest.fixture(scope="session", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 1,000 numbered things in the default graph, and one triple that two named graphs share."""
    folder = tmp_path_factory.mktemp("querying") / "store"
    store = Store(str(folder))
    store.extend(Quad(node(f"thing{n}"), node("number"), Literal(n)) for n in range(1000))
    store.extend(Quad(node("shared"), node("in"), Literal("båda", language="sv"), node(g)) for g in ("g1", "g2"))
    store.flush()
    return folder


@pytest.fixture(name="pools")
def _pools(folder: Path) -> Iterator[Pools]:
    """A function that makes a pool over the store, with other limits if they are given."""
    made: list[WorkerPool] = []

    def make(queue_timeout: float = 60.0, store: Path = folder, **limits: float) -> WorkerPool:
        made.append(WorkerPool(store, replace(LIMITS, **limits), queue_timeout))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for pool in made:
        pool.close()
