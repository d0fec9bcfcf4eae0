"""Menade du …? The nearest valid value to one that is not valid."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.labels import Labels
from lq_graph.checking.nearest import nearest
from lq_graph.checking.shacl.facts import Facts
from lq_graph.checking.shacl.sparql_data import SparqlData
from lq_graph.checking.shape_words import Allowed
from lq_graph.checking.spelling import respelt
from lq_graph.settings import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.terms import Term


class Suggestions:
    """The valid values of one closed graph, asked for the one that is nearest."""

    def __init__(self, data: Columns, labels: Labels) -> None:
        self._data = data
        self._facts = Facts(data, SparqlData(data, ()))
        self._labels = labels
        self._texts: dict[Allowed, dict[str, Term]] = {}
        self._told: dict[tuple[Allowed, Term], Texts | None] = {}

    def value(self, value: Term, allowed: Allowed) -> Texts | None:
        """The allowed value that is nearest to one that is not allowed, as it is written and called."""
        if (allowed, value) not in self._told:
            self._told[allowed, value] = self._value(value, allowed)
        return self._told[allowed, value]

    def address(self, wrong: Term) -> Texts | None:
        """The described thing, or the term of the ontology, whose address is nearest to one that nothing has."""
        if not isinstance(wrong, NamedNode):
            return None
        space = wrong.value[: max(map(wrong.value.rfind, "/#")) + 1]
        keys = (key for key in self._keys(space) if space + key != wrong.value)
        near = nearest(wrong.value[len(space) :], keys)
        return self._written(NamedNode(space + near)) if near else None

    def _value(self, value: Term, allowed: Allowed) -> Texts | None:
        if isinstance(value, Literal) and allowed.datatypes:
            text = respelt(value, allowed.datatypes)
            return Texts(text, text) if text else None
        texts = self._candidates(allowed)
        for text in self._forms(value):
            near = nearest(text, texts)
            if near is not None and texts[near] != value:
                return self._written(texts[near])
        return None

    def _forms(self, value: Term) -> Iterable[str]:
        """The texts by which a value can be like another: its key, and what it is called."""
        if isinstance(value, NamedNode):
            yield _key(value.value)
        words = self._labels.label(value)
        if words or isinstance(value, Literal):
            yield words.sv if words else getattr(value, "value", "")

    def _candidates(self, allowed: Allowed) -> dict[str, Term]:
        """The allowed terms by their keys and labels."""
        if allowed not in self._texts:
            terms = [*allowed.members, *self._instances(allowed)]
            keys = {_key(term.value): term for term in terms if isinstance(term, NamedNode | Literal)}
            labels = {
                text: term for term in terms if (words := self._labels.label(term)) for text in (words.sv, words.en)
            }
            self._texts[allowed] = {**labels, **keys}
        return self._texts[allowed]

    def _instances(self, allowed: Allowed) -> list[Term]:
        classes = [each for each in allowed.classes if isinstance(each, NamedNode)]
        return [term for each in classes for term in self._data.terms.terms(self._facts.instances(each))]

    def _keys(self, space: str) -> list[str]:
        described = self._data.terms.terms(self._data.subjects)
        return [
            each.value[len(space) :]
            for each in described
            if isinstance(each, NamedNode) and each.value.startswith(space)
        ]

    def _written(self, term: Term) -> Texts:
        """A term as a person would find it and write it: what it is called, and its address in short."""
        words = self._labels.words(term)
        if not isinstance(term, NamedNode) or self._labels.label(term) is None:
            return words
        short = self._labels.short(term.value)
        return Texts(f"{words.sv} ({short})", f"{words.en} ({short})")


def _key(text: str) -> str:
    return text.rstrip("/").replace("#", "/").rpartition("/")[2]
