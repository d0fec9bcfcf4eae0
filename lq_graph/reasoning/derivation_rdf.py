"""A derivation as RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.names import DCTERMS, RDF, Names
from lq_graph.reasoning.derivation import Derivation
from lq_graph.reasoning.rule_names import RULES
from lq_graph.reasoning.statement import Statement

_PROV = "http://www.w3.org/ns/prov#"
_TYPE = NamedNode(f"{RDF}type")


def derivation_turtle(derivation: Derivation, names: Names) -> bytes:
    """The derivation as Turtle; see derivation_triples."""
    return serialize(derivation_triples(derivation), format=RdfFormat.TURTLE, prefixes=names.prefixes) or b""


def derivation_triples(derivation: Derivation) -> list[Triple]:
    """The derivation as an RDF graph of rdf:Statements.

    An inferred one is prov:wasDerivedFrom its premises and prov:wasGeneratedBy an activity whose dcterms:identifier is
    the rule and whose dcterms:conformsTo is the specification; an asserted one dcterms:isPartOf its named graphs.
    """
    everything = [*_asserted(derivation), *derivation.steps()]
    nodes = {each.statement: BlankNode(f"s{number}") for number, each in enumerate(everything, 1)}
    return [triple for each in everything for triple in _statement(each, nodes)]


def _asserted(derivation: Derivation) -> list[Derivation]:
    found = {premise.statement: premise for step in derivation.steps() for premise in step.premises}
    if derivation.is_asserted:
        return [derivation]
    return [each for each in found.values() if each.is_asserted]


def _statement(each: Derivation, nodes: Mapping[Statement, BlankNode]) -> Iterator[Triple]:
    node = nodes[each.statement]
    yield Triple(node, _TYPE, NamedNode(f"{RDF}Statement"))
    for name, term in each.statement._asdict().items():
        yield Triple(node, NamedNode(f"{RDF}{name}"), term)
    for graph in each.graphs:
        yield Triple(node, NamedNode(f"{DCTERMS}isPartOf"), NamedNode(graph))
    for premise in each.premises:
        yield Triple(node, NamedNode(f"{_PROV}wasDerivedFrom"), nodes[premise.statement])
    if not each.is_asserted:
        yield from _activity(node, each.rule)


def _activity(node: BlankNode, rule: str) -> Iterator[Triple]:
    activity = BlankNode(f"{node.value}by")
    yield Triple(node, NamedNode(f"{_PROV}wasGeneratedBy"), activity)
    yield Triple(activity, _TYPE, NamedNode(f"{_PROV}Activity"))
    yield Triple(activity, NamedNode(f"{DCTERMS}identifier"), Literal(rule))
    yield Triple(activity, NamedNode(f"{DCTERMS}conformsTo"), NamedNode(RULES))
