"""Shapes that refer to themselves. SHACL §3.4.3."""

from __future__ import annotations

from lq_graph.checking.shacl.graph import IllFormedShapes, Node
from lq_graph.checking.shacl.model import Shapes


def refuse_recursion(shapes: Shapes) -> None:
    """Nothing, if no shape that is checked refers to itself.

    Raises IllFormedShapes otherwise: SHACL §3.4.3 gives recursive shapes no meaning, and any meaning would be a guess.
    """
    done: set[Node] = set()
    for node, shape in shapes.items():
        if shape.targets:
            _visit(shapes, node, done)


def _visit(shapes: Shapes, root: Node, done: set[Node]) -> None:
    active: set[Node] = set()
    todo: list[tuple[Node, bool]] = [(root, False)]
    while todo:
        node, left = todo.pop()
        if left:
            active.discard(node)
            done.add(node)
        elif node in active:
            raise IllFormedShapes(node, "it refers to itself, and recursive shapes have no meaning", "§3.4.3")
        elif node not in done:
            active.add(node)
            todo.append((node, True))
            todo.extend((each, False) for each in _references(shapes, node))


def _references(shapes: Shapes, node: Node) -> list[Node]:
    return [each for constraint in shapes[node].constraints for each in constraint.references]
