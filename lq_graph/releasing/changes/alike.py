"""Which blank nodes look alike: classes by what is said of them and of their neighbours, near and far."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Triple

Classes = Sequence[Sequence[BlankNode]]

_FEW = 7  # nodes that RDFC-1.0 tells apart by trying all their orders, in less than a second
_IN_A_ROW = 2  # neighbours alike: chains and rings, which it walks


def alike(component: Sequence[Triple]) -> Classes:
    """The blank nodes of a component in classes that colour refinement cannot divide, in an order of their form."""
    colours = dict.fromkeys(_neighbours(component), "")
    number = 0
    while len(set(colours.values())) > number:
        number = len(set(colours.values()))
        colours = _refined(component, colours)
    classes: dict[str, list[BlankNode]] = defaultdict(list)
    for node, colour in colours.items():
        classes[colour].append(node)
    return [classes[colour] for colour in sorted(classes)]


def is_hard(component: Sequence[Triple], classes: Classes) -> bool:
    """Whether telling alike nodes apart could take RDFC-1.0 a time that grows with the factorial of their number."""
    tied = {node: number for number, nodes in enumerate(classes) for node in nodes if len(nodes) > 1}
    if len(tied) <= _FEW:
        return False
    neighbours = _neighbours(component)
    return any(sum(other in tied for other in neighbours[node]) > _IN_A_ROW for node in tied)


def _refined(component: Iterable[Triple], colours: Mapping[BlankNode, str]) -> dict[BlankNode, str]:
    said: dict[BlankNode, list[str]] = {node: [] for node in colours}
    for subject, predicate, value in component:
        if isinstance(subject, BlankNode):
            said[subject].append(f"> {predicate} {_shown(value, subject, colours)}")
        if isinstance(value, BlankNode):
            said[value].append(f"< {predicate} {_shown(subject, value, colours)}")
    return {node: _digest([colours[node], *sorted(lines)]) for node, lines in said.items()}


def _shown(term: object, seen_from: BlankNode, colours: Mapping[BlankNode, str]) -> str:
    if term == seen_from:
        return "itself"
    return colours[term] if isinstance(term, BlankNode) else str(term)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _neighbours(component: Iterable[Triple]) -> Mapping[BlankNode, Counter[BlankNode]]:
    neighbours: dict[BlankNode, Counter[BlankNode]] = defaultdict(Counter)
    for subject, _, value in component:
        for one, other in ((subject, value), (value, subject)):
            if isinstance(one, BlankNode):
                neighbours[one].update([other] if isinstance(other, BlankNode) and other != one else [])
    return neighbours
