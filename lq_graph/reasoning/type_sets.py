"""Which of many classes things are in, compared a set at a time and not a thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lq_graph.reasoning.joins import firsts
from lq_graph.triples.relation import Pairs, first, second
from lq_graph.triples.terms import Ids

_BITS = 63


@dataclass(frozen=True)
class TypeSets:
    """The distinct sets of wanted classes that things are in: one row of bits a set, and the set of each thing."""

    subjects: Ids
    set_of: npt.NDArray[np.intp]
    rows: npt.NDArray[np.int64]
    places: dict[int, int]

    def in_both(self, one: int, other: int) -> Ids:
        """The things that are in both of two of the wanted classes, sorted."""
        wanted = self._has(one) & self._has(other)
        return self.subjects[wanted[self.set_of]] if wanted.any() else self.subjects[:0]

    def _has(self, class_: int) -> npt.NDArray[np.bool_]:
        word, bit = divmod(self.places[class_], _BITS)
        held: npt.NDArray[np.bool_] = (self.rows[:, word] >> bit & 1).astype(bool)
        return held


def type_sets(types: Pairs, classes: set[int], size: int) -> TypeSets:
    """The sets of the wanted classes that things are in; `size` is that of the dictionary."""
    places = {class_: place for place, class_ in enumerate(sorted(classes))}
    place = np.full(size, -1, np.int32)
    place[list(places)] = list(places.values())
    wanted = types[place[second(types)] >= 0]
    subjects = firsts(wanted)
    words = np.zeros((len(subjects), len(places) // _BITS + 1), np.int64)
    _mark(words, np.searchsorted(subjects, first(wanted)), place[second(wanted)])
    rows, set_of = np.unique(words, axis=0, return_inverse=True)
    return TypeSets(subjects, set_of.reshape(-1), rows, places)


def _mark(words: npt.NDArray[np.int64], rows: npt.NDArray[np.intp], places: npt.NDArray[np.int32]) -> None:
    for word in range(words.shape[1]):
        inside = places // _BITS == word
        bits = np.int64(1) << (places[inside] % _BITS).astype(np.int64)
        np.bitwise_or.at(words[:, word], rows[inside], bits)
