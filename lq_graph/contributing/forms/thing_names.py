"""What the things of a graph are called, and by which codes they are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.labels import Labels, labels_of
from lq_graph.contributing.forms.form import Choice
from lq_graph.names import DCTERMS, RDFS, SKOS, Names
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import first, restrict, second
from lq_graph.triples.terms import Ids

_LABELS = (f"{RDFS}label", f"{DCTERMS}title", f"{SKOS}prefLabel")
_NOTATION = f"{SKOS}notation"


class ThingNames:
    """The things of a graph that have a label, as choices; looked up when they are asked for."""

    def __init__(self, columns: Columns, names: Names) -> None:
        self._columns = columns
        self._names = names
        self._nothing = Labels(names, {})

    def choices(self, ids: Ids | None = None) -> list[Choice]:
        """Those of some sorted ids, or all. Time: 5 µs a label."""
        labels = labels_of(self._label_triples(ids), self._names).found
        codes = self._codes(ids)
        return [
            Choice(thing.value, label, codes.get(thing.value, ""))
            for thing, label in labels.items()
            if isinstance(thing, NamedNode)
        ]

    def short(self, iri: str) -> str:
        """An address as a person can write it, such as `id/plan/x`."""
        return self._nothing.short(iri)

    @cached_property
    def all(self) -> Mapping[str, Choice]:
        """All of them by their IRI."""
        return {choice.iri: choice for choice in self.choices()}

    def _label_triples(self, ids: Ids | None) -> Iterator[Triple]:
        for predicate in _LABELS:
            node = NamedNode(predicate)
            yield from (Triple(thing, node, text) for thing, text in self._texts(predicate, ids))

    def _codes(self, ids: Ids | None) -> dict[str, str]:
        """The code of each thing that has one; the first by its letters if it has several."""
        said = ((thing.value, literal.value) for thing, literal in self._texts(_NOTATION, ids))
        return dict(sorted(said, key=lambda each: each[1], reverse=True))

    def _texts(self, predicate: str, ids: Ids | None) -> Iterator[tuple[NamedNode, Literal]]:
        relation, terms = self._columns.named(predicate), self._columns.terms
        pairs = relation if ids is None else restrict(relation, ids)
        for subject, object_ in zip(terms.terms(first(pairs)), terms.terms(second(pairs)), strict=True):
            if isinstance(subject, NamedNode) and isinstance(object_, Literal):
                yield subject, object_
