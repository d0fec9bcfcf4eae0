"""Contexts of JSON-LD: what a key, a type or an address means where it stands."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import NamedNode

from lq_graph.reading.json_text import ARRAY, ATOM, OBJECT, STRING, JsonText
from lq_graph.reading.jsonld_shapes import Entry, Shape
from lq_graph.reading.jsonld_terms import KEYWORD_FORM, KEYWORDS, NO_TERM, Definitions, Node, Term, node, resolved


@dataclass
class Context:
    """What the contexts of a JSON text say at one place in it; values of JSON go by their numbers.

    Source: JSON-LD 1.1 Processing Algorithms, §4 and §5, for texts that the parser accepts: what it refuses is left
    out, and protected terms with it.
    """

    json: JsonText
    base: str | None = None
    vocabulary: str | None = None
    language: str | None = None
    terms: dict[str, Term] = field(default_factory=dict)
    previous: Context | None = None
    _entries: dict[str, Entry] = field(default_factory=dict)
    _shapes: dict[tuple[str, ...], Shape] = field(default_factory=dict)
    _nodes: dict[tuple[str, bool], Node | None] = field(default_factory=dict)
    _extensions: dict[tuple[str, bool], Context] = field(default_factory=dict)

    def extended(self, local: int, propagates: bool = True) -> Context:
        """This context with a local one; if that does not propagate, objects within go back to this one."""
        key = self.json.written(local), propagates
        if key not in self._extensions:
            self._extensions[key] = self._extended(local, propagates)
        return self._extensions[key]

    def scoped(self, word: str, propagates: bool = True) -> Context | None:
        """This context with the one that a key or type brings along, None if it brings none."""
        local = self.terms.get(word, NO_TERM).context
        return None if local is None else self.extended(local, propagates)

    def entry(self, key: str) -> Entry:
        """What a key means."""
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = self._entry(key)
        return found

    def shape(self, keys: tuple[str, ...]) -> Shape:
        """What an object with these keys is; objects with the same keys share it."""
        found = self._shapes.get(keys)
        if found is None:
            found = self._shapes[keys] = Shape(keys, [self.entry(key) for key in keys])
        return found

    def node(self, text: str, is_word: bool = False) -> Node | None:
        """The thing of an address, or of a word such as a type; None if the parser takes it for nothing."""
        key = text, is_word
        if key not in self._nodes:
            self._nodes[key] = node(self.expand(text, is_relative=True, is_word=is_word))
        return self._nodes[key]

    def expand(self, text: str, *, is_relative: bool, is_word: bool) -> str | None:
        """The IRI, blank node or keyword that a text stands for, itself if for none; None if it is to be ignored.

        A word stands on the vocabulary, a relative text on the base.
        """
        if KEYWORD_FORM.fullmatch(text):
            return text if text in KEYWORDS else None
        term = self.terms.get(text)
        if term is not None and (term.iri is None or is_word or term.iri in KEYWORDS):
            return term.iri
        absolute = self._absolute(text)
        if absolute is not None:
            return absolute
        if is_word and self.vocabulary is not None:
            return self.vocabulary + text
        return resolved(self.base, text) if is_relative else text

    def _entry(self, key: str) -> Entry:
        iri = self.expand(key, is_relative=False, is_word=True)
        keyword = iri if iri and KEYWORD_FORM.fullmatch(iri) else None
        is_property = iri is not None and not keyword
        known = node(iri)
        predicate = known if isinstance(known, NamedNode) else None
        is_said = is_property or keyword not in (None, "@index")
        return Entry(keyword, is_property, is_said, predicate, self.terms.get(key, NO_TERM))

    def _absolute(self, text: str) -> str | None:
        prefix, colon, rest = text.partition(":")
        if not colon:
            return None
        if prefix == "_" or rest.startswith("//"):
            return text
        term = self.terms.get(prefix, NO_TERM)
        if term.iri is not None and term.is_prefix:
            return term.iri + rest
        return text if node(text) else None

    def _extended(self, local: int, propagates: bool) -> Context:
        if self.json.kinds[local] == OBJECT:
            said = self.json.mapping(local).get("@propagate")
            propagates = propagates if said is None else self.json.texts[said] == "true"
        result = self._copy()
        if not propagates and result.previous is None:
            result.previous = self
        for part in self.json.items(local) if self.json.kinds[local] == ARRAY else (local,):
            if self.json.kinds[part] == ATOM:
                result = Context(self.json, previous=None if propagates else result)
            else:
                result._take(self.json.mapping(part))
        return result

    def _copy(self) -> Context:
        result = copy(self)
        result.terms = dict(self.terms)
        result._entries, result._shapes, result._nodes, result._extensions = {}, {}, {}, {}
        return result

    def _take(self, local: dict[str, int]) -> None:
        if "@base" in local:
            base = self._string(local["@base"])
            self.base = None if base is None else resolved(self.base, base)
        if "@vocab" in local:
            vocabulary = self._string(local["@vocab"])
            self.vocabulary = None if vocabulary is None else self.expand(vocabulary, is_relative=True, is_word=True)
        if "@language" in local:
            self.language = self._string(local["@language"])
        expand = partial(self.expand, is_relative=False, is_word=True)
        Definitions(self.json, local, self.terms, self.vocabulary, expand).define()

    def _string(self, value: int) -> str | None:
        return self.json.texts[value] if self.json.kinds[value] == STRING else None
