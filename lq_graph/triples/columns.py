"""A graph as columns: for each predicate one sorted relation of ids.

A relation is a set of pairs of ids. A pair (a, b) is one number, a·2³² + b, so that a relation is a sorted array of
distinct 64-bit numbers, and set operations are merges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from lq_graph.triples.terms import Ids, Mask, Term, Terms

Pairs = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]

_LOW = np.int64(0xFFFFFFFF)
EMPTY: Pairs = np.zeros(0, np.int64)


def pairs(first: Ids, second: Ids) -> Pairs:
    """The relation of the pairs (first[i], second[i])."""
    return distinct(first.astype(np.int64) << 32 | second)


def distinct(values: Pairs) -> Pairs:
    """The values sorted, each once."""
    ordered = np.sort(values)
    return ordered[_is_new(ordered)]


def unique_ids(ids: Ids) -> Ids:
    """The ids sorted, each once; numpy.unique loads masked arrays first, which takes longer than a small check."""
    ordered = np.sort(ids)
    return ordered[_is_new(ordered)]


def first(relation: Pairs) -> Ids:
    """The first ids, in order."""
    return (relation >> 32).astype(np.int32)


def second(relation: Pairs) -> Ids:
    """The second ids, in order of the first."""
    return (relation & _LOW).astype(np.int32)


def inverse(relation: Pairs) -> Pairs:
    """The pairs (b, a)."""
    return np.sort((relation & _LOW) << 32 | relation >> 32)


def union(*relations: Pairs) -> Pairs:
    """The pairs of any of the relations."""
    filled = [relation for relation in relations if len(relation)]
    if not filled:
        return EMPTY
    return filled[0] if len(filled) == 1 else distinct(np.concatenate(filled))


def contains(relation: Pairs, wanted: Pairs) -> npt.NDArray[np.bool_]:
    """For each wanted pair, whether it is in the relation."""
    if not len(relation):
        return np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(relation, wanted), len(relation) - 1)
    found: npt.NDArray[np.bool_] = relation[places] == wanted
    return found


def minus(relation: Pairs, other: Pairs) -> Pairs:
    """The pairs of one relation that are not in the other."""
    return relation[~contains(other, relation)]


def compose(left: Pairs, right: Pairs) -> Pairs:
    """The pairs (a, c) with (a, b) in left and (b, c) in right, in time and memory of the joined rows."""
    starts, counts = spans(right, second(left))
    rows = gather(starts, counts)
    return distinct(np.repeat(left & ~_LOW, counts) | (right[rows] & _LOW))


def spans(relation: Pairs, firsts: Ids) -> tuple[Counts, Counts]:
    """For each id, where its pairs start in the relation and how many they are."""
    keys = firsts.astype(np.int64) << 32
    starts = np.searchsorted(relation, keys)
    return starts, np.searchsorted(relation, keys + _LOW, side="right") - starts


def gather(starts: Counts, counts: Counts) -> Counts:
    """The indexes start, start+1, … of all spans, one after another."""
    offsets = np.cumsum(counts) - counts
    return np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))


def restrict(relation: Pairs, firsts: Ids) -> Pairs:
    """The pairs whose first id is one of the given distinct, sorted ids."""
    starts, counts = spans(relation, firsts)
    return relation[gather(starts, counts)]


def closure(relation: Pairs) -> Pairs:
    """The transitive closure, semi-naive: each round joins only the pairs that were new in the last."""
    closed, new = relation, relation
    while len(new):
        new = minus(compose(new, relation), closed)
        closed = union(closed, new)
    return closed


def _is_new(ordered: Pairs | Ids) -> npt.NDArray[np.bool_]:
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return new


@dataclass(frozen=True)
class Columns:
    """A set of triples over a dictionary of terms: predicate id → relation of (subject, object).

    Nothing in it changes but its dictionary, which grows. Memory: 8 bytes a triple, and 8 more for those
    of a predicate that was looked up from its objects.
    """

    terms: Terms
    relations: Mapping[int, Pairs]
    _inverses: dict[int, Pairs] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return sum(map(len, self.relations.values()))

    def relation(self, predicate: int) -> Pairs:
        """The (subject, object) pairs of a predicate, sorted."""
        return self.relations.get(predicate, EMPTY)

    def inverse(self, predicate: int) -> Pairs:
        """The (object, subject) pairs of a predicate, sorted; computed once."""
        if predicate not in self._inverses:
            self._inverses[predicate] = inverse(self.relation(predicate))
        return self._inverses[predicate]

    def named(self, iri: str) -> Pairs:
        """The relation of the predicate with an IRI; empty if the graph does not have it."""
        return self.relation(self.terms.find(NamedNode(iri)))

    def has(self, subject: int, predicate: int, object_: int) -> bool:
        """Whether a triple is in the graph; the ids are those of terms of the dictionary, or -1."""
        wanted = np.array([subject << 32 | object_], np.int64)
        return min(subject, object_) >= 0 and bool(contains(self.relation(predicate), wanted)[0])

    def objects_of(self, subject: int, predicate: int) -> list[int]:
        """The objects of a subject and a predicate, by a search in the sorted relation."""
        found: list[int] = second(restrict(self.relation(predicate), np.array([subject], np.int32))).tolist()
        return found

    def subjects_of(self, predicate: int, object_: int) -> list[int]:
        """The subjects of a predicate and an object, by a search in the sorted relation."""
        found: list[int] = second(restrict(self.inverse(predicate), np.array([object_], np.int32))).tolist()
        return found

    @cached_property
    def subjects(self) -> Ids:
        """The distinct subjects, sorted by id."""
        return _distinct_ids([first(relation) for relation in self.relations.values()])

    @cached_property
    def nodes(self) -> Ids:
        """The distinct subjects and objects, sorted by id."""
        return _distinct_ids([side(relation) for relation in self.relations.values() for side in (first, second)])

    def __or__(self, other: Columns) -> Columns:
        """The triples of both; they must share their dictionary."""
        keys = self.relations.keys() | other.relations.keys()
        return Columns(self.terms, {key: union(self.relation(key), other.relation(key)) for key in keys})

    def __sub__(self, other: Columns) -> Columns:
        """The triples that the other does not have; they must share their dictionary."""
        less = {key: minus(relation, other.relation(key)) for key, relation in self.relations.items()}
        return Columns(self.terms, {key: relation for key, relation in less.items() if len(relation)})

    def triples(self) -> Iterator[Triple]:
        """Every triple, as terms, by predicate, subject and object id."""
        for key, relation in self.relations.items():
            predicate = self.terms[key]
            for subject, object_ in zip(
                self.terms.terms(first(relation)), self.terms.terms(second(relation)), strict=True
            ):
                yield Triple(_resource(subject), _iri(predicate), object_)


def columns_of(statements: Iterable[Triple] | Iterable[Quad], terms: Terms | None = None) -> Columns:
    """The triples, or those of quads whatever their graph, as columns over a dictionary they may share with others.

    Time: about 2 s of CPU for a million triples, nearly all of it for looking up terms.
    """
    dictionary = Terms() if terms is None else terms
    subjects, predicates, objects = dictionary.columns(statements)
    return Columns(dictionary, _by_predicate(subjects, predicates, objects))


def mask(ids: Ids, size: int) -> Mask:
    """True at the ids, in an array over all ids of a dictionary."""
    marked = np.zeros(size, bool)
    marked[ids] = True
    return marked


def _by_predicate(subjects: Ids, predicates: Ids, objects: Ids) -> dict[int, Pairs]:
    order = np.argsort(predicates, kind="stable")
    keys, starts = np.unique(predicates[order], return_index=True)
    both = (subjects[order].astype(np.int64) << 32) | objects[order]
    parts = np.split(both, starts[1:])[: len(keys)]
    return {int(key): distinct(part) for key, part in zip(keys, parts, strict=True)}


def _distinct_ids(columns: list[Ids]) -> Ids:
    return unique_ids(np.concatenate(columns)) if columns else np.zeros(0, np.int32)


def _resource(term: Term) -> NamedNode | BlankNode:
    if isinstance(term, Literal):
        raise TypeError(f"a literal cannot be a subject: {term}")
    return term


def _iri(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"a predicate must be an IRI: {term}")
    return term
