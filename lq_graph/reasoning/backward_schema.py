"""The ways in which a class or property comes to be below another, backwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lq_graph.reasoning.axioms import Edge, Fact, Rules
from lq_graph.reasoning.step import Step

_NAMES = {
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


def schema_steps(fact: Fact, rules: Rules, hierarchies: Hierarchies) -> Iterator[Step]:
    """The steps to a subclass or subproperty: OWL 2 Profiles §4.3, table 9."""
    low, predicate, high = fact
    is_class = predicate == hierarchies.sub_class
    for edge in rules.sub_classes if is_class else rules.sub_properties:
        if edge.target == high:
            yield from _by_edge(edge, fact, "scm-sco" if is_class else "scm-spo")
    if low in hierarchies.declared and high in (low, hierarchies.thing):
        yield Step("scm-cls" if is_class else "scm-op", (hierarchies.declared[low],))


def _by_edge(edge: Edge, fact: Fact, transitive: str) -> Iterator[Step]:
    low, predicate, high = fact
    if edge.source == low:
        yield Step(_NAMES.get(edge.rule, edge.rule), edge.because)
    else:
        direct = (edge.source, predicate, high)
        yield Step(transitive, ((low, predicate, edge.source), direct))
