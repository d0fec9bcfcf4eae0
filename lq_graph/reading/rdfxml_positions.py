"""Positions of triples in RDF/XML: the start of the element that makes them.

XML literals, the rdf:rest of collections, and the reifications that rdf:ID makes on a property element have no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.parsers import expat
from xml.parsers.expat import ExpatError

import numpy as np
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.names import RDF
from lq_graph.reading.text_positions import NOWHERE, Span, Spans, Written, line_spans, rows_by_terms
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_NIL, RDF_TYPE

_XML = "http://www.w3.org/XML/1998/namespace"
_SYNTAX = frozenset(f"{RDF}{name}" for name in ("about", "ID", "nodeID", "resource", "parseType", "datatype"))
_NODES, _PROPERTIES, _NOTHING = "nodes", "properties", "nothing"  # what the children of an element are
_TAG = re.compile(rb"<[^\s/>]*")
_CONTINUATION, _BITS = 0x80, 0xC0  # of the bytes of UTF-8 that begin no character


def rdfxml_spans(content: bytes, triples: Sequence[Triple]) -> Sequence[Spans | None]:
    """The spans of each triple of a content in UTF-8 that the parser accepts; None for one that is not surely found.

    All three terms have the span of the start tag's `<` and name: XML does not tell where an attribute stands.
    """
    try:
        statements = _Reader().read(content)
        spans = _tag_spans(content, statements)
    except (ExpatError, ValueError):
        return [None] * len(triples)
    rows = rows_by_terms(triples, (each.written for each in statements))
    return [None if row == NOWHERE else Spans(spans[row], spans[row], spans[row]) for row in rows.tolist()]


def _tag_spans(content: bytes, statements: Sequence[_Statement]) -> list[Span]:
    text = content.decode()
    starts = np.array([each.start for each in statements], np.int64)
    ends = np.array([_end_of_tag(content, each.start) for each in statements], np.int64)
    characters = np.append(0, np.cumsum((np.frombuffer(content, np.uint8) & _BITS) != _CONTINUATION))
    return line_spans(text, characters[starts], characters[ends])


def _end_of_tag(content: bytes, start: int) -> int:
    found = _TAG.match(content, start)
    return found.end() if found else start


# The statements that elements and attributes make.


@dataclass(frozen=True)
class _Statement:
    """A statement, and the offset in bytes of the element that makes it."""

    written: Written
    start: int


@dataclass(frozen=True)
class _Scope:
    """The base and language in force within an element."""

    base: str = ""
    language: str = ""

    def inner(self, attributes: Mapping[str, str]) -> _Scope:
        base = urljoin(self.base, attributes.get(f"{_XML}base", ""))
        return _Scope(base, attributes.get(f"{_XML}lang", self.language))

    def iri(self, reference: str) -> NamedNode:
        return NamedNode(urljoin(self.base, reference))

    def literal(self, text: str, datatype: str | None = None) -> Literal:
        if datatype:
            return Literal(text, datatype=self.iri(datatype))
        return Literal(text, language=self.language) if self.language else Literal(text)


@dataclass
class _Open:
    """An open element: what its children are, and the node that it describes or has as its value, None if blank."""

    start: int
    scope: _Scope
    children: str
    node: Term | None = None
    subject: Term | None = None
    predicate: NamedNode | None = None  # of a property element until its value is known
    datatype: str | None = None
    has_node: bool = False
    is_collection: bool = False
    members: int = 0
    text: list[str] = field(default_factory=list)


class _Reader:
    """Handlers of the XML parser, with the open elements and the statements so far."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator="")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._open: list[_Open] = []
        self._statements: list[_Statement] = []

    def read(self, content: bytes) -> list[_Statement]:
        self._parser.Parse(content, True)
        return self._statements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else _Open(0, _Scope(), _NODES)
        element = _Open(self._parser.CurrentByteIndex, parent.scope.inner(attributes), parent.children)
        self._open.append(element)
        if name == f"{RDF}RDF" and len(self._open) == 1:
            return
        if parent.children == _NODES:
            self._node(name, attributes, element, parent)
        elif parent.children == _PROPERTIES:
            self._property(name, attributes, element, parent)

    def _node(self, name: str, attributes: Mapping[str, str], element: _Open, parent: _Open) -> None:
        element.children, element.node = _PROPERTIES, _named(attributes, element.scope)
        if parent.is_collection:
            self._add((None, RDF_FIRST, element.node), element)
        else:
            parent.node = element.node
        parent.has_node = True
        if name != f"{RDF}Description":
            self._add((element.node, RDF_TYPE, NamedNode(name)), element)
        self._attributes(attributes, element)

    def _property(self, name: str, attributes: Mapping[str, str], element: _Open, parent: _Open) -> None:
        parent.members += name == f"{RDF}li"
        predicate = NamedNode(f"{RDF}_{parent.members}" if name == f"{RDF}li" else name)
        element.subject, element.predicate = parent.node, predicate
        kind = attributes.get(f"{RDF}parseType")
        if kind == "Resource":
            element.children, element.has_node = _PROPERTIES, True
        elif kind == "Collection":
            element.children, element.is_collection, element.node = _NODES, True, RDF_NIL
        elif kind is not None:
            element.children, element.predicate = _NOTHING, None
        else:
            self._plain_property(attributes, element)

    def _plain_property(self, attributes: Mapping[str, str], element: _Open) -> None:
        element.children, element.datatype = _NODES, attributes.get(f"{RDF}datatype")
        resource = attributes.get(f"{RDF}resource")
        element.node = None if resource is None else element.scope.iri(resource)
        has_properties = any(True for _ in _property_attributes(attributes))
        element.has_node = resource is not None or f"{RDF}nodeID" in attributes or has_properties
        self._attributes(attributes, element)

    def _attributes(self, attributes: Mapping[str, str], element: _Open) -> None:
        for name, value in _property_attributes(attributes):
            is_type = name == RDF_TYPE.value
            term = element.scope.iri(value) if is_type else element.scope.literal(value)
            self._add((element.node, NamedNode(name), term), element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.predicate is None:
            return
        node = None if element.is_collection and element.has_node else element.node
        is_node = element.has_node or element.is_collection
        value = node if is_node else element.scope.literal("".join(element.text), element.datatype)
        self._add((element.subject, element.predicate, value), element)

    def _characters(self, text: str) -> None:
        if self._open and self._open[-1].predicate is not None:
            self._open[-1].text.append(text)

    def _add(self, written: Written, element: _Open) -> None:
        self._statements.append(_Statement(written, element.start))


def _named(attributes: Mapping[str, str], scope: _Scope) -> NamedNode | None:
    about, identifier = attributes.get(f"{RDF}about"), attributes.get(f"{RDF}ID")
    if about is not None:
        return scope.iri(about)
    return None if identifier is None else scope.iri(f"#{identifier}")


def _property_attributes(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes that make statements: those with a namespace that belong to neither RDF's syntax nor XML."""
    return (
        (name, value)
        for name, value in attributes.items()
        if name not in _SYNTAX and not name.startswith(_XML) and ":" in name
    )
