"""Validation reports. SHACL §3.6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import RdfFormat, Triple, parse

from lq_graph.checking.shacl.report_turtle import report_turtle
from lq_graph.checking.shacl.result import Batch, Result


@dataclass(frozen=True)
class Report:
    """All results of one validation, in batches that become single results when they are asked for."""

    batches: Sequence[Batch | Sequence[Result]]

    def __len__(self) -> int:
        return sum(map(len, self.batches))

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of whatever severity."""
        return not len(self)

    def results(self) -> Iterator[Result]:
        """The results, shape by shape."""
        for batch in self.batches:
            yield from batch

    def turtle(self) -> Iterator[str]:
        """The report in Turtle, piece by piece: the quick way to write a long one."""
        return report_turtle(self.batches)

    def graph(self) -> list[Triple]:
        """The report as RDF, with complete paths; about 10 µs a result."""
        return [quad.triple for quad in parse("".join(self.turtle()), format=RdfFormat.TURTLE)]
