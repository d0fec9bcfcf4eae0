"""What an object of JSON-LD is, by its keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode

from lq_graph.reading.jsonld_terms import Term

VALUE_WORDS = frozenset({"@value", "@language", "@direction"})
_NODE_WORDS = frozenset({"@context", "@type", "@id", "@graph"})


class Entry(NamedTuple):
    """What a key means: a keyword, or a property; neither if it says nothing.

    A property whose IRI is not valid is a property without a predicate; an index is a keyword that says nothing.
    """

    keyword: str | None
    is_property: bool
    is_said: bool
    predicate: NamedNode | None
    term: Term


@dataclass(frozen=True)
class Shape:
    """The keys of an object and what they mean; the keys of one kind are given by their places among them."""

    keys: Sequence[str]
    entries: Sequence[Entry]

    @cached_property
    def places(self) -> dict[str | None, int]:
        """The place of the last key of each keyword."""
        return {entry.keyword: place for place, entry in enumerate(self.entries)}

    @cached_property
    def types(self) -> list[int]:
        """The keys that give types, in alphabetical order."""
        return sorted(self._of("@type"), key=self.keys.__getitem__)

    @cached_property
    def addresses(self) -> list[int]:
        """The keys that give the address."""
        return self._of("@id")

    @cached_property
    def graphs(self) -> list[int]:
        """The keys that hold graphs."""
        return self._of("@graph")

    @cached_property
    def others(self) -> list[int]:
        """The keys that say what else a node is, whether they mean something or not."""
        return [place for place, entry in enumerate(self.entries) if entry.keyword not in _NODE_WORDS]

    @cached_property
    def said(self) -> list[int]:
        """The keys that say what else a node is and mean something."""
        return [place for place in self.others if self.entries[place].is_said]

    @cached_property
    def is_literal(self) -> bool:
        """Whether the first key that says what an object is says that it is a literal."""
        words = (entry.keyword for entry in self.entries if entry.is_said and entry.keyword not in _NODE_WORDS)
        return next(words, None) in VALUE_WORDS

    @cached_property
    def is_reference(self) -> bool:
        """Whether an object is a literal or nothing but an address, so that it stays in the context of a type."""
        words: set[str] = set()
        for entry in self.entries:
            if entry.keyword in VALUE_WORDS:
                return True
            if entry.is_property or (entry.keyword == "@id" and "@type" in words):
                return False
            words.add(entry.keyword or "@index")
        return "@id" in words and words <= {"@id", "@type", "@index", "@context"}

    def _of(self, keyword: str) -> list[int]:
        return [place for place, entry in enumerate(self.entries) if entry.keyword == keyword]
