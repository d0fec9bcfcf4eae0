"""sh:languageIn and sh:uniqueLang. SHACL §4.4.4 and §4.4.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.graph import Term
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component
from lq_graph.triples.relation import distinct, first


@dataclass(frozen=True)
class LanguageIn(Plain):
    """Every value node has a language tag that matches one of some ranges. RFC 4647 §3.3.1."""

    ranges: tuple[str, ...]
    component = component("LanguageIn")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that have no such tag."""
        yield scope.failing(~scope.facts.has_language(self._fits, scope.values))

    def _fits(self, tag: str) -> bool:
        return any(each in ("*", tag) or tag.startswith(f"{each}-") for each in self.ranges)


@dataclass(frozen=True)
class UniqueLang(Plain):
    """No two value nodes of a focus node have the same language tag."""

    component = component("UniqueLang")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes, once for each tag that two or more of their value nodes have."""
        languages = scope.facts.languages(scope.values)
        tagged = languages > 0
        keys = np.sort(scope.owners[tagged].astype(np.int64) << 32 | languages[tagged])
        repeated = distinct(keys[1:][keys[1:] == keys[:-1]])
        yield Failures(first(repeated))


def read_languages(reader: Reader) -> Iterator[Constraint]:
    """The constraints of a shape on the languages of value nodes."""
    reader.forbid_in_node_shape("uniqueLang", "§4.4.5")
    ranges = reader.one("languageIn", "§4.4.4")
    if ranges is not None:
        yield LanguageIn(tuple(_range(reader, each) for each in reader.items("languageIn", ranges, "§4.4.4")))
    if reader.flag("uniqueLang", "§4.4.5"):
        yield UniqueLang()


def _range(reader: Reader, term: Term) -> str:
    if not isinstance(term, Literal) or term.datatype.value.rpartition("#")[2] != "string":
        raise reader.refusal("languageIn", term, "a member must be an xsd:string", "§4.4.4")
    return term.value.lower()
