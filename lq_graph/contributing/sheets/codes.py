"""Things that are meant by a code with words before it, such as `SDG 13` or `Delmål 12.3`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Choice, Field
from lq_graph.contributing.forms.reference import KnownThings, Reference
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.names import LQ, SKOS
from lq_graph.text import folded

_CODED = re.compile(r"(?P<words>[^\W\d].*?)[ .:#–-]*(?P<code>[0-9]+(?:\.[0-9a-z]+)*)")
_WORD = re.compile(r"[^\W_]+")
_NEEDLESS = frozenset(("nr", "nummer", "no", "number", "fn", "fns", "un", "den", "det", "the", "i", "in", "för", "of"))
_SHORTEST = 4  # letters of a word that may begin another one
_BELONGS_TO = (f"{LQ}isGoalIn", f"{LQ}isTargetOf", f"{LQ}isPartOf")
_NAMING = (*NAMING_PROPERTIES, f"{SKOS}altLabel")


@dataclass(frozen=True)
class CodedNames:
    """Finds the choices that a code means, by the words before it.

    The words are the name of a class, as in `class_names`, and those of what a thing belongs to: words of its name,
    in any of its forms, or the initials of its name.
    """

    reference: Reference
    class_names: Mapping[str, str] = field(default_factory=dict)
    _names: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)

    def find_all(self, field: Field, text: str) -> list[Choice]:
        """The choices of a field that a text may mean by their code; none if a word before it fits none of them."""
        found = _CODED.fullmatch(folded(text))
        if found is None:
            return []
        choices = [each for each in self.reference.find_all(field, found["code"]) if each.notation == found["code"]]
        words = [each for each in _WORD.findall(found["words"]) if each not in _NEEDLESS]
        return [each for each in choices if self._fits(each, words)]

    def _fits(self, choice: Choice, words: Iterable[str]) -> bool:
        names = self._names_above(choice.iri)
        return all(self._is_class(choice, word) or any(_has(name, word) for name in names) for word in words)

    def _is_class(self, choice: Choice, word: str) -> bool:
        class_ = self.class_names.get(word)
        return class_ is not None and self._known.is_a(choice.iri, class_)

    @cached_property
    def _known(self) -> KnownThings:
        return KnownThings(self.reference.columns)

    def _names_above(self, iri: str) -> tuple[frozenset[str], ...]:
        """The words and the initials of each name of the things that a thing belongs to, at most two steps away."""
        if iri not in self._names:
            columns = self.reference.columns
            step, above = {columns.terms.find(NamedNode(iri))}, set[int]()
            predicates = [columns.terms.find(NamedNode(each)) for each in _BELONGS_TO]
            for _ in range(2):
                step = {each for thing in step for key in predicates for each in columns.objects_of(thing, key)}
                above |= step
            self._names[iri] = tuple(_words(text) for thing in sorted(above) for text in self._texts(thing))
        return self._names[iri]

    def _texts(self, thing: int) -> Iterable[str]:
        columns = self.reference.columns
        for predicate in _NAMING:
            for each in columns.objects_of(thing, columns.terms.find(NamedNode(predicate))):
                term = columns.terms[each]
                if isinstance(term, Literal):
                    yield term.value


def _words(name: str) -> frozenset[str]:
    words = _WORD.findall(folded(name))
    return frozenset((*words, "".join(word[0] for word in words)))


def _has(name: frozenset[str], word: str) -> bool:
    """Whether a name has a word, also in another form or in a compound, such as `miljömål` of `miljömålen`."""
    return word in name or (len(word) >= _SHORTEST and any(each.startswith(word) for each in name))
