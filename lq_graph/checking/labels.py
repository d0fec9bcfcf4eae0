"""Labels of things in both languages, looked up when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.labels import TERM_WORDS
from lq_graph.names import Names
from lq_graph.text import Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import DCTERMS_TITLE, RDFS_LABEL, SKOS_PREF_LABEL

# Mappings that are made when they are first asked: a check that finds nothing asks few.

Key = TypeVar("Key")
Value = TypeVar("Value")


class Later(Mapping[Key, Value]):
    """The mapping that a function makes, which is called once, at the first question."""

    def __init__(self, make: Callable[[], Mapping[Key, Value]]) -> None:
        self._make = make

    def __getitem__(self, key: Key) -> Value:
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @cached_property
    def _made(self) -> Mapping[Key, Value]:
        return self._make()


# What people call things, in both languages.

_LABELS = {RDFS_LABEL: 0, DCTERMS_TITLE: 1, SKOS_PREF_LABEL: 2}
_RANKS: Mapping[tuple[str | None, str], int] = {
    **{(tag, language): 9 for tag in ("sv", "en", None) for language in ("sv", "en")},
    **{("sv", "sv"): 0, ("en", "en"): 0, (None, "sv"): 1, (None, "en"): 1, ("en", "sv"): 2, ("sv", "en"): 2},
}
NAMELESS = Texts("en sak utan adress", "a thing without an address")


@dataclass(frozen=True)
class Labels:
    """The labels of things by their term, and the names by which things without one are told."""

    names: Names
    found: Mapping[Term, Texts]

    def label(self, term: Term) -> Texts | None:
        """What people call a thing; None if nobody says."""
        return self.found.get(term)

    def words(self, term: Term) -> Texts:
        """What to call any term in a sentence: its label, its text, or its address in short."""
        if term in self.found:
            return self.found[term]
        if isinstance(term, Literal):
            return Texts(term.value, term.value)
        if isinstance(term, BlankNode):
            return NAMELESS
        short = self.short(term.value)
        return TERM_WORDS.get(term.value, Texts(short, short))

    def short(self, iri: str) -> str:
        """An IRI as a person can write it: from the base of this graph on, or with a well-known prefix."""
        if iri.startswith(f"{self.names.base}id/"):
            return iri.removeprefix(self.names.base)
        spaces = [(space, prefix) for prefix, space in self.names.prefixes.items() if iri.startswith(space)]
        space, prefix = max(spaces, default=("", ""), key=lambda each: len(each[0]))
        return f"{prefix}:{iri.removeprefix(space)}" if space and iri != space else iri


def labels_of(triples: Iterable[Triple], names: Names) -> Labels:
    """The labels that triples give, in each language the best there is; they are read at the first question."""
    return Labels(names, Later(lambda: _found(triples)))


def _found(triples: Iterable[Triple]) -> Mapping[Term, Texts]:
    best: dict[Term, dict[str, tuple[int, int, str]]] = {}
    for triple in triples:
        kind = _LABELS.get(triple.predicate)
        if (
            kind is not None
            and isinstance(triple.object, Literal)
            and isinstance(triple.subject, NamedNode | BlankNode)
        ):
            _improve(best.setdefault(triple.subject, {}), kind, triple.object)
    return {term: Texts(said["sv"][2], said["en"][2]) for term, said in best.items()}


def _improve(said: dict[str, tuple[int, int, str]], kind: int, label: Literal) -> None:
    for language in ("sv", "en"):
        offer = (_RANKS.get((label.language, language), 9), kind, label.value)
        said[language] = min(said.get(language, offer), offer)
