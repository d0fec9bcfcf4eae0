"""Compiles an ontology to its rules, after deciding whether all of it can be compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product

from pyoxigraph import NamedNode

from lq_graph.names import OWL
from lq_graph.reasoning.axioms import (
    Chain,
    ConsistencyRules,
    Edge,
    Fact,
    Intersection,
    NegativeAssertion,
    Restriction,
    Rules,
)
from lq_graph.reasoning.schema import (
    ALL_DIFFERENT,
    ALL_DISJOINT_CLASSES,
    ALL_DISJOINT_PROPERTIES,
    ANNOTATIONS,
    ASSERTION,
    ASYMMETRIC,
    AXIOMS,
    CHAIN,
    CLASS,
    COMPLEMENT,
    DIFFERENT,
    DISJOINT,
    DISJOINT_PROPERTY,
    DISTINCT_MEMBERS,
    DOMAIN,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    FUNCTIONAL,
    HAS,
    INTERSECTION,
    INVERSE,
    INVERSE_FUNCTIONAL,
    IRREFLEXIVE,
    KNOWN_PREDICATES,
    KNOWN_TYPES,
    LIST_AXIOMS,
    MAX_CARDINALITY,
    MEMBERS,
    NOTHING,
    ON_PROPERTY,
    ONE_OF,
    ONLY,
    PROPERTY_KINDS,
    PROPERTY_TYPES,
    RANGE,
    SAME,
    SOME,
    SOURCE,
    SUB_CLASS,
    SUB_PROPERTY,
    SYMMETRIC,
    TARGET,
    TARGET_VALUE,
    THING,
    TRANSITIVE,
    UNION,
    Schema,
    Unsupported,
    in_vocabulary,
    is_inert,
)
from lq_graph.triples.terms import Term

Below = Callable[[int, int], bool]
_ANYTHING = -1
_RESTRICTION_RULES = (
    (HAS, "", "scm-hv"),
    (SOME, "scm-svf1", "scm-svf2"),
    (ONLY, "scm-avf1", "scm-avf2"),
)  # the restriction, and its rules by the classes of its values and by its properties
_HEADS = frozenset({SAME, f"{OWL}topObjectProperty", f"{OWL}topDataProperty"})
_PROPERTIES = frozenset({SUB_PROPERTY, EQUIVALENT_PROPERTY, INVERSE, ON_PROPERTY})
_CLASSES = frozenset({SUB_CLASS, DOMAIN, RANGE, ONLY})


def check_supported(schema: Schema) -> None:
    """Raises Unsupported for the first axiom of a graph that cannot be compiled.

    It is decided before any reasoning, so that no axiom is skipped.
    """
    _check_terms(schema)
    for iri in sorted(AXIOMS | {SAME}):
        for fact in schema.facts(iri):
            _check_subject(schema, fact)
            _check_object(schema, iri, fact)
    for kind in sorted(PROPERTY_KINDS):
        for node in schema.typed(kind):
            _check_subject(schema, (node, schema.type, schema.id(kind)))


def _check_terms(schema: Schema) -> None:
    for key in schema.columns.relations:
        term = schema.terms[key]
        if in_vocabulary(term) and _value(term) not in KNOWN_PREDICATES and not _is_container_member(term):
            raise Unsupported(str(term), "no rule is compiled for this predicate")
    for key in schema.types:
        term = schema.terms[key]
        if not is_inert(term) and _value(term) not in KNOWN_TYPES:
            raise Unsupported(f"a {term}", "no rule is compiled for this class")


def _check_subject(schema: Schema, fact: Fact) -> None:
    if _is_reserved(schema.terms[fact[0]]):
        raise Unsupported(schema.text(fact), "an axiom about a term of the vocabularies themselves")


def _check_object(schema: Schema, iri: str, fact: Fact) -> None:
    object_ = schema.terms[fact[2]]
    if not _is_supported(schema, iri, fact[2], object_):
        raise Unsupported(schema.text(fact), "an axiom with this object is not compiled")
    if iri in LIST_AXIOMS:
        for member in schema.items(fact[2]):
            term = schema.terms[member]
            if _is_reserved(term) or (iri != CHAIN and in_vocabulary(term)):
                raise Unsupported(schema.text(fact), f"{term} in its list is a term of the vocabularies themselves")


def _is_supported(schema: Schema, iri: str, node: int, object_: Term) -> bool:
    if iri == MAX_CARDINALITY:
        return schema.number(node) is not None
    if iri in LIST_AXIOMS or iri == HAS or not in_vocabulary(object_):
        return True
    if iri in _CLASSES:
        return is_inert(object_) or _value(object_) == NOTHING
    if iri == SOME:
        return _value(object_) == THING
    return iri in _PROPERTIES and _is_supported_property(iri, object_)


def _is_supported_property(iri: str, object_: Term) -> bool:
    return not _is_reserved(object_) or (iri == SUB_PROPERTY and _value(object_) in _HEADS)


def _is_reserved(term: Term) -> bool:
    return in_vocabulary(term) and _value(term) not in ANNOTATIONS


def _is_container_member(term: Term) -> bool:
    return _value(term).rpartition("#_")[2].isdigit()


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def compile_rules(schema: Schema) -> Rules:
    """The rules of a graph's axioms, for those that can be compiled.

    Call check_supported first: what cannot be compiled is left out here. Raises Unsupported for an ill-formed list.
    """
    restrictions = {iri: tuple(_restrictions(schema, iri)) for iri in (SOME, ONLY, HAS)}
    sub_properties = tuple(_sub_properties(schema))
    sub_classes = (*_sub_classes(schema), *_below_nothing(schema))
    return Rules(
        type=schema.type,
        same=schema.id(SAME),
        nothing=schema.id(NOTHING),
        sub_properties=sub_properties,
        sub_classes=(*sub_classes, *_derived_sub_classes(schema, sub_classes, sub_properties, restrictions)),
        domains=tuple(_edges(schema, DOMAIN, "prp-dom")),
        ranges=tuple(_edges(schema, RANGE, "prp-rng")),
        inverses=(*_inverses(schema), *_kind(schema, SYMMETRIC, "prp-symp")),
        transitive=tuple(_kind(schema, TRANSITIVE, "prp-trp")),
        functional=tuple(_kind(schema, FUNCTIONAL, "prp-fp")),
        inverse_functional=tuple(_kind(schema, INVERSE_FUNCTIONAL, "prp-ifp")),
        members=tuple(_members(schema)),
        chains=tuple(_chains(schema)),
        some=restrictions[SOME],
        only=tuple(each for each in restrictions[ONLY] if _has_consequences(schema, each.value)),
        has=restrictions[HAS],
        at_most_one=tuple(_at_most(schema, 1)),
        intersections=tuple(_intersections(schema)),
    )


def _has_consequences(schema: Schema, class_: int) -> bool:
    return not is_inert(schema.terms[class_])


def _edges(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for fact in schema.facts(iri):
        if fact[0] != fact[2] and _has_consequences(schema, fact[2]):
            yield Edge(fact[0], fact[2], rule, (fact,))


def _both_ways(schema: Schema, iri: str, rules: tuple[str, str]) -> Iterator[Edge]:
    for edge in _edges(schema, iri, rules[0]):
        yield edge
        yield Edge(edge.target, edge.source, rules[1], edge.axioms)


def _sub_properties(schema: Schema) -> Iterator[Edge]:
    yield from _edges(schema, SUB_PROPERTY, "prp-spo1")
    yield from _both_ways(schema, EQUIVALENT_PROPERTY, ("prp-eqp1", "prp-eqp2"))


def _sub_classes(schema: Schema) -> Iterator[Edge]:
    yield from _edges(schema, SUB_CLASS, "cax-sco")
    yield from _both_ways(schema, EQUIVALENT_CLASS, ("cax-eqc1", "cax-eqc2"))
    for fact in schema.facts(INTERSECTION):
        for part in schema.items(fact[2]):
            yield Edge(fact[0], part, "cls-int2", (fact,))
    for fact in schema.facts(UNION):
        for part in schema.items(fact[2]):
            yield Edge(part, fact[0], "cls-uni", (fact,))


def _below_nothing(schema: Schema) -> Iterable[Edge]:
    nothing = schema.id(NOTHING)
    used = schema.typed(NOTHING) or any(fact[2] == nothing for fact in _class_axioms(schema))
    for class_ in schema.typed(CLASS) if used else ():
        yield Edge(nothing, class_, "scm-cls", ((class_, schema.type, schema.id(CLASS)),))


def _class_axioms(schema: Schema) -> Iterator[Fact]:
    for iri in (SUB_CLASS, DOMAIN, RANGE, ONLY):
        yield from schema.facts(iri)


def _inverses(schema: Schema) -> Iterator[Edge]:
    for fact in schema.facts(INVERSE):
        yield Edge(fact[0], fact[2], "prp-inv1", (fact,))
        yield Edge(fact[2], fact[0], "prp-inv2", (fact,))


def _kind(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for node in schema.typed(iri):
        yield Edge(node, node, rule, ((node, schema.type, schema.id(iri)),))


def _members(schema: Schema) -> Iterator[Edge]:
    for fact in schema.facts(ONE_OF):
        for member in schema.items(fact[2]):
            yield Edge(member, fact[0], "cls-oo", (fact,))


def _chains(schema: Schema) -> Iterator[Chain]:
    for fact in schema.facts(CHAIN):
        steps = schema.items(fact[2])
        if steps:
            yield Chain(fact[0], steps, (fact,))


def _intersections(schema: Schema) -> Iterator[Intersection]:
    for fact in schema.facts(INTERSECTION):
        parts = schema.items(fact[2])
        if parts:
            yield Intersection(fact[0], parts, (fact,))


def _restrictions(schema: Schema, iri: str) -> Iterator[Restriction]:
    thing = schema.id(THING)
    for fact in schema.facts(iri):
        for on in schema.properties_of(fact[0]):
            value = -1 if iri == SOME and fact[2] == thing else fact[2]
            yield Restriction(fact[0], on[2], value, (on, fact))


def _at_most(schema: Schema, count: int) -> Iterator[Restriction]:
    for fact in schema.facts(MAX_CARDINALITY):
        if schema.number(fact[2]) == count:
            for on in schema.properties_of(fact[0]):
                yield Restriction(fact[0], on[2], -1, (on, fact))


def compile_consistency(schema: Schema) -> ConsistencyRules:
    """The axioms of a graph that forbid; raises Unsupported for an ill-formed list."""
    return ConsistencyRules(
        classes=(
            *_disjoint(schema, DISJOINT, "cax-dw"),
            *_disjoint(schema, COMPLEMENT, "cls-com"),
            *_all_disjoint(schema, ALL_DISJOINT_CLASSES, ("cax-adc", "cax-adc")),
        ),
        properties=(
            *_disjoint(schema, DISJOINT_PROPERTY, "prp-pdw"),
            *_all_disjoint(schema, ALL_DISJOINT_PROPERTIES, ("prp-adp", "prp-adp")),
        ),
        things=(
            *_disjoint(schema, DIFFERENT, "eq-diff1"),
            *_all_disjoint(schema, ALL_DIFFERENT, ("eq-diff2", "eq-diff3")),
        ),
        asymmetric=tuple(_kind(schema, ASYMMETRIC, "prp-asyp")),
        irreflexive=tuple(_kind(schema, IRREFLEXIVE, "prp-irp")),
        no_values=tuple(_at_most(schema, 0)),
        negative=tuple(_negative_assertions(schema)),
    )


def _disjoint(schema: Schema, iri: str, rule: str) -> Iterator[Edge]:
    for fact in schema.facts(iri):
        yield Edge(fact[0], fact[2], rule, (fact,))


def _all_disjoint(schema: Schema, kind: str, rules: tuple[str, str]) -> Iterator[Edge]:
    nodes = frozenset(schema.typed(kind))
    for iri, rule in zip((MEMBERS, DISTINCT_MEMBERS), rules, strict=True):
        for fact in schema.facts(iri):
            if fact[0] in nodes:
                for one, other in combinations(schema.items(fact[2]), 2):
                    yield Edge(one, other, rule, (fact,))


def _negative_assertions(schema: Schema) -> Iterator[NegativeAssertion]:
    predicates = list(schema.facts(ASSERTION))
    targets = [(fact, "prp-npa1") for fact in schema.facts(TARGET)]
    targets += [(fact, "prp-npa2") for fact in schema.facts(TARGET_VALUE)]
    for source in schema.facts(SOURCE):
        for predicate in (each for each in predicates if each[0] == source[0]):
            for target, rule in ((each, rule) for each, rule in targets if each[0] == source[0]):
                yield NegativeAssertion((source[2], predicate[2], target[2]), rule, (source, predicate, target))


def _derived_sub_classes(
    schema: Schema,
    sub_classes: Iterable[Edge],
    sub_properties: Iterable[Edge],
    restrictions: Mapping[str, tuple[Restriction, ...]],
) -> tuple[Edge, ...]:
    """The subclasses among restrictions that follow from their properties and values.

    OWL 2 Profiles §4.3, table 9: scm-hv, scm-svf1, scm-svf2, scm-avf1, scm-avf2. Time: the square of the number of
    restrictions of a kind, in each round.
    """
    if not any(restrictions.values()):
        return ()
    below_property = _below_property(schema, sub_properties)
    derived: dict[tuple[int, int], Edge] = {}
    grown = True
    while grown:
        below_class = _below_class(schema, (*sub_classes, *derived.values()))
        found = {(edge.source, edge.target): edge for edge in _steps(schema, restrictions, below_class, below_property)}
        grown = not found.keys() <= derived.keys()
        derived = {**found, **derived}
    return tuple(derived.values())


def _steps(
    schema: Schema, restrictions: Mapping[str, tuple[Restriction, ...]], class_: Below, property_: Below
) -> Iterator[Edge]:
    sub_class, sub_property = schema.id(SUB_CLASS), schema.id(SUB_PROPERTY)
    for iri, by_class, by_property in _RESTRICTION_RULES:
        for low, high in _pairs(restrictions[iri]):
            if by_class and low.property == high.property and class_(low.value, high.value):
                yield _edge(low, high, by_class, (_class(schema, low), sub_class, _class(schema, high)))
            if low.value == high.value and property_(low.property, high.property):
                ends = (high, low) if iri == ONLY else (low, high)
                yield _edge(*ends, by_property, (low.property, sub_property, high.property))


def _pairs(restrictions: tuple[Restriction, ...]) -> Iterator[tuple[Restriction, Restriction]]:
    return ((low, high) for low, high in product(restrictions, repeat=2) if low.class_ != high.class_)


def _edge(low: Restriction, high: Restriction, rule: str, below: Fact) -> Edge:
    return Edge(low.class_, high.class_, rule, (*low.axioms, *high.axioms, below))


def _class(schema: Schema, restriction: Restriction) -> int:
    return schema.id(THING) if restriction.value == _ANYTHING else restriction.value


def _below_class(schema: Schema, sub_classes: Iterable[Edge]) -> Below:
    thing, nothing, declared = schema.id(THING), schema.id(NOTHING), schema.typed(CLASS)
    stated = [(fact[0], fact[2]) for fact in schema.facts(SUB_CLASS)]
    known = [(edge.source, edge.target) for edge in sub_classes]
    ends = [pair for class_ in declared for pair in ((class_, class_), (class_, thing), (nothing, class_))]
    below = _below([*stated, *known, *ends, (thing, thing), (nothing, nothing), (nothing, thing)])
    return lambda low, high: below(*(thing if each == _ANYTHING else each for each in (low, high)))


def _below_property(schema: Schema, sub_properties: Iterable[Edge]) -> Below:
    declared = [(node, node) for kind in PROPERTY_TYPES for node in schema.typed(kind)]
    stated = [(fact[0], fact[2]) for fact in schema.facts(SUB_PROPERTY)]
    return _below([*stated, *((edge.source, edge.target) for edge in sub_properties), *declared])


def _below(pairs: Iterable[tuple[int, int]]) -> Below:
    above: dict[int, set[int]] = {}
    for low, high in pairs:
        above.setdefault(low, set()).add(high)
    grown = True
    while grown:
        reached = {node: targets.union(*(above.get(each, ()) for each in targets)) for node, targets in above.items()}
        grown = reached != above
        above = reached
    return lambda low, high: high in above.get(low, ())
