"""Edits: the statements that a contribution adds to datasets, and those that it removes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from lq_graph.changes.compare import blanks_of, repeated_with_blanks
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
    """The edit that the sources of a contribution are, given all that datasets state.

    A blank node of which all is stated of another one is no change, and statements with blank nodes stay, since their
    names hold within a file alone. Raises EngineError as `with_shared_blanks`.
    """
    given = dict.fromkeys(triple for source in sources for triple in source.triples if triple not in stated)
    repeated = repeated_with_blanks(given, stated)
    gone = frozenset(triple for triple in removed & stated if not any(blanks_of(triple)))
    return Edit(tuple(triple for triple in given if triple not in repeated), gone)
