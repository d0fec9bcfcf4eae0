"""A store has each named graph, and merges all but some in its default graph."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from lq_graph.triples.dataset import Dataset
from lq_graph.triples.store import fill_store

A, B, SHAPES = (f"https://example.org/{name}" for name in ("a", "b", "shapes"))
P = NamedNode("https://example.org/p")
SHARED = Triple(P, P, P)
OWN = Triple(P, P, NamedNode(A))
SHAPE = Triple(P, P, NamedNode(SHAPES))
DATASET = Dataset({A: frozenset({SHARED, OWN}), B: frozenset({SHARED}), SHAPES: frozenset({SHAPE})})


def default_graph(store: Store) -> list[Triple]:
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]


def test_the_default_graph_is_merged_as_a_set_without_the_unmerged() -> None:
    store = fill_store(DATASET, unmerged=(SHAPES,))
    assert sorted(map(str, default_graph(store))) == sorted(map(str, [SHARED, OWN]))


def test_named_graphs_are_all_there() -> None:
    store = fill_store(DATASET, unmerged=(SHAPES,))
    assert {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)} == {A, B, SHAPES}


def test_a_store_on_disk_can_be_opened_by_a_reader(tmp_path: Path) -> None:
    fill_store(DATASET, path=tmp_path / "store").flush()
    assert len(Store.read_only(str(tmp_path / "store"))) == len(fill_store(DATASET))
