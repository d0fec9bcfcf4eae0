"""The bridge from a dataset to the Oxigraph store that answers queries on it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store

from lq_graph.triples.dataset import Dataset


def fill_store(dataset: Dataset, unmerged: Collection[str] = (), path: Path | None = None) -> Store:
    """A store with each named graph, and with all but the unmerged graphs in its default graph as one set.

    It stands in memory, or on disk in a folder that must not yet be a store. Oxigraph rewrites literals to their
    canonical form, so dumps are never written from it.
    """
    store = Store() if path is None else Store(str(path))
    store.bulk_extend(dataset.quads())
    merged = dataset.without(unmerged).merged()
    default = DefaultGraph()
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object, default) for triple in merged)
    return store
