"""A data graph as constraints need it: kinds, datatypes, languages, classes and values of many nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Final

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.shacl.core.paths import Inverse, Path, Predicate, Repeated, distinct_ids, starting, walk
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.triples.columns import Columns, Pairs, mask, second
from lq_graph.triples.datatypes import CHECKS, is_well_formed
from lq_graph.triples.terms import Ids, Mask, Term, Terms
from lq_graph.triples.values import Values
from lq_graph.triples.vocabulary import RDF_TYPE, RDFS_SUB_CLASS_OF

_UNKNOWN: Final = np.int32(-(2**31))
_SUBCLASSES = Repeated(Inverse(Predicate(RDFS_SUB_CLASS_OF)), "*")


class DataGraph:
    """A data graph with the properties of its terms that constraints test, each computed once for each term.

    `sparql` is the same graph for the queries of shapes. Memory: 4 bytes a term for each property that is tested.
    """

    def __init__(self, columns: Columns, sparql: SparqlData) -> None:
        self.columns = columns
        self.sparql = sparql
        self.terms = columns.terms
        self._attributes: dict[Hashable, Attribute] = {}
        self._instances: dict[Term, Ids] = {}
        self._members: dict[Term, Mask] = {}
        self._datatypes: dict[NamedNode, int] = {}
        self._tags: dict[str, int] = {}

    @cached_property
    def values(self) -> Values:
        """The terms as values that can be compared."""
        return Values(self.terms)

    def walk(self, path: Path, focus: Ids) -> Pairs:
        """The pairs of focus and value nodes of a path."""
        return walk(self.columns, path, focus)

    def attribute(self, key: Hashable, function: Callable[[Term], int], ids: Ids) -> Ids:
        """The value of a function for each id's term, computed once a term; equal keys must mean equal functions."""
        if key not in self._attributes:
            self._attributes[key] = Attribute(self.terms, function)
        return self._attributes[key].of(ids)

    def test(self, key: Hashable, predicate: Callable[[Term], bool], ids: Ids) -> Mask:
        """For each id, whether its term satisfies a predicate, which is called once a term."""
        passed: Mask = self.attribute(key, predicate, ids) == 1
        return passed

    def has_datatype(self, datatype: NamedNode, ids: Ids) -> Mask:
        """For each id, whether it is a literal of a datatype and in its lexical space. SHACL §4.1.2."""
        fits: Mask = self.attribute("datatype", self._datatype, ids) == self._number(datatype)
        if fits.any():
            fits[fits] = self.test(("well-formed", datatype), _well_formed(datatype.value), ids[fits])
        return fits

    def has_language(self, fits: Callable[[str], bool], ids: Ids) -> Mask:
        """For each id, whether its term has a language tag, in lower case, that satisfies a predicate."""
        tags = self.languages(ids)
        allowed = np.fromiter(map(fits, self._tags), bool, len(self._tags))
        return (tags > 0) & allowed[tags - 1] if len(allowed) else tags > 0

    def languages(self, ids: Ids) -> Ids:
        """A number for the language tag of each id's term, the same for tags that differ in case; 0 for none."""
        return self.attribute("language", self._language, ids)

    def instances(self, class_: NamedNode | BlankNode) -> Ids:
        """The SHACL instances of a class, sorted. SHACL §1.5."""
        if class_ not in self._instances:
            identifier = self.terms.find(class_)
            top = np.array([identifier] if identifier >= 0 else [], np.int32)
            classes = distinct_ids(second(self.walk(_SUBCLASSES, top)), len(self.terms))
            types = self.columns.inverse(self.terms.find(RDF_TYPE))
            self._instances[class_] = distinct_ids(second(starting(types, classes, len(self.terms))), len(self.terms))
        return self._instances[class_]

    def is_instance(self, class_: NamedNode | BlankNode, ids: Ids) -> Mask:
        """For each id, whether it is a SHACL instance of a class."""
        if class_ not in self._members:
            self._members[class_] = mask(self.instances(class_), len(self.terms))
        return self._members[class_][ids]

    def _datatype(self, term: Term) -> int:
        return self._number(term.datatype) if isinstance(term, Literal) else -1

    def _number(self, datatype: NamedNode) -> int:
        return self._datatypes.setdefault(datatype, len(self._datatypes))

    def _language(self, term: Term) -> int:
        tag = term.language if isinstance(term, Literal) else None
        return self._tags.setdefault(tag.lower(), len(self._tags)) + 1 if tag else 0


def _well_formed(datatype: str) -> Callable[[Term], bool]:
    check = CHECKS.get(datatype)
    if check is None:
        return lambda term: isinstance(term, Literal) and is_well_formed(term)
    return lambda term: check(term.value)


class Attribute:
    """The values of a function on terms, by their ids. Memory: 4 bytes for each term of the dictionary."""

    def __init__(self, terms: Terms, function: Callable[[Term], int]) -> None:
        self._terms = terms
        self._function = function
        self._known = np.full(len(terms), _UNKNOWN)

    def of(self, ids: Ids) -> Ids:
        """The value of each id's term."""
        more = len(self._terms) - len(self._known)
        if more:
            self._known = np.concatenate([self._known, np.full(more, _UNKNOWN)])
        found = self._known[ids]
        missing = found == _UNKNOWN
        if not missing.any():
            return found
        new = distinct_ids(ids[missing], len(self._known))
        self._known[new] = np.fromiter(map(self._function, self._terms.terms(new)), np.int32, len(new))
        return self._known[ids]
