"""The rules of OWL 2 RL read backwards: the ways in which a statement of a closed graph follows from others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lq_graph.reasoning.axioms import Chain, Edge, Fact, Restriction, Rules, Step
from lq_graph.triples.columns import Columns

_SCHEMA_RULES = {
    "cax-eqc1": "scm-eqc1",
    "cax-eqc2": "scm-eqc1",
    "prp-eqp1": "scm-eqp1",
    "prp-eqp2": "scm-eqp1",
    "cls-int2": "scm-int",
    "cls-uni": "scm-uni",
}


@dataclass(frozen=True)
class Hierarchies:
    """The ids of rdfs:subClassOf and rdfs:subPropertyOf, and the declarations of classes and properties."""

    sub_class: int
    sub_property: int
    thing: int
    declared: dict[int, Fact]


def steps_to(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    """Every use of a rule whose consequence is the fact, and whose premises are in the closed graph or its schema."""
    if fact[1] in (hierarchies.sub_class, hierarchies.sub_property):
        yield from _schema_steps(fact, rules, hierarchies)
    if fact[1] == rules.type:
        yield from _type_steps(fact, rules, graph, hierarchies)
    yield from _property_steps(fact, rules, graph)
    if fact[1] == rules.same:
        yield from _same_steps(fact, rules, graph)
    yield from _replacement_steps(fact, rules, graph)


def _schema_steps(fact: Fact, rules: Rules, hierarchies: Hierarchies) -> Iterator[Step]:
    """The steps to a subclass or subproperty: OWL 2 Profiles §4.3, table 9."""
    low, predicate, high = fact
    is_class = predicate == hierarchies.sub_class
    for edge in rules.sub_classes if is_class else rules.sub_properties:
        if edge.target == high and edge.source == low:
            yield Step(_SCHEMA_RULES.get(edge.rule, edge.rule), edge.axioms)
        elif edge.target == high:
            below, direct = (low, predicate, edge.source), (edge.source, predicate, high)
            yield Step("scm-sco" if is_class else "scm-spo", (below, direct))
    if low in hierarchies.declared and high in (low, hierarchies.thing):
        yield Step("scm-cls" if is_class else "scm-op", (hierarchies.declared[low],))


def _type_steps(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, _, class_ = fact
    yield from _super_class_steps(fact, rules, graph, hierarchies)
    for edge in _to(rules.domains, class_):
        for value in graph.objects_of(subject, edge.source):
            yield Step(edge.rule, ((subject, edge.source, value), *edge.axioms))
    for edge in _to(rules.ranges, class_):
        for value in graph.subjects_of(edge.source, subject):
            yield Step(edge.rule, ((value, edge.source, subject), *edge.axioms))
    for edge in _to(rules.members, class_):
        if edge.source == subject:
            yield Step(edge.rule, edge.axioms)
    yield from _restriction_steps(fact, rules, graph)
    for intersection in rules.intersections:
        if intersection.class_ == class_:
            parts = tuple((subject, rules.type, part) for part in dict.fromkeys(intersection.parts))
            yield from _if_has(graph, "cls-int1", intersection.axioms, *parts)


def _super_class_steps(fact: Fact, rules: Rules, graph: Columns, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, type_, class_ = fact
    for edge in _to(rules.sub_classes, class_):
        member = (subject, type_, edge.source)
        if edge.rule.startswith(("cax", "cls")):
            yield from _if_has(graph, edge.rule, edge.axioms, member)
        else:
            yield from _if_has(graph, "cax-sco", ((edge.source, hierarchies.sub_class, class_),), member)


def _restriction_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    subject, type_, class_ = fact
    for some in _of(rules.some, class_):
        for value in graph.objects_of(subject, some.property):
            yield from _some(some, subject, value, type_, graph)
    for has in _of(rules.has, class_):
        yield from _if_has(graph, "cls-hv2", has.axioms, (subject, has.property, has.value))
    for only in rules.only:
        if only.value == class_:
            for owner in graph.subjects_of(only.property, subject):
                members = (owner, type_, only.class_), (owner, only.property, subject)
                yield from _if_has(graph, "cls-avf", only.axioms, *members)


def _some(some: Restriction, subject: int, value: int, type_: int, graph: Columns) -> Iterator[Step]:
    link = (subject, some.property, value)
    if some.value < 0:
        yield Step("cls-svf2", (link, *some.axioms))
    else:
        yield from _if_has(graph, "cls-svf1", some.axioms, link, (value, type_, some.value))


def _property_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    subject, property_, object_ = fact
    for edge in _to(rules.sub_properties, property_):
        yield from _if_has(graph, edge.rule, edge.axioms, (subject, edge.source, object_))
    for edge in _to(rules.inverses, property_):
        yield from _if_has(graph, edge.rule, edge.axioms, (object_, edge.source, subject))
    for edge in _to(rules.transitive, property_):
        for middle in graph.objects_of(subject, property_):
            path = (subject, property_, middle), (middle, property_, object_)
            yield from _if_has(graph, edge.rule, edge.axioms, *path)
    for chain in rules.chains:
        if chain.property == property_:
            for links in _paths(chain, 0, subject, object_, graph):
                yield Step("prp-spo2", (*links, *chain.axioms))
    for has in rules.has:
        if (has.property, has.value) == (property_, object_):
            yield from _if_has(graph, "cls-hv1", has.axioms, (subject, rules.type, has.class_))


def _paths(chain: Chain, place: int, start: int, end: int, graph: Columns) -> Iterator[tuple[Fact, ...]]:
    step = chain.steps[place]
    if place == len(chain.steps) - 1:
        if graph.has(start, step, end):
            yield ((start, step, end),)
        return
    for middle in graph.objects_of(start, step):
        for rest in _paths(chain, place + 1, middle, end, graph):
            yield ((start, step, middle), *rest)


def _same_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    """The steps to an owl:sameAs: by the properties with one value, and by symmetry and transitivity."""
    one, same, other = fact
    yield from _if_has(graph, "eq-sym", (), (other, same, one))
    for middle in graph.objects_of(one, same):
        if middle not in (one, other):
            yield from _if_has(graph, "eq-trans", (), (one, same, middle), (middle, same, other))
    for edge in rules.functional:
        for owner in graph.subjects_of(edge.source, one):
            yield from _if_has(graph, edge.rule, edge.axioms, (owner, edge.source, one), (owner, edge.source, other))
    for edge in rules.inverse_functional:
        for value in graph.objects_of(one, edge.source):
            yield from _if_has(graph, edge.rule, edge.axioms, (one, edge.source, value), (other, edge.source, value))
    for most in rules.at_most_one:
        for owner in graph.subjects_of(most.property, one):
            member = (owner, rules.type, most.class_)
            values = (owner, most.property, one), (owner, most.property, other)
            yield from _if_has(graph, "cls-maxc2", most.axioms, member, *values)


def _replacement_steps(fact: Fact, rules: Rules, graph: Columns) -> Iterator[Step]:
    """The steps by which a same subject, predicate or object stands in a fact (eq-rep-s, eq-rep-p, eq-rep-o)."""
    subject, predicate, object_ = fact
    if predicate == rules.same:
        return
    for other in graph.objects_of(subject, rules.same):
        yield from _if_has(graph, "eq-rep-s", (), (other, rules.same, subject), (other, predicate, object_))
    for other in graph.objects_of(predicate, rules.same):
        yield from _if_has(graph, "eq-rep-p", (), (other, rules.same, predicate), (subject, other, object_))
    for other in graph.objects_of(object_, rules.same):
        yield from _if_has(graph, "eq-rep-o", (), (other, rules.same, object_), (subject, predicate, other))


def _if_has(graph: Columns, rule: str, axioms: tuple[Fact, ...], *premises: Fact) -> Iterator[Step]:
    if all(graph.has(*premise) for premise in premises):
        yield Step(rule, (*premises, *axioms))


def _to(edges: tuple[Edge, ...], target: int) -> Iterator[Edge]:
    return (edge for edge in edges if edge.target == target)


def _of(restrictions: tuple[Restriction, ...], class_: int) -> Iterator[Restriction]:
    return (each for each in restrictions if each.class_ == class_)
