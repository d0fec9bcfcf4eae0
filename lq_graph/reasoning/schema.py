"""The axioms of a graph, by predicate and by type, for compiling; and the vocabulary that reasoning supports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.errors import LqError
from lq_graph.names import OWL, RDF, RDFS, XSD
from lq_graph.reasoning.axioms import Fact
from lq_graph.triples.columns import Columns, first, mask, second
from lq_graph.triples.terms import Term

VOCABULARIES = (RDF, RDFS, OWL, XSD)

TYPE, FIRST, REST, NIL = f"{RDF}type", f"{RDF}first", f"{RDF}rest", f"{RDF}nil"
SUB_CLASS, SUB_PROPERTY = f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"
DOMAIN, RANGE = f"{RDFS}domain", f"{RDFS}range"
SAME, DIFFERENT = f"{OWL}sameAs", f"{OWL}differentFrom"
EQUIVALENT_CLASS, EQUIVALENT_PROPERTY = f"{OWL}equivalentClass", f"{OWL}equivalentProperty"
INVERSE, CHAIN = f"{OWL}inverseOf", f"{OWL}propertyChainAxiom"
ON_PROPERTY, MAX_CARDINALITY = f"{OWL}onProperty", f"{OWL}maxCardinality"
SOME, ONLY, HAS = f"{OWL}someValuesFrom", f"{OWL}allValuesFrom", f"{OWL}hasValue"
INTERSECTION, UNION, ONE_OF = f"{OWL}intersectionOf", f"{OWL}unionOf", f"{OWL}oneOf"
DISJOINT, COMPLEMENT = f"{OWL}disjointWith", f"{OWL}complementOf"
DISJOINT_PROPERTY = f"{OWL}propertyDisjointWith"
MEMBERS, DISTINCT_MEMBERS = f"{OWL}members", f"{OWL}distinctMembers"
SOURCE, ASSERTION = f"{OWL}sourceIndividual", f"{OWL}assertionProperty"
TARGET, TARGET_VALUE = f"{OWL}targetIndividual", f"{OWL}targetValue"
THING, NOTHING, CLASS = f"{OWL}Thing", f"{OWL}Nothing", f"{OWL}Class"
FUNCTIONAL, INVERSE_FUNCTIONAL = f"{OWL}FunctionalProperty", f"{OWL}InverseFunctionalProperty"
SYMMETRIC, TRANSITIVE = f"{OWL}SymmetricProperty", f"{OWL}TransitiveProperty"
ASYMMETRIC, IRREFLEXIVE = f"{OWL}AsymmetricProperty", f"{OWL}IrreflexiveProperty"
ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES = f"{OWL}AllDisjointClasses", f"{OWL}AllDisjointProperties"
ALL_DIFFERENT = f"{OWL}AllDifferent"
PROPERTY_TYPES = (f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{RDF}Property")

SCHEMA_PREDICATES = frozenset({SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, DISJOINT})
"""The predicates whose consequences are about the schema and not about the world."""

LIST_AXIOMS = frozenset({CHAIN, INTERSECTION, UNION, ONE_OF})
RESTRICTIONS = frozenset({SOME, ONLY, HAS, MAX_CARDINALITY})
AXIOMS = frozenset(
    {SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, ON_PROPERTY}
    | LIST_AXIOMS
    | RESTRICTIONS
)
"""The predicates of the axioms from which triples follow."""

CONSISTENCY_AXIOMS = frozenset(
    {DISJOINT, COMPLEMENT, DISJOINT_PROPERTY, DIFFERENT, MEMBERS, DISTINCT_MEMBERS}
    | {SOURCE, ASSERTION, TARGET, TARGET_VALUE}
)
"""The predicates of the axioms from which only contradictions follow."""

PROPERTY_KINDS = frozenset({FUNCTIONAL, INVERSE_FUNCTIONAL, SYMMETRIC, TRANSITIVE})
ANNOTATIONS = frozenset(
    {f"{RDFS}{name}" for name in ("label", "comment", "seeAlso", "isDefinedBy", "member")}
    | {f"{OWL}{name}" for name in ("versionInfo", "deprecated", "priorVersion")}
    | {f"{RDF}{name}" for name in ("value", "subject", "predicate", "object")}
)
"""The properties of the vocabularies that axioms may treat as any other."""

_NO_RULE_PREDICATES = frozenset(
    f"{OWL}{name}"
    for name in (
        *("versionIRI", "imports", "backwardCompatibleWith", "incompatibleWith"),
        *("annotatedSource", "annotatedProperty", "annotatedTarget", "hasSelf", "disjointUnionOf"),
        *("minCardinality", "cardinality", "minQualifiedCardinality", "qualifiedCardinality", "onClass"),
        *("onDataRange", "onDatatype", "withRestrictions", "datatypeComplementOf"),
    )
)
KNOWN_PREDICATES = AXIOMS | CONSISTENCY_AXIOMS | ANNOTATIONS | _NO_RULE_PREDICATES | {TYPE, FIRST, REST, SAME}
"""The predicates of the vocabularies that are compiled, or for which OWL 2 RL has no rule."""

INERT_TYPES = frozenset(
    {f"{OWL}{name}" for name in ("Ontology", "AnnotationProperty", "OntologyProperty", "Restriction", "DataRange")}
    | {f"{OWL}{name}" for name in ("NamedIndividual", "Thing", "DeprecatedClass", "DeprecatedProperty", "Axiom")}
    | {f"{OWL}{name}" for name in ("Annotation", "ReflexiveProperty")}
    | {f"{RDFS}{name}" for name in ("Class", "Datatype", "Literal", "Resource", "Container")}
    | {f"{RDFS}ContainerMembershipProperty"}
    | {f"{RDF}{name}" for name in ("List", "Statement", "Bag", "Seq", "Alt", "langString", "PlainLiteral")}
    | {f"{RDF}{name}" for name in ("HTML", "XMLLiteral", "JSON")}
)
"""The classes of the vocabularies from whose members only trivial entailments follow."""

KNOWN_TYPES = (
    INERT_TYPES
    | PROPERTY_KINDS
    | {CLASS, NOTHING, *PROPERTY_TYPES, ASYMMETRIC, IRREFLEXIVE}
    | {ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES, ALL_DIFFERENT, f"{OWL}NegativePropertyAssertion"}
)
"""The classes of the vocabularies that are compiled, or for which OWL 2 RL has no rule."""


def in_vocabulary(term: Term) -> bool:
    """Whether a term is an IRI of RDF, RDFS, OWL or XSD."""
    return isinstance(term, NamedNode) and term.value.startswith(VOCABULARIES)


def is_inert(term: Term) -> bool:
    """Whether being of this class has only trivial consequences: a datatype, or a class such as owl:Thing."""
    return isinstance(term, NamedNode) and (term.value in INERT_TYPES or term.value.startswith(XSD))


_INTEGERS = frozenset(f"{XSD}{name}" for name in ("nonNegativeInteger", "integer", "int", "unsignedInt", "long"))


class Unsupported(LqError):
    """An axiom that is not compiled: the statement, and why."""

    def __init__(self, statement: str, reason: str) -> None:
        self.statement = statement
        self.reason = reason
        super().__init__(f"{statement}: {reason}")


class Schema:
    """The axioms of a graph by predicate and by type; lists are read from the asserted graph alone.

    A list whose member owl:sameAs makes two would be ambiguous in the closed graph; the asserted one is
    enough, since what is in one of two same classes is in both.
    """

    def __init__(self, closed: Columns, asserted: Columns) -> None:
        self.columns = closed
        self.asserted = asserted
        self.terms = closed.terms
        self.type = self.terms.id(NamedNode(TYPE))

    def id(self, iri: str) -> int:
        """The id of an IRI."""
        return self.terms.id(NamedNode(iri))

    def facts(self, iri: str) -> Iterator[Fact]:
        """The statements with a predicate."""
        predicate, relation = self.id(iri), self.columns.named(iri)
        for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
            yield subject, predicate, object_

    def typed(self, iri: str) -> tuple[int, ...]:
        """The members of a class of the vocabularies."""
        return self.types.get(self.terms.find(NamedNode(iri)), ())

    def properties_of(self, node: int) -> list[Fact]:
        """The owl:onProperty statements of a restriction."""
        return [fact for fact in self.facts(ON_PROPERTY) if fact[0] == node]

    @cached_property
    def types(self) -> Mapping[int, tuple[int, ...]]:
        """The members of every class of the vocabularies that has any."""
        relation = self.columns.relation(self.type)
        present = np.flatnonzero(mask(second(relation), len(self.terms))).tolist()
        wanted = np.array([each for each in present if in_vocabulary(self.terms[each])], np.int32)
        meta = relation[mask(wanted, len(self.terms))[second(relation)]]
        return {each: tuple(first(meta[second(meta) == each]).tolist()) for each in wanted.tolist()}

    def items(self, head: int) -> tuple[int, ...]:
        """The members of a list; raises Unsupported if it is not a well-formed one."""
        members: list[int] = []
        seen: set[int] = set()
        nil = self.id(NIL)
        while head != nil:
            firsts, rests = self._cells(FIRST).get(head, []), self._cells(REST).get(head, [])
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise Unsupported(str(self.terms[head]), "not a well-formed list")
            seen.add(head)
            members.append(firsts[0])
            head = rests[0]
        return tuple(members)

    def number(self, node: int) -> int | None:
        """The value of an integer literal, None for any other term."""
        term = self.terms[node]
        if isinstance(term, Literal) and term.datatype.value in _INTEGERS and term.value.lstrip("+").isdigit():
            return int(term.value)
        return None

    def text(self, fact: Fact) -> str:
        """A statement as text."""
        return " ".join(str(self.terms[each]) for each in fact)

    def _cells(self, iri: str) -> Mapping[int, list[int]]:
        return self._first_cells if iri == FIRST else self._rest_cells

    @cached_property
    def _first_cells(self) -> Mapping[int, list[int]]:
        return _by_subject(self.asserted, FIRST)

    @cached_property
    def _rest_cells(self) -> Mapping[int, list[int]]:
        return _by_subject(self.asserted, REST)


def _by_subject(columns: Columns, iri: str) -> dict[int, list[int]]:
    relation = columns.named(iri)
    cells: dict[int, list[int]] = {}
    for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
        cells.setdefault(subject, []).append(object_)
    return cells
