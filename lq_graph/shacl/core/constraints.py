"""The constraint components of SHACL Core, in the order of SHACL §4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.shacl.core.model import Constraint, Failures, Scope, WithoutReferences
from lq_graph.shacl.core.paths import Predicate, starting
from lq_graph.shacl.core.shapes_graph import PATH, PROPERTY, Node, Reader, component, sh
from lq_graph.shacl.core.xpath_regex import Pattern
from lq_graph.triples.columns import Pairs, contains, distinct, first, gather, mask, minus, second, spans
from lq_graph.triples.terms import BLANK, IRI, LITERAL, Ids, Term
from lq_graph.triples.vocabulary import XSD_STRING


def read_constraints(reader: Reader) -> Iterator[Constraint]:
    """The constraints of SHACL Core that a shape has; raises IllFormedShapes for parameters that SHACL forbids."""
    yield from _value_type(reader)
    yield from _cardinality(reader)
    yield from _value_range(reader)
    yield from _strings(reader)
    yield from _languages(reader)
    yield from _property_pairs(reader)
    yield from _logic(reader)
    yield from _qualified(reader)
    yield from _membership(reader)


_KINDS: Mapping[NamedNode, tuple[int, ...]] = MappingProxyType(
    {
        sh("IRI"): (IRI,),
        sh("BlankNode"): (BLANK,),
        sh("Literal"): (LITERAL,),
        sh("BlankNodeOrIRI"): (BLANK, IRI),
        sh("BlankNodeOrLiteral"): (BLANK, LITERAL),
        sh("IRIOrLiteral"): (IRI, LITERAL),
    }
)


@dataclass(frozen=True)
class Class(WithoutReferences):
    """Every value node is a SHACL instance of a class."""

    class_: NamedNode | BlankNode
    component = component("Class")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        yield scope.failing(~scope.data.is_instance(self.class_, scope.values))


@dataclass(frozen=True)
class Datatype(WithoutReferences):
    """Every value node is a well-formed literal of a datatype."""

    datatype: NamedNode
    component = component("Datatype")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        yield scope.failing(~scope.data.has_datatype(self.datatype, scope.values))


@dataclass(frozen=True)
class NodeKind(WithoutReferences):
    """Every value node is of one of some kinds."""

    kinds: tuple[int, ...]
    component = component("NodeKind")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        allowed = np.zeros(LITERAL + 1, bool)
        allowed[list(self.kinds)] = True
        yield scope.failing(~allowed[scope.data.terms.kinds()[scope.values]])


def _value_type(reader: Reader) -> Iterator[Constraint]:
    """sh:class, sh:datatype and sh:nodeKind. SHACL §4.1."""
    yield from map(Class, reader.iris("class", "§4.1.1"))
    if (datatype := reader.iri("datatype", "§4.1.2")) is not None:
        yield Datatype(datatype)
    if (kind := reader.iri("nodeKind", "§4.1.3")) is not None:
        yield NodeKind(_KINDS[reader.only("nodeKind", kind, _KINDS.keys(), "§4.1.3")])


@dataclass(frozen=True)
class MinCount(WithoutReferences):
    """At least so many value nodes."""

    least: int
    component = component("MinCount")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes with fewer."""
        yield scope.failing_focus(scope.counts < self.least)


@dataclass(frozen=True)
class MaxCount(WithoutReferences):
    """At most so many value nodes."""

    most: int
    component = component("MaxCount")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes with more."""
        yield scope.failing_focus(scope.counts > self.most)


def _cardinality(reader: Reader) -> Iterator[Constraint]:
    """sh:minCount and sh:maxCount. SHACL §4.2."""
    for name, section in (("minCount", "§4.2.1"), ("maxCount", "§4.2.2")):
        reader.forbid_in_node_shape(name, section)
    if (least := reader.integer("minCount", "§4.2.1")) is not None:
        yield MinCount(least)
    if (most := reader.integer("maxCount", "§4.2.2")) is not None:
        yield MaxCount(most)


_RANGES = (
    ("minExclusive", "§4.3.1", (1,)),
    ("minInclusive", "§4.3.2", (0, 1)),
    ("maxExclusive", "§4.3.3", (-1,)),
    ("maxInclusive", "§4.3.4", (-1, 0)),
)


@dataclass(frozen=True)
class Range(WithoutReferences):
    """Every value node stands in one of some orders to a bound: -1 below, 0 equal, 1 above."""

    component: NamedNode
    bound: Literal
    allowed: tuple[int, ...]

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not, and those that cannot be compared with the bound."""
        bound = scope.data.terms.ids([self.bound])
        orders = scope.data.values.compare_pairs(scope.values, bound)
        yield scope.failing(~np.isin(orders, self.allowed))


def _value_range(reader: Reader) -> Iterator[Constraint]:
    """sh:minExclusive, sh:minInclusive, sh:maxExclusive and sh:maxInclusive. SHACL §4.3."""
    for name, section, allowed in _RANGES:
        bound = reader.one(name, section)
        if bound is None:
            continue
        if not isinstance(bound, Literal):
            raise reader.refusal(name, bound, "must be a literal", section)
        yield Range(component(name[0].upper() + name[1:]), bound, allowed)


_NO_TEXT = -1


@dataclass(frozen=True)
class MinLength(WithoutReferences):
    """Every value node is an IRI or literal of at least so many characters."""

    least: int
    component = component("MinLength")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are shorter, and blank nodes."""
        lengths = _lengths(scope)
        yield scope.failing((lengths < self.least) | (lengths == _NO_TEXT))


@dataclass(frozen=True)
class MaxLength(WithoutReferences):
    """Every value node is an IRI or literal of at most so many characters."""

    most: int
    component = component("MaxLength")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are longer, and blank nodes."""
        lengths = _lengths(scope)
        yield scope.failing((lengths > self.most) | (lengths == _NO_TEXT))


@dataclass(frozen=True)
class Matches(WithoutReferences):
    """Every value node is an IRI or literal whose text matches a regular expression."""

    pattern: str
    flags: str
    component = component("Pattern")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not, and blank nodes."""
        pattern = Pattern(self.pattern, self.flags)
        yield scope.failing(~scope.data.test(self, pattern.matches, scope.values))


def _strings(reader: Reader) -> Iterator[Constraint]:
    """sh:minLength, sh:maxLength and sh:pattern. SHACL §4.4.1 to §4.4.3."""
    if (least := reader.integer("minLength", "§4.4.1")) is not None:
        yield MinLength(least)
    if (most := reader.integer("maxLength", "§4.4.2")) is not None:
        yield MaxLength(most)
    pattern, flags = reader.text("pattern", "§4.4.3"), reader.text("flags", "§4.4.3")
    if pattern is not None:
        try:
            Pattern(pattern, flags or "")
        except ValueError as error:
            raise reader.refusal("pattern", None, str(error), "§4.4.3") from error
        yield Matches(pattern, flags or "")


def _lengths(scope: Scope) -> Ids:
    return scope.data.attribute("length", _length, scope.values)


def _length(term: Term) -> int:
    return _NO_TEXT if isinstance(term, BlankNode) else len(term.value)


@dataclass(frozen=True)
class LanguageIn(WithoutReferences):
    """Every value node has a language tag that matches one of some ranges. RFC 4647 §3.3.1."""

    ranges: tuple[str, ...]
    component = component("LanguageIn")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that have no such tag."""
        yield scope.failing(~scope.data.has_language(self._fits, scope.values))

    def _fits(self, tag: str) -> bool:
        return any(each in ("*", tag) or tag.startswith(f"{each}-") for each in self.ranges)


@dataclass(frozen=True)
class UniqueLang(WithoutReferences):
    """No two value nodes of a focus node have the same language tag."""

    component = component("UniqueLang")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes, once for each tag that two or more of their value nodes have."""
        languages = scope.data.languages(scope.values)
        tagged = languages > 0
        keys = np.sort(scope.owners[tagged].astype(np.int64) << 32 | languages[tagged])
        repeated = distinct(keys[1:][keys[1:] == keys[:-1]])
        yield Failures(first(repeated))


def _languages(reader: Reader) -> Iterator[Constraint]:
    """sh:languageIn and sh:uniqueLang. SHACL §4.4.4 and §4.4.5."""
    reader.forbid_in_node_shape("uniqueLang", "§4.4.5")
    ranges = reader.one("languageIn", "§4.4.4")
    if ranges is not None:
        members = reader.items("languageIn", ranges, "§4.4.4")
        for member in members:
            if not isinstance(member, Literal) or member.datatype != XSD_STRING:
                raise reader.refusal("languageIn", member, "a member must be an xsd:string", "§4.4.4")
        yield LanguageIn(tuple(member.value.lower() for member in members))
    if reader.flag("uniqueLang", "§4.4.5"):
        yield UniqueLang()


@dataclass(frozen=True)
class Equals(WithoutReferences):
    """The value nodes are the objects of a predicate."""

    predicate: NamedNode
    component = component("Equals")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are no such objects, and the objects that are no value nodes."""
        others = _others(scope, self.predicate)
        for missing in (minus(scope.pairs, others), minus(others, scope.pairs)):
            yield Failures(first(missing), second(missing))


@dataclass(frozen=True)
class Disjoint(WithoutReferences):
    """No value node is an object of a predicate."""

    predicate: NamedNode
    component = component("Disjoint")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are."""
        yield scope.failing(contains(_others(scope, self.predicate), scope.pairs))


@dataclass(frozen=True)
class LessThan(WithoutReferences):
    """Every value node stands in one of some orders to every object of a predicate: -1 below, 0 equal."""

    component: NamedNode
    predicate: NamedNode
    allowed: tuple[int, ...]

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """A value node for each object to which it does not, or with which it cannot be compared."""
        others = _others(scope, self.predicate)
        starts, counts = spans(others, scope.owners)
        objects = second(others)[gather(starts, counts)]
        values = np.repeat(scope.values, counts)
        bad = ~np.isin(scope.data.values.compare_pairs(values, objects), self.allowed)
        yield Failures(np.repeat(scope.owners, counts)[bad], values[bad])


def _property_pairs(reader: Reader) -> Iterator[Constraint]:
    """sh:equals, sh:disjoint, sh:lessThan and sh:lessThanOrEquals. SHACL §4.5."""
    for name, section in (("lessThan", "§4.5.3"), ("lessThanOrEquals", "§4.5.4")):
        reader.forbid_in_node_shape(name, section)
    yield from map(Equals, reader.iris("equals", "§4.5.1"))
    yield from map(Disjoint, reader.iris("disjoint", "§4.5.2"))
    for predicate in reader.iris("lessThan", "§4.5.3"):
        yield LessThan(component("LessThan"), predicate, (-1,))
    for predicate in reader.iris("lessThanOrEquals", "§4.5.4"):
        yield LessThan(component("LessThanOrEquals"), predicate, (-1, 0))


def _others(scope: Scope, predicate: NamedNode) -> Pairs:
    return scope.data.walk(Predicate(predicate), scope.focus)


@dataclass(frozen=True)
class Counted:
    """Every value node conforms to at least and at most so many of some shapes; a shape listed twice counts twice.

    sh:not, sh:node, sh:and, sh:or and sh:xone differ in these numbers alone.
    """

    component: NamedNode
    references: tuple[Node, ...]
    least: int
    most: int

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that conform to fewer or more."""
        conforming = np.zeros(len(scope.pairs), np.int32)
        for shape in self.references:
            conforming += scope.conforming(shape)
        yield scope.failing((conforming < self.least) | (conforming > self.most))


@dataclass(frozen=True)
class Property:
    """Every value node is checked on a property shape, whose results are results."""

    shape: Node
    component = component("Property")

    @property
    def references(self) -> tuple[Node, ...]:
        """The property shape."""
        return (self.shape,)

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that do not conform; a report has the results of the property shape instead."""
        yield scope.failing(~scope.conforming(self.shape))


def _logic(reader: Reader) -> Iterator[Constraint]:
    """sh:not, sh:node, sh:and, sh:or, sh:xone and sh:property. SHACL §4.6, §4.7.1 and §4.7.2."""
    for shape in reader.node_shapes("not", "§4.6.1"):
        yield Counted(component("Not"), (shape,), 0, 0)
    for shape in reader.node_shapes("node", "§4.7.1"):
        yield Counted(component("Node"), (shape,), 1, 1)
    for shapes in reader.shape_lists("and", "§4.6.2"):
        yield Counted(component("And"), shapes, len(shapes), len(shapes))
    for shapes in reader.shape_lists("or", "§4.6.3"):
        yield Counted(component("Or"), shapes, 1, len(shapes))
    for shapes in reader.shape_lists("xone", "§4.6.4"):
        yield Counted(component("Xone"), shapes, 1, 1)
    yield from map(Property, reader.node_shapes("property", "§4.7.2"))


_QUALIFIED = "§4.7.3"


@dataclass(frozen=True)
class Qualified:
    """At least or at most so many value nodes conform to a shape, and to none of its siblings."""

    component: NamedNode
    shape: Node
    siblings: tuple[Node, ...]
    least: int | None
    most: int | None

    @property
    def references(self) -> tuple[Node, ...]:
        """The shape and its siblings."""
        return (self.shape, *self.siblings)

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes with fewer or more such value nodes."""
        conforming = scope.conforming(self.shape)
        for sibling in self.siblings:
            conforming = conforming & ~scope.conforming(sibling)
        counts = scope.count(scope.pairs[conforming])
        if self.least is not None:
            yield scope.failing_focus(counts < self.least)
        if self.most is not None:
            yield scope.failing_focus(counts > self.most)


def _qualified(reader: Reader) -> Iterator[Constraint]:
    """sh:qualifiedValueShape with its counts and siblings; none if there are counts alone. SHACL §4.7.3."""
    least = reader.integer("qualifiedMinCount", _QUALIFIED)
    most = reader.integer("qualifiedMaxCount", _QUALIFIED)
    disjoint = reader.flag("qualifiedValueShapesDisjoint", _QUALIFIED)
    shapes = reader.node_shapes("qualifiedValueShape", _QUALIFIED)
    if not shapes:
        return
    reader.one("qualifiedValueShape", _QUALIFIED)
    siblings = _siblings(reader, shapes[0]) if disjoint else ()
    if least is not None:
        yield Qualified(component("QualifiedMinCount"), shapes[0], siblings, least, None)
    if most is not None:
        yield Qualified(component("QualifiedMaxCount"), shapes[0], siblings, None, most)


def _siblings(reader: Reader, shape: Node) -> tuple[Node, ...]:
    graph = reader.graph
    sides = {side for parent in graph.subjects(PROPERTY, reader.node) for side in graph.objects(parent, PROPERTY)}
    shapes = {each for side in sides for each in graph.objects(side, sh("qualifiedValueShape"))}
    nodes = [each for each in shapes if not isinstance(each, Literal) and each != shape]
    return tuple(sorted(nodes, key=str))


@dataclass(frozen=True)
class In(WithoutReferences):
    """Every value node is one of some terms."""

    members: tuple[Term, ...]
    component = component("In")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        terms = scope.data.terms
        found = [terms.find(member) for member in self.members]
        known = np.array([identifier for identifier in found if identifier >= 0], np.int32)
        yield scope.failing(~mask(known, len(terms))[scope.values])


@dataclass(frozen=True)
class HasValue(WithoutReferences):
    """A term is among the value nodes."""

    term: Term
    component = component("HasValue")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The focus nodes for which it is not."""
        holders = scope.pairs[scope.values == scope.data.terms.find(self.term)]
        yield scope.failing_focus(scope.count(holders) == 0)


@dataclass(frozen=True)
class Closed(WithoutReferences):
    """No value node has another predicate than some."""

    predicates: frozenset[Term]
    component = component("Closed")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The object of every triple with another predicate, with that predicate as path."""
        terms = scope.data.terms
        allowed = {terms.find(predicate) for predicate in self.predicates}
        columns = scope.data.columns
        for identifier in sorted(columns.relations.keys() - allowed):
            relation = starting(columns.relation(identifier), scope.value_nodes, len(terms))
            starts, counts = spans(relation, scope.values)
            objects: Ids = second(relation[gather(starts, counts)])
            predicate = terms[identifier]
            path = Predicate(predicate) if isinstance(predicate, NamedNode) else None
            yield Failures(np.repeat(scope.owners, counts), objects, path)


def _membership(reader: Reader) -> Iterator[Constraint]:
    """sh:in, sh:hasValue and sh:closed. SHACL §4.8."""
    members = reader.one("in", "§4.8.3")
    if members is not None:
        yield In(reader.items("in", members, "§4.8.3"))
    yield from map(HasValue, reader.terms("hasValue"))
    ignored = reader.one("ignoredProperties", "§4.8.1")
    listed = () if ignored is None else reader.items("ignoredProperties", ignored, "§4.8.1")
    for each in listed:
        if not isinstance(each, NamedNode):
            raise reader.refusal("ignoredProperties", each, "a member must be an IRI", "§4.8.1")
    if reader.flag("closed", "§4.8.1"):
        properties = reader.graph.objects(reader.node, PROPERTY)
        paths = frozenset(path for shape in properties for path in reader.graph.objects(shape, PATH))
        yield Closed(frozenset(listed) | paths)
