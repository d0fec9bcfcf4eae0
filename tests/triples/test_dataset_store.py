"""A store has each named graph, and merges all but some in its default graph."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store, Triple

from lq_graph.triples.dataset import Dataset, fill_store

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


def test_a_store_on_disk_holds_what_one_in_memory_holds(tmp_path: Path) -> None:
    fill_store(DATASET, (SHAPES,), tmp_path / "store").flush()
    assert set(Store.read_only(str(tmp_path / "store"))) == set(fill_store(DATASET, (SHAPES,)))


def test_a_blank_node_is_the_same_in_every_graph() -> None:
    blank = BlankNode()
    dataset = Dataset({A: frozenset({Triple(blank, P, P)}), B: frozenset({Triple(P, P, blank)})})
    assert {quad.subject for quad in fill_store(dataset) if quad.subject != P} == {blank}
    assert {quad.object for quad in fill_store(dataset) if quad.object != P} == {blank}


def test_nothing_gives_an_empty_store() -> None:
    assert len(fill_store(Dataset())) == len(fill_store(Dataset({A: frozenset()}))) == 0
