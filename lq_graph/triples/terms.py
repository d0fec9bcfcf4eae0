"""The dictionary of terms: each exact term has one small integer as its id."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

Term = NamedNode | BlankNode | Literal
Ids = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

IRI, BLANK, LITERAL = 0, 1, 2
_KINDS: dict[type, int] = {NamedNode: IRI, BlankNode: BLANK, Literal: LITERAL}
_SUBJECT_PREDICATE_OBJECT = itemgetter(0, 1, 2)


class _Numbering(dict[Term, int]):
    """Numbers in order of first look-up, so that looking a term up is one call without a frame of Python."""

    def __missing__(self, term: Term) -> int:
        if type(term) not in _KINDS:
            raise TypeError(f"not a term of RDF 1.1: {term}")
        number = self[term] = len(self)
        return number


class Terms:
    """Terms by their ids, and ids by their terms; an id is assigned once and never changes.

    Terms are equal as RDF 1.1 Concepts §3 has it: by lexical form, datatype and language tag, so that "1" and "01" are
    two. Memory: about 150 bytes a term.
    """

    def __init__(self) -> None:
        self._ids = _Numbering()
        self._terms: list[Term] = []
        self._kinds = np.zeros(0, np.int8)

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, identifier: int) -> Term:
        """The term of an id."""
        return self._sequence()[identifier]

    def id(self, term: Term) -> int:
        """The id of a term, assigned now if it had none."""
        return self._ids[term]

    def find(self, term: Term) -> int:
        """The id of a term, or -1 if it has none."""
        return self._ids.get(term, -1)

    def ids(self, terms: Iterable[Term]) -> Ids:
        """The ids of terms, assigned now to those that had none."""
        return np.fromiter(map(self._ids.__getitem__, terms), np.int32)

    def terms(self, ids: Ids) -> list[Term]:
        """The terms of ids."""
        sequence = self._sequence()
        return [sequence[identifier] for identifier in ids.tolist()]

    def kinds(self) -> npt.NDArray[np.int8]:
        """IRI, BLANK or LITERAL for every id."""
        if len(self._kinds) < len(self._ids):
            new = self._sequence()[len(self._kinds) :]
            kinds = np.fromiter((_KINDS[type(term)] for term in new), np.int8, len(new))
            self._kinds = np.concatenate([self._kinds, kinds])
        return self._kinds

    def columns(self, statements: Iterable[Triple] | Iterable[Quad]) -> tuple[Ids, Ids, Ids]:
        """The ids of the subjects, predicates and objects of statements; RDF 1.2 triple terms raise TypeError."""
        flat = self.ids(chain.from_iterable(map(_SUBJECT_PREDICATE_OBJECT, statements)))
        return flat[0::3], flat[1::3], flat[2::3]

    def _sequence(self) -> list[Term]:
        if len(self._terms) < len(self._ids):
            self._terms = list(self._ids)
        return self._terms
