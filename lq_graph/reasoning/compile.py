"""From an ontology to its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Chain, Edge, Intersection, Restriction, Rules
from lq_graph.reasoning.hierarchy import derived_sub_classes
from lq_graph.reasoning.schema import Schema


def compile_rules(schema: Schema) -> Rules:
    """The rules that a graph's axioms make, for those that can be compiled.

    Call check_supported first: what cannot be compiled is left out here. Raises Unsupported for an ill-formed list.
    """
    restrictions = {iri: tuple(_restrictions(schema, iri)) for iri in (v.SOME, v.ONLY, v.HAS)}
    sub_properties = tuple(_sub_properties(schema))
    sub_classes = (*_sub_classes(schema), *_below_nothing(schema))
    return Rules(
        type=schema.type,
        same=schema.id(v.SAME),
        nothing=schema.id(v.NOTHING),
        sub_properties=sub_properties,
        sub_classes=(*sub_classes, *derived_sub_classes(schema, sub_classes, sub_properties, restrictions)),
        domains=tuple(_edges(schema, v.DOMAIN, "prp-dom")),
        ranges=tuple(_edges(schema, v.RANGE, "prp-rng")),
        inverses=(*_inverses(schema), *_kind(schema, v.SYMMETRIC, "prp-symp")),
        transitive=tuple(_kind(schema, v.TRANSITIVE, "prp-trp")),
        functional=tuple(_kind(schema, v.FUNCTIONAL, "prp-fp")),
        inverse_functional=tuple(_kind(schema, v.INVERSE_FUNCTIONAL, "prp-ifp")),
        members=tuple(_members(schema)),
        chains=tuple(_chains(schema)),
        some=restrictions[v.SOME],
        only=tuple(each for each in restrictions[v.ONLY] if _matters(schema, each.value)),
        has=restrictions[v.HAS],
        at_most_one=tuple(_at_most(schema, 1)),
        intersections=tuple(_intersections(schema)),
    )


def _matters(schema: Schema, class_: int) -> bool:
    return not v.is_inert(schema.terms[class_])


def _edges(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for fact in schema.facts(iri):
        if fact[0] != fact[2] and _matters(schema, fact[2]):
            yield Edge(fact[0], fact[2], rule, (fact,))


def _both_ways(schema: Schema, iri: str, rules: tuple[str, str]) -> Iterator[Edge]:
    for edge in _edges(schema, iri, rules[0]):
        yield edge
        yield Edge(edge.target, edge.source, rules[1], edge.because)


def _sub_properties(schema: Schema) -> Iterator[Edge]:
    yield from _edges(schema, v.SUB_PROPERTY, "prp-spo1")
    yield from _both_ways(schema, v.EQUIVALENT_PROPERTY, ("prp-eqp1", "prp-eqp2"))


def _sub_classes(schema: Schema) -> Iterator[Edge]:
    yield from _edges(schema, v.SUB_CLASS, "cax-sco")
    yield from _both_ways(schema, v.EQUIVALENT_CLASS, ("cax-eqc1", "cax-eqc2"))
    for fact in schema.facts(v.INTERSECTION):
        for part in schema.items(fact[2]):
            yield Edge(fact[0], part, "cls-int2", (fact,))
    for fact in schema.facts(v.UNION):
        for part in schema.items(fact[2]):
            yield Edge(part, fact[0], "cls-uni", (fact,))


def _below_nothing(schema: Schema) -> Iterable[Edge]:
    nothing = schema.id(v.NOTHING)
    used = schema.typed(v.NOTHING) or any(fact[2] == nothing for fact in _class_facts(schema))
    for class_ in schema.typed(v.CLASS) if used else ():
        yield Edge(nothing, class_, "scm-cls", ((class_, schema.type, schema.id(v.CLASS)),))


def _class_facts(schema: Schema) -> Iterator[tuple[int, int, int]]:
    for iri in (v.SUB_CLASS, v.DOMAIN, v.RANGE, v.ONLY):
        yield from schema.facts(iri)


def _inverses(schema: Schema) -> Iterator[Edge]:
    for fact in schema.facts(v.INVERSE):
        yield Edge(fact[0], fact[2], "prp-inv1", (fact,))
        yield Edge(fact[2], fact[0], "prp-inv2", (fact,))


def _kind(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for node in schema.typed(iri):
        yield Edge(node, node, rule, ((node, schema.type, schema.id(iri)),))


def _members(schema: Schema) -> Iterator[Edge]:
    for fact in schema.facts(v.ONE_OF):
        for member in schema.items(fact[2]):
            yield Edge(member, fact[0], "cls-oo", (fact,))


def _chains(schema: Schema) -> Iterator[Chain]:
    for fact in schema.facts(v.CHAIN):
        steps = schema.items(fact[2])
        if steps:
            yield Chain(fact[0], steps, (fact,))


def _intersections(schema: Schema) -> Iterator[Intersection]:
    for fact in schema.facts(v.INTERSECTION):
        parts = schema.items(fact[2])
        if parts:
            yield Intersection(fact[0], parts, (fact,))


def _restrictions(schema: Schema, iri: str) -> Iterator[Restriction]:
    thing = schema.id(v.THING)
    for fact in schema.facts(iri):
        for on in schema.properties_of(fact[0]):
            value = -1 if iri == v.SOME and fact[2] == thing else fact[2]
            yield Restriction(fact[0], on[2], value, (on, fact))


def _at_most(schema: Schema, count: int) -> Iterator[Restriction]:
    for fact in schema.facts(v.MAX_CARDINALITY):
        if schema.number(fact[2]) == count:
            for on in schema.properties_of(fact[0]):
                yield Restriction(fact[0], on[2], -1, (on, fact))
