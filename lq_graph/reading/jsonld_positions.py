"""Positions in JSON-LD: where a node and its keys stand, and where a fault does that the parser gives no place for.

A triple stands at the key that makes it, as `"ex:title"` does in `{"@id": "ex:a", "ex:title": "A"}`. Keys and
addresses are expanded as the context around them defines; what the parser did with them is not followed further. So a
triple that a key outside of its node makes (a reverse property, the key of a map, the cell of a list) has no place of
its own, and in a file whose terms bring contexts along (scoped contexts) none has.
Source: JSON-LD 1.1 Processing Algorithms, §4 and §5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import numpy as np
from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.reading.json_text import ARRAY, ATOM, OBJECT, STRING, JsonFault, JsonText, read_json
from lq_graph.reading.position import Place
from lq_graph.reading.text_positions import TextPositions, line_spans
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_TYPE

_KEYWORD = re.compile(r"@[A-Za-z]+")
_PREFIX_ENDS = tuple(":/?#[]@")
_MOST_STEPS = 100  # from a term to its IRI, through the terms that it is made of
_MAPS = frozenset({"@index", "@id", "@type"})


def jsonld_positions(file: Path, content: bytes, triples: Sequence[Triple]) -> TextPositions:
    """The positions of the triples of a content that the parser accepts.

    A subject stands where its node object begins; one that is not found, at the key whose value it is, else at the
    start of the file. Properties and values stand at their keys. Where several keys make one property of one node, the
    first is the place of the property, and the values have none.
    """
    try:
        json = read_json(content.decode())
        document = _Document(json)
        document.read(0, _Context(json))
    except (JsonFault, _ScopedContextError):
        return _positions(triples, {}, {}, frozenset(), Place(file, 1, 1))
    nodes = _nodes_of_subjects(document, triples)
    numbers = sorted({number for node in document.nodes for number in (node.start, *node.all_keys())})
    return _positions(triples, nodes, _places(file, json, numbers), document.elsewhere, Place(file, 1, 1))


def jsonld_fault_place(content: bytes, reason: str) -> tuple[int, int] | None:
    """The line and column of a fault in JSON-LD that the parser gives a reason but no place for; None if not found.

    A reason such as "@id value must be a string" is about the first key of that name with another kind of value; where
    the reason does not mention a kind, the keyword must be there only once.
    """
    try:
        json = read_json(content.decode())
    except JsonFault:
        return None
    if "remote context" in reason:
        keyword, is_sure = "@context", True
    else:
        keyword, is_sure = next(iter(_KEYWORD.findall(reason)), ""), "must be a " in reason
    keys = [
        key
        for number, kind in enumerate(json.kinds)
        if kind == OBJECT
        for key, value in json.members(number)
        if json.texts[key] == keyword and _is_at_fault(json, keyword, value, reason)
    ]
    if not keys or not (is_sure or len(keys) == 1):
        return None
    (place,) = _places(Path(), json, keys[:1]).values()
    return place.line, place.column


def _is_at_fault(json: JsonText, keyword: str, value: int, reason: str) -> bool:
    """Whether a value of a keyword can be what a reason is about, by its kind."""
    may_be_array = keyword in {"@context", "@type"}
    kinds = {json.kinds[each] for each in (json.values(value) if may_be_array else (value,))}
    if "remote context" in reason:
        return STRING in kinds
    if "must be a string, number" in reason:
        return not kinds <= {STRING, ATOM}
    if "must be a string" in reason:
        return kinds != {STRING}
    return kinds != {OBJECT} if "must be a JSON object" in reason else True


def _places(file: Path, json: JsonText, numbers: Sequence[int]) -> dict[int, Place]:
    """The places of keys, and of the opening braces of objects."""
    starts = np.array([json.starts[number] for number in numbers], np.int64)
    is_open = np.array([json.kinds[number] in {ARRAY, OBJECT} for number in numbers], bool)
    ends = np.where(is_open, starts + 1, np.array([json.ends[number] for number in numbers], np.int64))
    spans = line_spans(json.text, starts, ends)
    return {number: Place(file, *span) for number, span in zip(numbers, spans, strict=True)}


# Which node objects describe a subject.


@dataclass
class _Node:
    """A node object: the number of its value in the text, its IRI if it has one, and its keys by their predicates."""

    start: int
    iri: str | None = None
    keys: dict[str, list[int]] = field(default_factory=dict)

    def all_keys(self) -> Iterator[int]:
        """The numbers of its keys that make statements."""
        return (key for keys in self.keys.values() for key in keys)


_NodesOfSubjects = Mapping[Term, Sequence[_Node]]


def _positions(
    triples: Sequence[Triple], nodes: _NodesOfSubjects, places: Mapping[int, Place], elsewhere: Set[str], top: Place
) -> TextPositions:
    """The positions of triples, given the nodes of each subject; `elsewhere` is as in _Document."""
    found = TextPositions({}, {}, {})
    for triple in triples:
        subject: Term = triple.subject  # type: ignore[assignment]
        predicate, value = triple.predicate, triple.object
        described = nodes.get(subject, ())
        start = found.subjects.setdefault(subject, places[described[0].start] if described else top)
        keys = [key for node in described for key in node.keys.get(predicate.value, ())]
        if keys:
            found.properties.setdefault((subject, predicate), places[keys[0]])
        if len(keys) == 1 and predicate.value not in elsewhere:
            found.values[subject, predicate, value] = places[keys[0]]  # type: ignore[index]
        if isinstance(value, BlankNode) and value not in nodes:
            found.subjects.setdefault(value, places[keys[0]] if keys else start)
    return found


def _nodes_of_subjects(document: _Document, triples: Sequence[Triple]) -> _NodesOfSubjects:
    subjects = {triple.subject.value: triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    nodes: dict[Term, list[_Node]] = {}
    for node in document.nodes:
        if node.iri in subjects and node.keys:
            nodes.setdefault(subjects[node.iri], []).append(node)
    return {**nodes, **_nodes_of_blank_nodes(document, triples)}


def _nodes_of_blank_nodes(document: _Document, triples: Sequence[Triple]) -> dict[Term, list[_Node]]:
    """The objects without an address, one by one in the order in which the parser first mentions their blank nodes.

    None of them if the two do not agree in number and predicates, or if labels or reverse properties change the order.
    """
    if document.elsewhere or any(node.iri and node.iri.startswith("_:") for node in document.nodes):
        return {}
    predicates: dict[BlankNode, set[str]] = {}
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, BlankNode):
                predicates.setdefault(term, set())
        if isinstance(triple.subject, BlankNode):
            predicates[triple.subject].add(triple.predicate.value)
    described = [(blank, each) for blank, each in predicates.items() if each and RDF_FIRST.value not in each]
    objects = [node for node in document.nodes if node.iri is None and node.keys]
    pairs = list(zip(described, objects, strict=False))
    if len(described) != len(objects) or not all(each <= node.keys.keys() for (_, each), node in pairs):
        return {}
    return {blank: [node] for (blank, _), node in pairs}


# The node objects of a text.


@dataclass
class _Document:
    """The node objects of a text in their order; `elsewhere` are predicates that keys outside of the node make, too."""

    json: JsonText
    nodes: list[_Node] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)

    def read(self, value: int, context: _Context, iri: str | None = None) -> None:
        """Add the node objects of a value, which has an IRI if it stands in a map by addresses."""
        for item in self.json.values(value):
            if self.json.kinds[item] == ARRAY:
                self.read(item, context, iri)
            elif self.json.kinds[item] == OBJECT:
                self._read_object(item, context, iri)

    def _read_object(self, value: int, context: _Context, iri: str | None) -> None:
        members = list(self.json.members(value))
        for key, member in members:
            if self.json.texts[key] == "@context":
                context = context.extended(member)
        values = {context.expanded(self.json.texts[key]): member for key, member in members}
        if "@value" in values:
            return
        inner = values.get("@list", values.get("@set"))
        if inner is not None:
            self.read(inner, context)
            return
        node = _Node(value, context.resolved(self.json.texts[values["@id"]]) if "@id" in values else iri)
        self.nodes.append(node)
        self._read_members(node, members, context)

    def _read_members(self, node: _Node, members: Iterable[tuple[int, int]], context: _Context) -> None:
        for key, value in members:
            word = context.expanded(self.json.texts[key])
            if word == "@type":
                node.keys.setdefault(RDF_TYPE.value, []).append(key)
            elif word in {"@graph", "@included"}:
                self.read(value, context)
            elif word == "@nest":
                self._read_nest(node, value, context)
            elif word == "@reverse":
                for name, each in self.json.members(value):
                    self.elsewhere.add(context.expanded(self.json.texts[name]) or "")
                    self.read(each, context)
            elif word and ":" in word:
                self._read_property(node, key, value, word, context)

    def _read_nest(self, node: _Node, value: int, context: _Context) -> None:
        for each in self.json.values(value):
            if self.json.kinds[each] == ARRAY:
                self._read_nest(node, each, context)
            elif self.json.kinds[each] == OBJECT:
                self._read_members(node, self.json.members(each), context)

    def _read_property(self, node: _Node, key: int, value: int, predicate: str, context: _Context) -> None:
        term = context.terms.get(self.json.texts[key], _NO_TERM)
        if term.is_reverse:
            self.elsewhere.add(predicate)
        elif self._has_items(value) or term.is_json or "@list" in term.containers:
            node.keys.setdefault(predicate, []).append(key)
        if "@type" in term.containers:
            self.elsewhere.add(RDF_TYPE.value)
        if term.index_key is not None:
            self.elsewhere.add(context.expanded(term.index_key) or "")
        if term.is_json or "@language" in term.containers:
            return
        if term.containers & _MAPS and self.json.kinds[value] == OBJECT:
            for name, each in self.json.members(value):
                self.read(each, context, context.resolved(self.json.texts[name]) if "@id" in term.containers else None)
        else:
            self.read(value, context)

    def _has_items(self, value: int) -> bool:
        """Whether a value of a property is neither null nor an empty array."""
        if self.json.kinds[value] == ARRAY:
            return self.json.beyond[value] > value + 1
        return self.json.kinds[value] != ATOM or self.json.texts[value] != "null"


# Contexts: what a key or an address means.


class _ScopedContextError(ValueError):
    """A term brings a context along, so that keys change their meaning with the types and keys around them."""


class _Term(NamedTuple):
    """What a context defines a key to be; the IRI is None if the key is to be ignored."""

    iri: str | None
    is_prefix: bool = False
    is_reverse: bool = False
    is_json: bool = False
    containers: frozenset[str] = frozenset()
    index_key: str | None = None


_NO_TERM = _Term(None)


@dataclass
class _Context:
    """The contexts around a place in a text, together."""

    json: JsonText
    base: str = ""
    vocabulary: str | None = None
    terms: dict[str, _Term] = field(default_factory=dict)

    def extended(self, value: int) -> _Context:
        """This context with a local one; raises _ScopedContextError for one with such terms."""
        context = self
        for part in self.json.values(value):
            local = self.json.mapping(part) if self.json.kinds[part] == OBJECT else None
            context = _Context(self.json) if local is None else context._with(local)
        return context

    def resolved(self, text: str) -> str:
        """The IRI of an address."""
        return urljoin(self.base, self._compact(text) or text)

    def expanded(self, key: str) -> str | None:
        """The IRI or keyword of a key; None, or a text without a colon, for a key that makes no statement."""
        for _ in range(_MOST_STEPS):
            if _KEYWORD.fullmatch(key):
                return key
            term = self.terms.get(key)
            following = self._compact(key) if term is None else term.iri
            if following is None or following == key:
                break
            key = following
        else:
            return None
        if key in self.terms and following is None:
            return None
        return key if ":" in key or self.vocabulary is None else self.vocabulary + key

    def _compact(self, text: str) -> str | None:
        """The IRI of a prefix and a name; None for a text that is none."""
        prefix, colon, name = text.partition(":")
        term = self.terms.get(prefix, _NO_TERM)
        return term.iri + name if colon and term.iri and term.is_prefix and not name.startswith("//") else None

    def _with(self, local: Mapping[str, int]) -> _Context:
        if "@propagate" in local or "@import" in local:
            raise _ScopedContextError
        base, vocabulary = self._text(local, "@base"), self._text(local, "@vocab")
        context = _Context(
            self.json,
            urljoin(self.base, base or "") if "@base" in local else self.base,
            self.vocabulary,
            self.terms | {name: self._term(name, value) for name, value in local.items() if name[:1] != "@"},
        )
        if "@vocab" in local:
            expanded = None if vocabulary is None else context.expanded(vocabulary)
            context.vocabulary = None if expanded is None else urljoin(context.base, expanded)
        for name in [name for name in local if name in context.terms]:
            context.terms[name] = context.terms[name]._replace(iri=context.expanded(name))
        return context

    def _term(self, name: str, value: int) -> _Term:
        """A term as it is written, its IRI not yet expanded."""
        if self.json.kinds[value] == STRING:
            iri = self.json.texts[value]
            return _Term(iri, is_prefix=iri.endswith(_PREFIX_ENDS))
        if self.json.kinds[value] != OBJECT:
            return _NO_TERM
        definition = self.json.mapping(value)
        if "@context" in definition:
            raise _ScopedContextError
        word = "@reverse" if "@reverse" in definition else "@id"
        containers = self.json.values(definition["@container"]) if "@container" in definition else ()
        return _Term(
            self._text(definition, word) if word in definition else name,
            is_prefix=self._text(definition, "@prefix", ATOM) == "true",
            is_reverse=word == "@reverse",
            is_json=self._text(definition, "@type") == "@json",
            containers=frozenset(self.json.texts[each] for each in containers),
            index_key=self._text(definition, "@index"),
        )

    def _text(self, members: Mapping[str, int], key: str, kind: str = STRING) -> str | None:
        value = members.get(key)
        return None if value is None or self.json.kinds[value] != kind else self.json.texts[value]
