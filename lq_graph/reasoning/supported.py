"""What of OWL is not compiled: decided before anything is reasoned, so that nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from lq_graph.names import OWL
from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Fact
from lq_graph.reasoning.schema import Schema, Unsupported
from lq_graph.triples.terms import Term

_HEADS = frozenset({v.SAME, f"{OWL}topObjectProperty", f"{OWL}topDataProperty"})
_PROPERTIES = frozenset({v.SUB_PROPERTY, v.EQUIVALENT_PROPERTY, v.INVERSE, v.ON_PROPERTY})
_CLASSES = frozenset({v.SUB_CLASS, v.DOMAIN, v.RANGE, v.ONLY})


def check_supported(schema: Schema) -> None:
    """Nothing, if every axiom of a graph can be compiled; raises Unsupported for the first that cannot."""
    for unsupported in _unsupported(schema):
        raise unsupported


def _unsupported(schema: Schema) -> Iterator[Unsupported]:
    yield from _unknown_words(schema)
    for iri in sorted(v.AXIOMS | {v.SAME}):
        for fact in schema.facts(iri):
            yield from _about_subject(schema, fact)
            yield from _about_object(schema, iri, fact)
    for kind in sorted(v.PROPERTY_KINDS):
        for node in schema.typed(kind):
            yield from _about_subject(schema, (node, schema.type, schema.id(kind)))


def _unknown_words(schema: Schema) -> Iterator[Unsupported]:
    for key in schema.columns.relations:
        term = schema.terms[key]
        if v.in_vocabulary(term) and _value(term) not in v.KNOWN_PREDICATES and not _is_container_member(term):
            yield Unsupported(str(term), "no rule is compiled for this predicate")
    for key in schema.types:
        term = schema.terms[key]
        if not v.is_inert(term) and _value(term) not in v.KNOWN_TYPES:
            yield Unsupported(f"a {term}", "no rule is compiled for this class")


def _about_subject(schema: Schema, fact: Fact) -> Iterator[Unsupported]:
    if _is_reserved(schema.terms[fact[0]]):
        yield Unsupported(schema.say(fact), "an axiom about a term of the vocabularies themselves")


def _about_object(schema: Schema, iri: str, fact: Fact) -> Iterator[Unsupported]:
    object_ = schema.terms[fact[2]]
    if not _is_fine(schema, iri, fact[2], object_):
        yield Unsupported(schema.say(fact), "an axiom with this object is not compiled")
    if iri in v.LIST_AXIOMS:
        for member in schema.items(fact[2]):
            term = schema.terms[member]
            if _is_reserved(term) or (iri != v.CHAIN and v.in_vocabulary(term)):
                yield Unsupported(schema.say(fact), f"{term} in its list is a term of the vocabularies themselves")


def _is_fine(schema: Schema, iri: str, node: int, object_: Term) -> bool:
    if iri == v.MAX_CARDINALITY:
        return schema.number(node) is not None
    if iri in v.LIST_AXIOMS or iri == v.HAS or not v.in_vocabulary(object_):
        return True
    if iri in _CLASSES:
        return v.is_inert(object_) or _value(object_) == v.NOTHING
    if iri == v.SOME:
        return _value(object_) == v.THING
    return iri in _PROPERTIES and _is_fine_property(iri, object_)


def _is_fine_property(iri: str, object_: Term) -> bool:
    return not _is_reserved(object_) or (iri == v.SUB_PROPERTY and _value(object_) in _HEADS)


def _is_reserved(term: Term) -> bool:
    return v.in_vocabulary(term) and _value(term) not in v.ANNOTATIONS


def _is_container_member(term: Term) -> bool:
    return _value(term).rpartition("#_")[2].isdigit()


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""
