"""The nearest valid value to one that is not valid: what a person probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.labels import Labels
from lq_graph.names import XSD
from lq_graph.shacl.core.data_graph import DataGraph
from lq_graph.shacl.core.paths import Alternative, Inverse, Path, Predicate, Repeated, Sequence
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.shacl.core.vocabulary import sh
from lq_graph.text import Texts, nearest
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Triples
from lq_graph.triples.datatypes import is_well_formed
from lq_graph.triples.relation import spans
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDFS_SUB_CLASS_OF

# What shapes say to people: the words of their paths, the language that they ask for, and what may be chosen.

_NAME, _CLASS, _IN, _OR, _DATATYPE = sh("name"), sh("class"), sh("in"), sh("or"), sh("datatype")
_QUALIFIED, _LANGUAGES = sh("qualifiedValueShape"), sh("languageIn")


@dataclass(frozen=True)
class Allowed:
    """What may be a value: instances of some classes, some terms, literals of some datatypes."""

    classes: tuple[Term, ...] = ()
    members: tuple[Term, ...] = ()
    datatypes: tuple[Term, ...] = ()


class ShapeWords:
    """The words of one shapes graph."""

    def __init__(self, shapes: Triples, data: Columns, labels: Labels) -> None:
        """The words of shapes; `data` is the closed graph, with the tree of classes."""
        self._graph = ShapesGraph(shapes)
        self._labels = labels
        self._terms = data.terms
        self._subclasses = data.relation(data.terms.find(RDFS_SUB_CLASS_OF))

    def path_words(self, shape: Node, path: Path | None) -> Texts | None:
        """What a path is called: the name of its shape, else the label of its first predicate; None without a path."""
        if path is None:
            return None
        named = {each.language: each.value for each in self._graph.objects(shape, _NAME) if isinstance(each, Literal)}
        if "sv" in named and "en" in named and self._graph.object(shape, sh("path")) is not None:
            return Texts(named["sv"], named["en"])
        return self._labels.words(first_predicate(path))

    def language(self, shape: Node) -> str | None:
        """The one language that a shape asks for with its qualified value shape; None if it does not."""
        tags = [
            tag.value
            for qualified in self._graph.objects(shape, _QUALIFIED)
            for tags in self._graph.objects(qualified, _LANGUAGES)
            for tag in self._items(tags)
        ]
        return tags[0] if len(tags) == 1 else None

    def depth(self, shape: Node) -> int:
        """How many classes stand above the class that a shape, or the one that has it as a property, is for."""
        holders = [shape, *self._graph.subjects(sh("property"), shape)]
        classes = [each for holder in holders for each in self._graph.objects(holder, sh("targetClass"))]
        return max((self._height(each) for each in classes), default=0)

    def forbids(self, shape: Node) -> bool:
        """Whether a shape allows no value at all."""
        return any(getattr(each, "value", "") == "0" for each in self._graph.objects(shape, sh("maxCount")))

    def allowed(self, shape: Node) -> Allowed:
        """What may be a value by a shape, or by any of the shapes of its sh:or."""
        shapes = [shape, *(each for head in self._graph.objects(shape, _OR) for each in self._items(head))]
        members = [each for one in shapes for head in self._graph.objects(one, _IN) for each in self._items(head)]
        return Allowed(self._all(shapes, _CLASS), tuple(members), self._all(shapes, _DATATYPE))

    def _height(self, class_: Term) -> int:
        return int(spans(self._subclasses, np.array([self._terms.find(class_)], np.int32))[1][0])

    def _all(self, shapes: Iterable[Term], predicate: NamedNode) -> tuple[Term, ...]:
        return tuple(each for shape in shapes for each in self._graph.objects(shape, predicate))

    def _items(self, head: Term) -> list[Term]:
        try:
            return self._graph.items(head)
        except IllFormedShapes:
            return []


def first_predicate(path: Path) -> NamedNode:
    """The predicate with which a path begins."""
    match path:
        case Predicate(iri):
            return iri
        case Sequence(paths) | Alternative(paths):
            return first_predicate(paths[0])
        case Inverse(inner) | Repeated(inner, _):
            return first_predicate(inner)


# A literal that is nearly right, spelt as its datatype has it.

_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/. ]\s*(?P<year>\d{4})")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SPACE = re.compile(r"[\s\u00a0\u202f]+")
_TRUTHS = {"ja": "true", "yes": "true", "sant": "true", "nej": "false", "no": "false", "falskt": "false"}
_NUMBERS = frozenset((f"{XSD}decimal", f"{XSD}integer"))


def respelt(literal: Literal, datatypes: Iterable[Term]) -> str | None:
    """The text of a literal as the first datatype that it nearly fits would have it; None if it is near none."""
    for datatype in datatypes:
        if not isinstance(datatype, NamedNode):
            continue
        for text in (literal.value.strip(), *_spellings(literal.value, datatype.value)):
            if _is_new(literal, text, datatype) and is_well_formed(Literal(text, datatype=datatype)):
                return text
    return None


def _is_new(literal: Literal, text: str, datatype: NamedNode) -> bool:
    return bool(text) and (text != literal.value or datatype != literal.datatype)


def _spellings(text: str, datatype: str) -> Iterable[str]:
    if datatype in _NUMBERS:
        plain = _SPACE.sub("", text).replace("−", "-")
        return (plain, plain.replace(",", ".")) if plain.count(",") <= 1 else ()
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


# Menade du …? The nearest valid value to one that is not valid.


class Suggestions:
    """The valid values of one closed graph, asked for the one that is nearest."""

    def __init__(self, data: Columns, labels: Labels) -> None:
        self._data = data
        self._facts = DataGraph(data, SparqlData(data, ()))
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
        short = self._labels.names.short(term.value)
        return Texts(f"{words.sv} ({short})", f"{words.en} ({short})")


def _key(text: str) -> str:
    return text.rstrip("/").replace("#", "/").rpartition("/")[2]
