"""The IRIs of RDF, RDFS, OWL and XSD that reasoning supports, and what each may do in an axiom."""

from __future__ import annotations

from pyoxigraph import NamedNode

from lq_graph.names import OWL, RDF, RDFS, XSD
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
