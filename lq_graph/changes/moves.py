"""Which things moved from one address to another between two states of a graph: the rest of what they are stayed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import RDF_TYPE

_LEAST = 0.6  # of the statements of both, less their classes
_TELLING = 20  # things that share a value at the most, for it to tell what something is

Moves = Mapping[NamedNode, NamedNode]
_Pairs = frozenset[tuple[NamedNode, object]]


def moves_between(before: Triples, after: Triples) -> Moves:
    """The new address by the old one, of things that only moved.

    They have the same classes and most of their statements, and each is most like the other. Values that are addresses
    which moved as well count as different, so that a thing is not recognised by them alone.
    """
    old, new = _described(before), _described(after)
    gone = {thing: pairs for thing, pairs in old.items() if thing not in new}
    come = {thing: pairs for thing, pairs in new.items() if thing not in old}
    forth, back = _nearest(come, gone), _nearest(gone, come)
    return {was: thing for thing, was in forth.items() if back.get(was) == thing}


def moved(triples: Iterable[Triple], moves: Moves) -> Triples:
    """The triples with the things at their new addresses."""

    def at(term: object) -> object:
        return moves.get(term, term) if isinstance(term, NamedNode) else term

    return frozenset(Triple(at(each.subject), each.predicate, at(each.object)) for each in triples)  # type: ignore[arg-type]


def _described(triples: Triples) -> dict[NamedNode, _Pairs]:
    """What is stated of each thing that has a class; not of blank nodes, whose labels mean nothing elsewhere."""
    found: dict[NamedNode, set[tuple[NamedNode, object]]] = defaultdict(set)
    for subject, predicate, value in triples:
        if isinstance(subject, NamedNode) and not isinstance(value, BlankNode):
            found[subject].add((predicate, value))
    return {thing: frozenset(pairs) for thing, pairs in found.items() if any(each == RDF_TYPE for each, _ in pairs)}


def _nearest(things: Mapping[NamedNode, _Pairs], others: Mapping[NamedNode, _Pairs]) -> Mapping[NamedNode, NamedNode]:
    """The thing of some others that each thing has most in common with, if that is enough."""
    having: dict[tuple[NamedNode, object], list[NamedNode]] = defaultdict(list)
    for other, pairs in others.items():
        for pair in pairs:
            having[pair].append(other)
    found: dict[NamedNode, NamedNode] = {}
    for thing, pairs in things.items():
        telling = (having[pair] for pair in pairs if pair in having and len(having[pair]) <= _TELLING)
        candidates = Counter(other for some in telling for other in some)
        scored = ((_likeness(pairs, others[other]), other) for other in candidates)
        best = max(scored, key=lambda each: (each[0], each[1].value), default=(0.0, thing))
        if best[0] >= _LEAST:
            found[thing] = best[1]
    return found


def _likeness(one: _Pairs, other: _Pairs) -> float:
    """The share of statements that two things have in common; 0 for things of other classes."""
    if _classes(one) != _classes(other):
        return 0.0
    rest = [frozenset(pair for pair in pairs if pair[0] != RDF_TYPE) for pairs in (one, other)]
    return len(rest[0] & rest[1]) / max(*map(len, rest), 1)


def _classes(pairs: _Pairs) -> frozenset[object]:
    return frozenset(value for predicate, value in pairs if predicate == RDF_TYPE)
