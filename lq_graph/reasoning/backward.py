"""The ways in which one statement of a closed graph follows from others: the rules of OWL 2 RL, read backwards."""

from __future__ import annotations

from collections.abc import Iterator

from lq_graph.reasoning.axioms import Chain, Edge, Fact, Intersection, Restriction, Rules
from lq_graph.reasoning.backward_same import replacement_steps, same_steps
from lq_graph.reasoning.backward_schema import Hierarchies, schema_steps
from lq_graph.reasoning.lookup import Lookup
from lq_graph.reasoning.step import Step


def steps_to(fact: Fact, rules: Rules, graph: Lookup, hierarchies: Hierarchies) -> Iterator[Step]:
    """Every use of a rule whose consequence is the fact, and whose premises are in the closed graph or its schema."""
    if fact[1] in (hierarchies.sub_class, hierarchies.sub_property):
        yield from schema_steps(fact, rules, hierarchies)
    if fact[1] == rules.type:
        yield from _type_steps(fact, rules, graph, hierarchies)
    yield from _property_steps(fact, rules, graph)
    if fact[1] == rules.same:
        yield from same_steps(fact, rules, graph)
    yield from replacement_steps(fact, rules, graph)


def _property_steps(fact: Fact, rules: Rules, graph: Lookup) -> Iterator[Step]:
    subject, property_, object_ = fact
    for edge in _to(rules.sub_properties, property_):
        yield from _if(graph, edge.rule, edge.because, (subject, edge.source, object_))
    for edge in _to(rules.inverses, property_):
        yield from _if(graph, edge.rule, edge.because, (object_, edge.source, subject))
    for edge in _to(rules.transitive, property_):
        for middle in graph.objects(subject, property_):
            yield from _if(graph, edge.rule, edge.because, (subject, property_, middle), (middle, property_, object_))
    for chain in rules.chains:
        if chain.property == property_:
            for path in _paths(chain, 0, subject, object_, graph):
                yield Step("prp-spo2", (*path, *chain.because))
    for has in rules.has:
        if (has.property, has.value) == (property_, object_):
            yield from _if(graph, "cls-hv1", has.because, (subject, rules.type, has.class_))


def _type_steps(fact: Fact, rules: Rules, graph: Lookup, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, _, class_ = fact
    yield from _super_class_steps(fact, rules, graph, hierarchies)
    for edge in _to(rules.domains, class_):
        for value in graph.objects(subject, edge.source):
            yield Step(edge.rule, ((subject, edge.source, value), *edge.because))
    for edge in _to(rules.ranges, class_):
        for value in graph.subjects(edge.source, subject):
            yield Step(edge.rule, ((value, edge.source, subject), *edge.because))
    for edge in _to(rules.members, class_):
        if edge.source == subject:
            yield Step(edge.rule, edge.because)
    yield from _restriction_steps(fact, rules, graph)
    for intersection in rules.intersections:
        if intersection.class_ == class_:
            yield from _intersection(intersection, fact, graph)


def _super_class_steps(fact: Fact, rules: Rules, graph: Lookup, hierarchies: Hierarchies) -> Iterator[Step]:
    subject, type_, class_ = fact
    for edge in _to(rules.sub_classes, class_):
        member = (subject, type_, edge.source)
        if edge.rule.startswith(("cax", "cls")):
            yield from _if(graph, edge.rule, edge.because, member)
        else:
            yield from _if(graph, "cax-sco", ((edge.source, hierarchies.sub_class, class_),), member)


def _restriction_steps(fact: Fact, rules: Rules, graph: Lookup) -> Iterator[Step]:
    subject, type_, class_ = fact
    for some in _of(rules.some, class_):
        for value in graph.objects(subject, some.property):
            yield from _some(some, subject, value, type_, graph)
    for has in _of(rules.has, class_):
        yield from _if(graph, "cls-hv2", has.because, (subject, has.property, has.value))
    for only in rules.only:
        if only.value == class_:
            for owner in graph.subjects(only.property, subject):
                members = (owner, type_, only.class_), (owner, only.property, subject)
                yield from _if(graph, "cls-avf", only.because, *members)


def _some(some: Restriction, subject: int, value: int, type_: int, graph: Lookup) -> Iterator[Step]:
    link = (subject, some.property, value)
    if some.value < 0:
        yield Step("cls-svf2", (link, *some.because))
    else:
        yield from _if(graph, "cls-svf1", some.because, link, (value, type_, some.value))


def _intersection(intersection: Intersection, fact: Fact, graph: Lookup) -> Iterator[Step]:
    parts = tuple((fact[0], fact[1], part) for part in dict.fromkeys(intersection.parts))
    yield from _if(graph, "cls-int1", intersection.because, *parts)


def _paths(chain: Chain, place: int, start: int, end: int, graph: Lookup) -> Iterator[tuple[Fact, ...]]:
    step = chain.steps[place]
    if place == len(chain.steps) - 1:
        if graph.has((start, step, end)):
            yield ((start, step, end),)
        return
    for middle in graph.objects(start, step):
        for rest in _paths(chain, place + 1, middle, end, graph):
            yield ((start, step, middle), *rest)


def _if(graph: Lookup, rule: str, because: tuple[Fact, ...], *premises: Fact) -> Iterator[Step]:
    if all(map(graph.has, premises)):
        yield Step(rule, (*premises, *because))


def _to(edges: tuple[Edge, ...], target: int) -> Iterator[Edge]:
    return (edge for edge in edges if edge.target == target)


def _of(restrictions: tuple[Restriction, ...], class_: int) -> Iterator[Restriction]:
    return (each for each in restrictions if each.class_ == class_)
