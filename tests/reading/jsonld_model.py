"""The statements of random JSON-LD, and the position of each key and value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from lq_graph.names import RDF
from reading.json_writer import Spot

EX = "https://example.org/"
TYPE, FIRST, REST, NIL = (NamedNode(RDF + word) for word in ("type", "first", "rest", "nil"))


@dataclass(eq=False)
class Node:
    """A thing, with its address if it has one."""

    spot: Spot
    address: NamedNode | None = None


@dataclass(frozen=True)
class Value:
    """A value, where it stands, and what is said within it; a literal is its text, None if that is not known."""

    value: Node | str | None
    spot: Spot
    within: list[Written] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What a statement says, and where its key stands."""

    subject: Node
    predicate: NamedNode
    key: Spot
    value: Value


@dataclass(frozen=True)
class Here:
    """The node that is written, how deep it may be nested, and what `note` means in it and within."""

    node: Node
    depth: int
    note: str
    note_within: str


def written(node: Node, predicate: str, key: Spot, values: Iterable[Value]) -> list[Written]:
    """Statements, each with what is said within its value."""
    name = NamedNode(f"{EX}{predicate}")
    return [said for value in values for said in (Written(node, name, key, value), *value.within)]


def cells(key: Spot, spot: Spot, items: Sequence[Value]) -> Value:
    """A list: its cells stand where their items do."""
    if not items:
        return Value(Node(spot, NIL), spot)
    nodes = [Node(item.spot) for item in items]
    within: list[Written] = []
    for node, item, rest in zip(nodes, items, [*nodes[1:], Node(spot, NIL)], strict=True):
        within += [Written(node, FIRST, key, item), *item.within, Written(node, REST, key, Value(rest, rest.spot))]
    return Value(nodes[0], spot, within)
