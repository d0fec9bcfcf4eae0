"""What the evaluation of a query of a shape gives."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.graph import Term


@dataclass(frozen=True)
class SparqlResult:
    """One violation; the path is set if the query names one, otherwise the shape's path holds. SHACL §5.3.2."""

    focus: Term
    value: Term | None
    path: NamedNode | None
    messages: tuple[Literal, ...]
