"""Which things changed statements are about: those with addresses, and blank nodes that belong to none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, NamedNode, Triple

Thing = NamedNode | BlankNode


def roots(triples: Iterable[Triple]) -> list[Thing]:
    """The named subjects, and of the blank ones those that no other leads to; of a ring of them, the first by label."""
    links = _links(triples)
    found: list[Thing] = [subject for subject in links if isinstance(subject, NamedNode)]
    reached = _reached(found, links)
    targets = {target for subject, nodes in links.items() for target in nodes if target != subject}
    blanks = [node for node in links if isinstance(node, BlankNode)]
    for blank in sorted(blanks, key=lambda node: (node in targets, str(node))):
        if blank not in reached:
            found.append(blank)
            reached |= _reached([blank], links)
    return found


def _links(triples: Iterable[Triple]) -> Mapping[Thing, list[BlankNode]]:
    links: dict[Thing, list[BlankNode]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode | BlankNode):
            links[triple.subject].extend([triple.object] if isinstance(triple.object, BlankNode) else [])
    return links


def _reached(start: Iterable[Thing], links: Mapping[Thing, list[BlankNode]]) -> set[Thing]:
    reached: set[Thing] = set(start)
    waiting = list(reached)
    while waiting:
        for node in links.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached
