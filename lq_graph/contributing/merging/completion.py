"""What a contribution leaves out and the datasets say of all things of its kind: the set that an observation is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.described import DescribedThings, Pair, by_subject, classes_of, pairs_of
from lq_graph.names import LQ, WELL_KNOWN_PREFIXES
from lq_graph.triples.vocabulary import RDF_TYPE

_OBSERVATION = NamedNode(f"{LQ}Observation")
_INDICATOR = NamedNode(f"{LQ}observesIndicator")
_CUBE_OBSERVATION = NamedNode(f"{WELL_KNOWN_PREFIXES['qb']}Observation")
_IN_SET = NamedNode(f"{WELL_KNOWN_PREFIXES['qb']}dataSet")
_DIMENSION = WELL_KNOWN_PREFIXES["sdmx-dimension"]

Dimensions = frozenset[tuple[NamedNode, NamedNode | None]]  # each with the datatype of its value


def completed(edit: Edit, described: DescribedThings) -> Edit:
    """The edit with what it leaves out of new observations.

    That is their class in the data cube, and the set that they are in (`qb:dataSet`): the set of the observations with
    the same dimensions, of those the ones of the same indicator, and of those the ones whose periods are as exact.
    """
    added: list[Triple] = []
    sets = _Sets(described)
    for subject, triples in by_subject(edit.added).items():
        added += triples
        if _OBSERVATION in classes_of(triples) and subject not in described.homes:
            added += _left_out(triples, sets)
    return Edit(tuple(added), edit.removed)


def _left_out(triples: Sequence[Triple], sets: _Sets) -> Iterator[Triple]:
    subject = triples[0].subject
    if _CUBE_OBSERVATION not in classes_of(triples):
        yield Triple(subject, RDF_TYPE, _CUBE_OBSERVATION)
    found = sets.nearest(triples)
    if found is not None and not any(triple.predicate == _IN_SET for triple in triples):
        yield Triple(subject, _IN_SET, found)


class _Sets:
    """The sets of observations by their dimensions and indicators, each with the number of its observations."""

    def __init__(self, described: DescribedThings) -> None:
        self._described = described
        self._counts: dict[object, Counter[NamedNode]] = {}

    def nearest(self, triples: Sequence[Triple]) -> NamedNode | None:
        """The set that is most likely that of an observation; None if no observation has its dimensions."""
        if not self._counts:
            self._count()
        for key in _keys(pairs_of(triples)):
            for found, _ in self._counts.get(key, Counter()).most_common(1):
                return found
        return None

    def _count(self) -> None:
        for each in self._described.all:
            if _OBSERVATION in each.classes:
                sets = [value for predicate, value in each.pairs if predicate == _IN_SET]
                for key in _keys(each.pairs):
                    self._counts.setdefault(key, Counter()).update(each for each in sets if isinstance(each, NamedNode))


def _keys(pairs: Iterable[Pair]) -> Sequence[object]:
    """By what observations are alike, from the most to the least."""
    pairs = tuple(pairs)
    indicators = frozenset(value for predicate, value in pairs if predicate == _INDICATOR)
    typed = _dimensions(pairs)
    names = frozenset(name for name, _ in typed)
    return (typed, indicators), (names, indicators), typed, names


def _dimensions(pairs: Iterable[Pair]) -> Dimensions:
    return frozenset(
        (predicate, value.datatype if isinstance(value, Literal) else None)
        for predicate, value in pairs
        if predicate.value.startswith(_DIMENSION)
    )
