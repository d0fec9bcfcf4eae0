"""Terms as Turtle writes them, with the prefixes that a file has, and those of the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.formatting.document import Prefix
from lq_graph.names import XSD, Names
from lq_graph.triples.vocabulary import RDF_TYPE

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_-])?")
_BARE: Mapping[str, re.Pattern[str]] = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile("true|false"),
}


class TermWriter:
    """Writes terms as Turtle, with a prefix of its own for each class of things.

    `declared` are the prefixes of the file to write in, without their colons, by their addresses; they come first.
    """

    def __init__(self, names: Names, declared: Mapping[str, str] | None = None) -> None:
        self._names = names
        self._declared = dict(declared or {})
        known = {name: space for name, space in names.prefixes.items() if name not in self._declared}
        self._spaces = {space: name for name, space in (*known.items(), *self._declared.items())}
        self._segments: dict[str, str] = {}
        self.term = lru_cache(maxsize=4096)(self._term)

    def prefixes(self) -> tuple[Prefix, ...]:
        """The declarations of all prefixes that may have been used and that the file does not have."""
        names = {**{name: space for space, name in self._spaces.items()}, **self._segments}
        new = {name: space for name, space in names.items() if name not in self._declared}
        return tuple(Prefix(f"{name}:", f"<{space}>") for name, space in new.items())

    def predicate(self, predicate: NamedNode) -> str:
        """A predicate, `a` for the class of a thing."""
        return "a" if predicate == RDF_TYPE else self.term(predicate)

    def _term(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode):
            return str(term)
        raise TypeError(f"not a term of RDF 1.1: {term}")

    def _iri(self, iri: str) -> str:
        parts = self._names.thing_parts(iri)
        if parts is not None and _LOCAL.fullmatch(parts[1]) and self._is_free(parts[0]):
            self._segments[parts[0]] = self._names.thing(parts[0], "")
            return f"{parts[0]}:{parts[1]}"
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._spaces.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix is not None and _LOCAL.fullmatch(iri[cut:]) else f"<{iri}>"

    def _is_free(self, segment: str) -> bool:
        """Whether a prefix can stand for the things of a segment: it means nothing else, and no other does it."""
        space = self._names.thing(segment, "")
        return segment not in self._names.prefixes and segment not in self._declared and space not in self._spaces

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if datatype in _BARE and _BARE[datatype].fullmatch(literal.value):
            return literal.value
        if literal.language is not None or datatype == f"{XSD}string":
            return str(literal)
        return f"{Literal(literal.value)}^^{self._iri(datatype)}"
