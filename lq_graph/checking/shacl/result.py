"""Validation results, one by one and as columns. SHACL §3.6.2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.graph import Node, Term
from lq_graph.checking.shacl.path import Path
from lq_graph.triples.terms import Ids, Terms


@dataclass(frozen=True)
class Result:
    """One thing that a shape finds wrong with a focus node; `constraint` is its sh:sourceConstraint."""

    focus: Term
    path: Path | None
    value: Term | None
    component: NamedNode
    shape: Node
    severity: NamedNode
    messages: tuple[Literal, ...]
    constraint: Node | None = None


@dataclass(frozen=True)
class Batch:
    """The results of one constraint of one shape, as columns. Memory: 8 bytes a result."""

    terms: Terms
    focus: Ids
    values: Ids | None
    path: Path | None
    component: NamedNode
    shape: Node
    severity: NamedNode
    messages: tuple[Literal, ...]
    constraint: Node | None

    def __len__(self) -> int:
        return len(self.focus)

    def __iter__(self) -> Iterator[Result]:
        """The results."""
        same = (self.component, self.shape, self.severity, self.messages, self.constraint)
        focus = self.terms.terms(self.focus)
        values = [None] * len(focus) if self.values is None else self.terms.terms(self.values)
        for node, value in zip(focus, values, strict=True):
            yield Result(node, self.path, value, *same)
