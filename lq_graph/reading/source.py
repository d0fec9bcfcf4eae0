"""A source: one file of whatever kind, read into triples."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pyoxigraph import Triple

from lq_graph.reading.positions import Positions


class Source(Protocol):
    """One file that was read: where it is, what it says, and where each statement stands in it."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def triples(self) -> tuple[Triple, ...]:
        """What it says, in its order."""

    def positions(self) -> Positions:
        """Where its statements stand; made when it is asked for."""
