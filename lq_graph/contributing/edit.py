"""Edits: the statements that a contribution adds to datasets, and those that it removes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from lq_graph.reading.rdf_file import Source
from lq_graph.triples.dataset import Triples


@dataclass(frozen=True)
class Edit:
    """Statements to add, in the order of the contribution, and statements of datasets to remove."""

    added: tuple[Triple, ...] = ()
    removed: Triples = frozenset()

    def __bool__(self) -> bool:
        """Whether it changes anything."""
        return bool(self.added or self.removed)


def edit_of(stated: Triples, sources: Iterable[Source], removed: Triples) -> Edit:
    """The edit that the sources of a contribution are, given all that datasets state."""
    given = dict.fromkeys(triple for source in sources for triple in source.triples)
    return Edit(tuple(triple for triple in given if triple not in stated), removed & stated)
