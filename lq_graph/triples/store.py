"""The bridge from a dataset to the Oxigraph store that answers queries on it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from lq_graph.triples.dataset import Dataset


def fill_store(dataset: Dataset, unmerged: Collection[str] = (), path: Path | None = None) -> Store:
    """A store with each named graph, and with all but the unmerged graphs in its default graph as one set.

    It stands in memory, or on disk in a folder that must not yet be a store. Oxigraph rewrites literals to their
    canonical form, so dumps are never written from it.
    """
    if path is not None:
        return _filled_on_disk(dataset, unmerged, Store(str(path)))
    store = Store()
    store.bulk_extend(dataset.quads())
    merged = dataset.without(unmerged).graphs
    store.update(" ; ".join(f"ADD SILENT {NamedNode(name)} TO DEFAULT" for name in merged))  # 3 times as fast as quads
    return store


def _filled_on_disk(dataset: Dataset, unmerged: Collection[str], store: Store) -> Store:
    """The store filled in bulk: an update would hold all of its triples in one transaction."""
    store.bulk_extend(dataset.quads())
    merged = dataset.without(unmerged).merged()
    default = DefaultGraph()
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object, default) for triple in merged)
    return store
