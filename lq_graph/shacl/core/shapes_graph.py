"""A shapes graph, read node by node while it is compiled, with the vocabulary and syntax rules of SHACL. SHACL §2."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.errors import LqError, ShapesError
from lq_graph.names import RDFS, SH
from lq_graph.triples.vocabulary import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    RDFS_SUB_CLASS_OF,
    XSD_BOOLEAN,
    XSD_INTEGER,
    XSD_STRING,
)

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

TRUE = Literal("true", datatype=XSD_BOOLEAN)
FALSE = Literal("false", datatype=XSD_BOOLEAN)
RDFS_CLASS = NamedNode(f"{RDFS}Class")
_INTEGER = re.compile("[+-]?[0-9]+")


@cache
def sh(name: str) -> NamedNode:
    """The term of the SHACL vocabulary with a local name."""
    return NamedNode(f"{SH}{name}")


def component(name: str) -> NamedNode:
    """The constraint component of SHACL Core with a name, such as `MinCount`."""
    return sh(f"{name}ConstraintComponent")


def _each(*names: str) -> tuple[NamedNode, ...]:
    return tuple(map(sh, names))


VIOLATION = sh("Violation")
PATH, PROPERTY = sh("path"), sh("property")

SHAPE_EXPECTING = _each("node", "not", "property", "qualifiedValueShape")
LIST_TAKING = _each("and", "or", "xone")
"""The parameters whose values are shapes, and those whose values are lists of shapes. SHACL §2.1."""

TARGETS = _each("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
PARAMETERS = (
    *SHAPE_EXPECTING,
    *LIST_TAKING,
    *_each("class", "datatype", "nodeKind", "minCount", "maxCount", "equals", "disjoint", "lessThan"),
    *_each("lessThanOrEquals", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength"),
    *_each("maxLength", "pattern", "flags", "languageIn", "uniqueLang", "closed", "ignoredProperties", "hasValue"),
    *_each("in", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "sparql"),
)
NOT_PARAMETERS = frozenset(
    (
        *_each("path", "name", "description", "order", "group", "defaultValue", "severity", "message", "deactivated"),
        *_each("optional", "parameter", "labelTemplate", "prefixes", "declare", "shapesGraph", "entailment"),
        *_each("suggestedShapesGraph", "validator", "nodeValidator", "propertyValidator", "select", "ask", "prefix"),
        *_each("namespace", "detail"),
    )
)
"""The other predicates of SHACL that a shape may have."""

ADVANCED = frozenset(
    _each("rule", "target", "values", "expression", "nodes", "union", "intersection", "filterShape"),
)
"""The predicates of SHACL Advanced Features, which pyshacl supports."""

SCRIPTED = frozenset(_each("js", "jsLibrary", "jsFunctionName"))
"""The predicates of SHACL JavaScript Extensions, which no engine here supports."""


class Unsupported(LqError):
    """A construct in a shapes graph that the columnar engine does not support; pyshacl may."""

    def __init__(self, construct: str) -> None:
        self.construct = construct
        super().__init__(f"the columnar engine does not do {construct}; use the engine pyshacl, or auto")


class IllFormedShapes(ShapesError):
    """Shapes that SHACL does not allow: the node, and the rule of the specification that it breaks."""

    def __init__(self, node: Term, reason: str, section: str) -> None:
        self.node = node
        self.reason = reason
        self.section = section
        super().__init__(f"ill-formed shape {node}: {reason} (SHACL {section})")


class ShapesGraph:
    """The triples of a shapes graph by subject and by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = frozenset(triples)
        self._objects: dict[tuple[object, NamedNode], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[NamedNode, object], list[Node]] = defaultdict(list)
        self._predicates: dict[object, set[NamedNode]] = defaultdict(set)
        self._having: dict[NamedNode, dict[Node, None]] = defaultdict(dict)
        for triple in sorted(self.triples, key=str):
            subject, predicate, object_ = triple.subject, triple.predicate, triple.object
            self._objects[subject, predicate].append(object_)  # type: ignore[arg-type]
            self._subjects[predicate, object_].append(subject)  # type: ignore[arg-type]
            self._predicates[subject].add(predicate)
            self._having[predicate][subject] = None  # type: ignore[index]

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The objects of a subject and a predicate, in a fixed order."""
        return self._objects.get((subject, predicate), [])

    def object(self, subject: Term, predicate: NamedNode) -> Term | None:
        """The first object of a subject and a predicate, None if there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, object_: Term) -> list[Node]:
        """The subjects of a predicate and an object."""
        return self._subjects.get((predicate, object_), [])

    def having(self, predicate: NamedNode) -> list[Node]:
        """The subjects that have a predicate, each once."""
        return list(self._having.get(predicate, {}))

    def predicates(self, subject: Term) -> frozenset[NamedNode]:
        """The predicates of a subject."""
        return frozenset(self._predicates.get(subject, ()))

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list; raises IllFormedShapes if it is not a well-formed one."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != RDF_NIL:
            firsts, rests = self.objects(head, RDF_FIRST), self.objects(head, RDF_REST)
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise IllFormedShapes(head, "not a well-formed list", "§1.5")
            seen.add(head)
            members.append(firsts[0])
            head = rests[0]
        return members

    def instances(self, class_: NamedNode) -> list[Node]:
        """The SHACL instances of a class in the shapes graph itself."""
        found: dict[Node, None] = {}
        classes: list[Node] = [class_]
        for each in classes:
            found.update(dict.fromkeys(self.subjects(RDF_TYPE, each)))
            classes.extend(sub for sub in self.subjects(RDFS_SUB_CLASS_OF, each) if sub not in classes)
        return list(found)


@dataclass(frozen=True)
class Reader:
    """The parameters of one shape; every method raises IllFormedShapes for what a section of SHACL forbids."""

    graph: ShapesGraph
    node: Node

    @property
    def is_property(self) -> bool:
        """Whether the shape has a path."""
        return bool(self.graph.objects(self.node, sh("path")))

    def refusal(self, name: str, value: Term | None, rule: str, section: str) -> IllFormedShapes:
        """The error that names the shape, its triple, and the rule that it breaks."""
        triple = f"sh:{name}" if value is None else f"sh:{name} {value}"
        return IllFormedShapes(self.node, f"{triple}: {rule}", section)

    def terms(self, name: str) -> list[Term]:
        """The values of a parameter."""
        return self.graph.objects(self.node, sh(name))

    def one(self, name: str, section: str) -> Term | None:
        """The value of a parameter that may have one at most."""
        terms = self.terms(name)
        if len(terms) > 1:
            raise self.refusal(name, terms[1], "a shape has one value at most", section)
        return terms[0] if terms else None

    def iris(self, name: str, section: str) -> list[NamedNode]:
        """The values of a parameter that must be IRIs."""
        return [self._iri(name, term, section) for term in self.terms(name)]

    def iri(self, name: str, section: str) -> NamedNode | None:
        """The value of a parameter that may have one at most, an IRI."""
        term = self.one(name, section)
        return None if term is None else self._iri(name, term, section)

    def integer(self, name: str, section: str) -> int | None:
        """The value of a parameter that may have one at most, an xsd:integer."""
        term = self.one(name, section)
        if term is None:
            return None
        if not isinstance(term, Literal) or term.datatype != XSD_INTEGER or not _INTEGER.fullmatch(term.value):
            raise self.refusal(name, term, "must be an xsd:integer", section)
        return int(term.value)

    def flag(self, name: str, section: str) -> bool:
        """Whether a parameter that may have one value at most, an xsd:boolean, is the term true."""
        term = self.one(name, section)
        if term is not None and (not isinstance(term, Literal) or term.datatype != XSD_BOOLEAN):
            raise self.refusal(name, term, "must be an xsd:boolean", section)
        if isinstance(term, Literal) and term.value not in ("true", "false", "1", "0"):
            raise self.refusal(name, term, "must be an xsd:boolean", section)
        return term == TRUE

    def truth(self, name: str, section: str) -> bool:
        """Whether a parameter that may only be true or false is true."""
        term = self.one(name, section)
        if term not in (None, TRUE, FALSE):
            raise self.refusal(name, term, "must be true or false", section)
        return term == TRUE

    def text(self, name: str, section: str) -> str | None:
        """The value of a parameter that may have one at most, an xsd:string."""
        term = self.one(name, section)
        if term is None:
            return None
        if not isinstance(term, Literal) or term.datatype != XSD_STRING:
            raise self.refusal(name, term, "must be an xsd:string", section)
        return term.value

    def items(self, name: str, head: Term, section: str) -> tuple[Term, ...]:
        """The members of a list that is the value of a parameter."""
        try:
            return tuple(self.graph.items(head))
        except IllFormedShapes as error:
            raise self.refusal(name, head, "must be a SHACL list (§1.5)", section) from error

    def shape_lists(self, name: str, section: str) -> list[tuple[Node, ...]]:
        """The values of a parameter that must be lists of shapes."""
        return [
            tuple(self._node(name, member, section) for member in self.items(name, head, section))
            for head in self.terms(name)
        ]

    def node_shapes(self, name: str, section: str) -> list[Node]:
        """The values of a parameter that must be shapes."""
        return [self._node(name, term, section) for term in self.terms(name)]

    def forbid_in_node_shape(self, name: str, section: str) -> None:
        """Raises IllFormedShapes if a node shape has a parameter that only property shapes may have."""
        if self.terms(name) and not self.is_property:
            raise self.refusal(name, self.terms(name)[0], "a node shape has no value for it", section)

    def only(self, name: str, term: NamedNode, allowed: Collection[NamedNode], section: str) -> NamedNode:
        """The value of a parameter that must be one of some IRIs."""
        if term not in allowed:
            raise self.refusal(name, term, f"must be one of {', '.join(map(str, allowed))}", section)
        return term

    def _iri(self, name: str, term: Term, section: str) -> NamedNode:
        if not isinstance(term, NamedNode):
            raise self.refusal(name, term, "must be an IRI", section)
        return term

    def _node(self, name: str, term: Term, section: str) -> Node:
        if not isinstance(term, NamedNode | BlankNode):
            raise self.refusal(name, term, "must be a shape, thus an IRI or a blank node", section)
        return term
