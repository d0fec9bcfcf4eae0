"""What OWL 2 RL adds and nobody asks for: the one definition of noise, for whatever engine reasoned."""

from __future__ import annotations

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.reasoning import vocabulary as v
from lq_graph.triples.columns import Columns, mask
from lq_graph.triples.relation import Pairs, first, second
from lq_graph.triples.terms import BLANK, IRI, Ids, Mask, Terms


def without_noise(graph: Columns) -> Columns:
    """The triples of a graph that say something about the world.

    Left out are those whose subject is a literal, a blank node or a term of RDF, RDFS, OWL or XSD; whose object is a
    blank node; whose predicate is rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range, owl:equivalentClass,
    owl:equivalentProperty or owl:disjointWith; types from those vocabularies, such as owl:Thing; and x owl:sameAs x.
    """
    speaking = _speaking_subjects(graph)
    kept = {
        key: _speaking(relation, graph.terms, key, speaking)
        for key, relation in graph.relations.items()
        if _is_predicate_of_the_world(graph.terms, key)
    }
    return Columns(graph.terms, {key: relation for key, relation in kept.items() if len(relation)})


def _is_predicate_of_the_world(terms: Terms, key: int) -> bool:
    term = terms[key]
    return isinstance(term, NamedNode) and term.value not in v.SCHEMA_PREDICATES


def _speaking_subjects(graph: Columns) -> Mask:
    size = len(graph.terms)
    seen = np.zeros(size, bool)
    for relation in graph.relations.values():
        seen[first(relation)] = True
    seen &= graph.terms.kinds() == IRI
    return seen & ~_vocabulary(graph.terms, np.flatnonzero(seen).astype(np.int32))


def _vocabulary(terms: Terms, ids: Ids) -> Mask:
    found = [each for each, term in zip(ids.tolist(), terms.terms(ids), strict=True) if v.in_vocabulary(term)]
    return mask(np.array(found, np.int32), len(terms))


def _speaking(relation: Pairs, terms: Terms, key: int, speaking: Mask) -> Pairs:
    subjects, objects = first(relation), second(relation)
    kept = speaking[subjects] & (terms.kinds()[objects] != BLANK)
    predicate = terms[key]
    if predicate == NamedNode(v.TYPE):
        kept &= ~_vocabulary(terms, np.flatnonzero(mask(objects, len(terms))).astype(np.int32))[objects]
    if predicate == NamedNode(v.SAME):
        kept &= subjects != objects
    spoken: Pairs = relation[kept]
    return spoken
