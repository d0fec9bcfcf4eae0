"""A contribution: sources that were read before, what is wrong in how they are written, and how they are meant."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.checking.finding import Finding
from lq_graph.reading.rdf_file import Source


@dataclass(frozen=True)
class Contribution:
    """Sources and the findings of their readers; `replaces` if what they describe is described anew, not added to."""

    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    replaces: bool = False


NOTHING = Contribution()
