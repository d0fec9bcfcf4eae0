"""What owlrl adds and nobody asks for."""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, XSD, BNode, URIRef
from rdflib.term import Node

_VOCABULARIES = tuple(str(each) for each in (RDF, RDFS, OWL, XSD))
_SCHEMA_PREDICATES = frozenset(
    {
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.disjointWith,
    }
)


def is_noise(subject: Node, predicate: Node, object_: Node) -> bool:
    """Whether a triple says nothing about the world.

    So is one whose subject is a literal, a blank node or a term of RDF, RDFS, OWL or XSD; one whose object is a blank
    node; one at the level of the schema; a type from those vocabularies, such as owl:Thing; and x owl:sameAs x.
    """
    return (
        not isinstance(subject, URIRef)
        or not isinstance(predicate, URIRef)
        or isinstance(object_, BNode)
        or predicate in _SCHEMA_PREDICATES
        or _in_vocabulary(subject)
        or (predicate == RDF.type and _in_vocabulary(object_))
        or (predicate == OWL.sameAs and subject == object_)
    )


def _in_vocabulary(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(_VOCABULARIES)
