"""The nearest valid value to one that is not valid: what a person probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from lq_graph.labels import Labels
from lq_graph.names import XSD
from lq_graph.shacl.core.data_graph import DataGraph
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.text import Texts, nearest
from lq_graph.triples.columns import Columns
from lq_graph.triples.datatypes import is_well_formed
from lq_graph.triples.terms import Term


@dataclass(frozen=True)
class Allowed:
    """What may be a value: instances of some classes, some terms, literals of some datatypes."""

    classes: tuple[Term, ...] = ()
    members: tuple[Term, ...] = ()
    datatypes: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """Finds the valid value of one closed graph that is nearest to a wrong one; what it found is cached."""

    data: Columns
    labels: Labels
    _texts: dict[Allowed, dict[str, Term]] = field(default_factory=dict)
    _found: dict[tuple[Allowed, Term], Texts | None] = field(default_factory=dict)

    @cached_property
    def _graph(self) -> DataGraph:
        return DataGraph(self.data, SparqlData(self.data, ()))

    def value(self, value: Term, allowed: Allowed) -> Texts | None:
        """The allowed value that is nearest to one that is not allowed, as it is written and called."""
        if (allowed, value) not in self._found:
            self._found[allowed, value] = self._value(value, allowed)
        return self._found[allowed, value]

    def address(self, wrong: Term) -> NamedNode | None:
        """The described thing, or the term of the ontology, whose address is nearest to one that nothing has."""
        if not isinstance(wrong, NamedNode):
            return None
        space = wrong.value[: max(map(wrong.value.rfind, "/#")) + 1]
        described = (term.value for term in self.data.terms.terms(self.data.subjects) if isinstance(term, NamedNode))
        keys = (iri[len(space) :] for iri in described if iri.startswith(space) and iri != wrong.value)
        near = nearest(wrong.value[len(space) :], keys)
        return NamedNode(space + near) if near else None

    def written(self, term: Term) -> Texts:
        """A term as a person can find it and write it: what it is called, and its IRI in short."""
        words = self.labels.words(term)
        if not isinstance(term, NamedNode) or self.labels.label(term) is None:
            return words
        short = self.labels.names.short(term.value)
        return Texts(f"{words.sv} ({short})", f"{words.en} ({short})")

    def _value(self, value: Term, allowed: Allowed) -> Texts | None:
        if isinstance(value, Literal) and allowed.datatypes:
            text = respelt(value, allowed.datatypes)
            return Texts(text, text) if text else None
        texts = self._candidates(allowed)
        for text in self._forms(value):
            near = nearest(text, texts)
            if near is not None and texts[near] != value:
                return self.written(texts[near])
        return None

    def _forms(self, value: Term) -> Iterable[str]:
        """The texts by which a value can be like another: its key, and what it is called."""
        if isinstance(value, NamedNode):
            yield _key(value.value)
        words = self.labels.label(value)
        if words or isinstance(value, Literal):
            yield words.sv if words else getattr(value, "value", "")

    def _candidates(self, allowed: Allowed) -> dict[str, Term]:
        """The allowed terms by their keys and labels."""
        if allowed not in self._texts:
            classes = [each for each in allowed.classes if isinstance(each, NamedNode)]
            things = [term for each in classes for term in self.data.terms.terms(self._graph.instances(each))]
            terms = [*allowed.members, *things]
            keys = {_key(term.value): term for term in terms if isinstance(term, NamedNode | Literal)}
            labels = {
                text: term for term in terms if (words := self.labels.label(term)) for text in (words.sv, words.en)
            }
            self._texts[allowed] = {**labels, **keys}
        return self._texts[allowed]


def _key(text: str) -> str:
    return text.rstrip("/").replace("#", "/").rpartition("/")[2]


# A literal that is nearly right, spelt as its datatype has it.

_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/. ]\s*(?P<year>\d{4})")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SPACE = re.compile(r"[\s\u00a0\u202f]+")
_PERCENT = re.compile(r"(?<=\d)(?:%|procent|percent)$", re.IGNORECASE)  # no other unit: 150 tkr is not 150
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # decimals or thousands
_TRUTHS = {"ja": "true", "yes": "true", "sant": "true", "nej": "false", "no": "false", "falskt": "false"}
_NUMBERS = frozenset((f"{XSD}decimal", f"{XSD}integer"))


def respelt(literal: Literal, datatypes: Iterable[Term]) -> str | None:
    """The text of a literal as the first datatype that it nearly fits would have it; None if it is none or right."""
    allowed = [each for each in datatypes if isinstance(each, NamedNode)]
    if literal.datatype in allowed and is_well_formed(literal):
        return None
    for datatype in allowed:
        for text in (literal.value.strip(), *_spellings(literal.value, datatype.value)):
            is_new = text and (text != literal.value or datatype != literal.datatype)
            if is_new and is_well_formed(Literal(text, datatype=datatype)):
                return text
    return None


def _spellings(text: str, datatype: str) -> Iterable[str]:
    if datatype in _NUMBERS:
        plain = _PERCENT.sub("", _SPACE.sub("", text)).replace("−", "-")
        is_certain = plain.count(",") <= 1 and not _TWO_WAYS.fullmatch(plain)
        return (plain, plain.replace(",", ".")) if is_certain else ()
    if datatype == f"{XSD}boolean":
        return (_TRUTHS.get(text.strip().casefold(), ""),)
    return _days(text.strip())


def _days(text: str) -> Iterable[str]:
    for pattern in (_DAY, _DAY_FIRST, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            day = f"-{int(parts['day']):02}" if parts["day"] else ""
            yield f"{parts['year']}-{int(parts['month']):02}{day}"
