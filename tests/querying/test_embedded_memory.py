"""A store in memory is equal to the store on disk; too large a store is not loaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Store

from lq_graph.errors import EngineError
from lq_graph.querying.embedded import MemoryLimits, load_into_memory
from querying.things import node

ENOUGH = MemoryLimits(10**6, 10**10)


def test_the_store_in_memory_holds_the_same(folder: Path) -> None:
    loaded = load_into_memory(folder, ENOUGH)
    assert loaded is not None
    assert set(loaded) == set(Store.read_only(str(folder)))


def test_blank_nodes_and_lexical_forms_are_the_same_after_every_start(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.add(Quad(BlankNode("some"), node("p"), Literal('tab\t"quoted"\\ å\n', language="sv"), BlankNode("graph")))
    store.add(Quad(node("s"), node("p"), Literal("007")))
    store.flush()
    dumps = [loaded.dump(format=RdfFormat.N_QUADS) for _ in range(2) if (loaded := load_into_memory(tmp_path, ENOUGH))]
    assert dumps[0] == dumps[1]
    assert set(Store.read_only(str(tmp_path))) == set(load_into_memory(tmp_path, ENOUGH) or [])


@pytest.mark.parametrize("limits", [MemoryLimits(1001, 10**10), MemoryLimits(0, 10**10), MemoryLimits(10**6, 1)])
def test_a_store_beyond_a_limit_is_not_held(folder: Path, limits: MemoryLimits) -> None:
    assert load_into_memory(folder, limits) is None


def test_a_store_at_the_limit_is_held(folder: Path) -> None:
    assert load_into_memory(folder, MemoryLimits(1002, 10**10)) is not None


def test_no_thread_is_left(folder: Path) -> None:
    threads = len(os.listdir("/proc/self/task"))
    assert load_into_memory(folder, ENOUGH) is not None
    assert len(os.listdir("/proc/self/task")) == threads


def test_a_folder_that_is_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nothing cannot be opened as a store"):
        load_into_memory(tmp_path / "nothing", ENOUGH)
