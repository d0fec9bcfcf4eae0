"""Compiled shapes: all that a shapes graph says, as values that do not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.checking.shacl.constraint import Constraint
from lq_graph.checking.shacl.graph import Node, Term
from lq_graph.checking.shacl.path import Path


@dataclass(frozen=True)
class Targets:
    """What a shape is checked on. SHACL §2.1.3."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[NamedNode | BlankNode, ...] = ()
    subjects_of: tuple[NamedNode, ...] = ()
    objects_of: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True)
class Shape:
    """A node shape, which has no path, or a property shape. SHACL §2.1."""

    node: Node
    path: Path | None
    targets: Targets
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool


Shapes = Mapping[Node, Shape]
