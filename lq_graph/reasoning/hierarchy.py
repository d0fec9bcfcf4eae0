"""Which restriction is a subclass of which: the rules of OWL 2 RL on the schema that matter to data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Edge, Fact, Restriction
from lq_graph.reasoning.schema import Schema

Below = Callable[[int, int], bool]
_ANYTHING = -1
_RULES = (
    (v.HAS, "", "scm-hv"),
    (v.SOME, "scm-svf1", "scm-svf2"),
    (v.ONLY, "scm-avf1", "scm-avf2"),
)  # the restriction, and its rules by the classes of its values and by its properties


def derived_sub_classes(
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
    sub_class, sub_property = schema.id(v.SUB_CLASS), schema.id(v.SUB_PROPERTY)
    for iri, by_class, by_property in _RULES:
        for low, high in _pairs(restrictions[iri]):
            if by_class and low.property == high.property and class_(low.value, high.value):
                yield _edge(low, high, by_class, (_class(schema, low), sub_class, _class(schema, high)))
            if low.value == high.value and property_(low.property, high.property):
                ends = (high, low) if iri == v.ONLY else (low, high)
                yield _edge(*ends, by_property, (low.property, sub_property, high.property))


def _pairs(restrictions: tuple[Restriction, ...]) -> Iterator[tuple[Restriction, Restriction]]:
    return ((low, high) for low, high in product(restrictions, repeat=2) if low.class_ != high.class_)


def _edge(low: Restriction, high: Restriction, rule: str, below: Fact) -> Edge:
    return Edge(low.class_, high.class_, rule, (*low.because, *high.because, below))


def _class(schema: Schema, restriction: Restriction) -> int:
    return schema.id(v.THING) if restriction.value == _ANYTHING else restriction.value


def _below_class(schema: Schema, sub_classes: Iterable[Edge]) -> Below:
    thing, nothing, declared = schema.id(v.THING), schema.id(v.NOTHING), schema.typed(v.CLASS)
    stated = [(fact[0], fact[2]) for fact in schema.facts(v.SUB_CLASS)]
    known = [(edge.source, edge.target) for edge in sub_classes]
    ends = [pair for class_ in declared for pair in ((class_, class_), (class_, thing), (nothing, class_))]
    below = _below([*stated, *known, *ends, (thing, thing), (nothing, nothing), (nothing, thing)])
    return lambda low, high: below(*(thing if each == _ANYTHING else each for each in (low, high)))


def _below_property(schema: Schema, sub_properties: Iterable[Edge]) -> Below:
    declared = [(node, node) for kind in v.PROPERTY_TYPES for node in schema.typed(kind)]
    stated = [(fact[0], fact[2]) for fact in schema.facts(v.SUB_PROPERTY)]
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
