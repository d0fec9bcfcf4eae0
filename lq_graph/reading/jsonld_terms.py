"""Terms of JSON-LD: what the local context of a JSON text says of a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from lq_graph.reading.json_text import ARRAY, OBJECT, STRING, JsonText

Node = NamedNode | BlankNode

KEYWORD_FORM = re.compile(r"@[A-Za-z]+")
KEYWORDS = frozenset(
    ("@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included", "@index", "@json",
     "@language", "@list", "@nest", "@none", "@prefix", "@propagate", "@protected", "@reverse", "@set", "@type",
     "@value", "@version", "@vocab")
)  # fmt: skip
_PREFIX_ENDS = tuple(":/?#[]@")
_NEVER_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class Term(NamedTuple):
    """What a context says of a key; without an IRI, that it is to be ignored.

    `coercion` is the type of its values, `languages` holds its own language if it has one, None if it is of none;
    `context` is the number of the context within.
    """

    iri: str | None
    is_prefix: bool = False
    is_reverse: bool = False
    containers: frozenset[str] = frozenset()
    coercion: str | None = None
    languages: tuple[str | None, ...] = ()
    context: int | None = None
    index_word: str | None = None


NO_TERM = Term(None)


def node(text: str | None) -> Node | None:
    """The node of an expanded text; None for what the parser takes for nothing: no valid IRI, or a keyword."""
    if text is None or KEYWORD_FORM.fullmatch(text):
        return None
    try:
        return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text)
    except ValueError:
        return None


def resolved(base: str | None, text: str) -> str:
    """A relative IRI resolved against a base, by the parser itself; the text if it is not valid."""
    if base is None or _NEVER_IN_IRI.search(text):
        return text
    try:
        (quad,) = parse(f"<{text}> a <x:x> .", format=RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError):
        return text
    return str(quad.subject.value)


@dataclass(frozen=True)
class Definitions:
    """The terms that a local context defines, on top of those that `terms` holds; filled in place.

    `expand` gives the IRI of a word by the terms so far. Source: JSON-LD 1.1 Processing Algorithms, §4.2.
    """

    json: JsonText
    local: dict[str, int]
    terms: dict[str, Term]
    vocabulary: str | None
    expand: Callable[[str], str | None]

    def define(self) -> None:
        """Define all terms, each after those that its IRI is made of."""
        seen: set[str] = set()
        for name in self.local:
            waiting = [] if name in seen else [name]
            seen.add(name)
            while waiting:
                needs = [each for each in self._needs(waiting[-1]) if each in self.local and each not in seen]
                seen.update(needs)
                if needs:
                    waiting.extend(needs)
                else:
                    self._define(waiting.pop())

    def _define(self, name: str) -> None:
        if KEYWORD_FORM.fullmatch(name):
            return
        self.terms.pop(name, None)
        term = self._term(name, self._mapping(name))
        if term is not None:
            self.terms[name] = term

    def _mapping(self, name: str) -> dict[str, int]:
        value = self.local[name]
        return self.json.mapping(value) if self.json.kinds[value] == OBJECT else {"@id": value}

    def _needs(self, name: str) -> Iterator[str]:
        mapping = self._mapping(name)
        for text in (name, *(self.json.texts[mapping[key]] for key in ("@id", "@reverse", "@type") if key in mapping)):
            yield text
            yield text.partition(":")[0]

    def _term(self, name: str, mapping: dict[str, int]) -> Term | None:
        """The term of a name; None if its IRI is ignored, so that the name means what it would without it."""
        known = mapping.get("@reverse", mapping.get("@id"))
        if known is None or (self._text(known) == name and "@reverse" not in mapping):
            iri: str | None = self._own_iri(name)
        elif self.json.kinds[known] != STRING:
            return NO_TERM
        else:
            iri = self.expand(self.json.texts[known])
            if iri is None:
                return None
        return Term(
            iri,
            self._is_prefix(name, iri, mapping),
            "@reverse" in mapping,
            frozenset(self._texts(mapping.get("@container"))),
            self._coercion(mapping),
            tuple(self._text(mapping[key]) for key in ("@language",) if key in mapping),
            mapping.get("@context"),
            self._text(mapping.get("@index")),
        )

    def _own_iri(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        of_prefix = self.terms.get(prefix, NO_TERM).iri
        if colon:
            return name if of_prefix is None else of_prefix + rest
        return name if "/" in name else (self.vocabulary or "") + name

    def _is_prefix(self, name: str, iri: str | None, mapping: dict[str, int]) -> bool:
        said = mapping.get("@prefix")
        if said is not None:
            return self.json.texts[said] == "true"
        is_named = "@id" in mapping and "@reverse" not in mapping
        return is_named and iri is not None and not {":", "/"} & set(name) and iri.endswith(_PREFIX_ENDS)

    def _coercion(self, mapping: dict[str, int]) -> str | None:
        text = self._text(mapping.get("@type"))
        containers = self._texts(mapping.get("@container"))
        return ("@id" if "@type" in containers else None) if text is None else self.expand(text)

    def _text(self, value: int | None) -> str | None:
        return None if value is None or self.json.kinds[value] != STRING else self.json.texts[value]

    def _texts(self, value: int | None) -> list[str]:
        if value is None:
            return []
        parts = self.json.items(value) if self.json.kinds[value] == ARRAY else (value,)
        return [self.json.texts[part] for part in parts]
