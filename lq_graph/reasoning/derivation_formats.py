"""Derivations as text, JSON and RDF."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.names import DCTERMS, RDF, Names
from lq_graph.reasoning.axioms import Statement
from lq_graph.reasoning.derivation import Derivation
from lq_graph.reasoning.explain import UNNAMED
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER, RDF_TYPE

# The rules of OWL 2 RL in words.

RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "cax-eqc1": "equivalent class",
        "cax-eqc2": "equivalent class",
        "cax-sco": "subclass",
        "cls-avf": "all values from",
        "cls-hv1": "has value",
        "cls-hv2": "has value",
        "cls-int1": "intersection",
        "cls-int2": "intersection",
        "cls-maxc2": "at most one value",
        "cls-oo": "enumeration",
        "cls-svf1": "some values from",
        "cls-svf2": "some values from",
        "cls-uni": "union",
        "eq-rep-o": "the same object",
        "eq-rep-p": "the same property",
        "eq-rep-s": "the same subject",
        "eq-sym": "sameness, symmetric",
        "eq-trans": "sameness, transitive",
        "prp-dom": "domain",
        "prp-eqp1": "equivalent property",
        "prp-eqp2": "equivalent property",
        "prp-fp": "functional property",
        "prp-ifp": "inverse functional property",
        "prp-inv1": "inverse property",
        "prp-inv2": "inverse property",
        "prp-rng": "range",
        "prp-spo1": "subproperty",
        "prp-spo2": "property chain",
        "prp-symp": "symmetric property",
        "prp-trp": "transitive property",
    }
)


def in_words(rule: str) -> str:
    """A rule by its name, and what it is about in a few words where that is known."""
    return f"{rule} ({IN_WORDS[rule]})" if rule in IN_WORDS else rule


# A derivation as text for a person: numbered steps, each with its rule and its premises.

_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")
Say = Callable[[Term], str]


def derivation_text(derivation: Derivation, names: Names) -> str:
    """The derivation, one step after another; a premise is a step before, or says which graph asserts it.

    IRIs are written with the prefixes, or from the base on, and an axiom's list with its members.
    """
    steps = derivation.steps()
    numbers = {step.statement: number for number, step in enumerate(steps, 1)}
    if not steps:
        return f"{_said(derivation, names)}\nis asserted{_where(derivation, names)}\n"
    head = f"{_said(derivation, names)}\nfollows in {len(steps)} step{'s' if len(steps) > 1 else ''}:\n"
    return head + "".join(f"\n{line}" for step in steps for line in _step(step, numbers, names)) + "\n"


def short(term: Term, names: Names) -> str:
    """A term as a person would write it: with a prefix, from the base on, or whole."""
    if not isinstance(term, NamedNode):
        return str(term)
    for prefix, space in names.prefixes.items():
        if term.value.startswith(space) and _SIMPLE.fullmatch(term.value.removeprefix(space)):
            return f"{prefix}:{term.value.removeprefix(space)}"
    return f"<{term.value.removeprefix(names.base)}>"


def _step(step: Derivation, numbers: Mapping[Statement, int], names: Names) -> Iterator[str]:
    reason = "owlrl says so, for an axiom that lq does not compile" if step.rule == UNNAMED else in_words(step.rule)
    yield f"{numbers[step.statement]}. {_said(step, names)}"
    yield f"   by {reason}{' from' if step.premises else ''}"
    for premise in step.premises:
        if premise.statement in numbers:
            yield f"   - {_said(premise, names)} (step {numbers[premise.statement]})"
        else:
            yield f"   - {_said(premise, names)}{_where(premise, names)}"


def _said(derivation: Derivation, names: Names) -> str:
    subject, predicate, object_ = derivation.statement
    members = " ".join(short(each, names) for each in derivation.members)
    return f"{short(subject, names)} {short(predicate, names)} {f'( {members} )' if members else short(object_, names)}"


def _where(derivation: Derivation, names: Names) -> str:
    graphs = ", ".join(short(NamedNode(each), names) for each in derivation.graphs)
    return f" [{graphs}]" if graphs else ""


# A derivation as JSON.


def derivation_json(derivation: Derivation) -> str:
    """The derivation as a JSON object: the statement, the graphs that assert it, and the numbered steps to it.

    Terms are written as in SPARQL 1.1 Query Results JSON Format §3.2.2. A premise is either the number of a step
    before, or a statement with the graphs that assert it.
    """
    steps = derivation.steps()
    numbers = {step.statement: number for number, step in enumerate(steps, 1)}
    answer = {**_asserted(derivation), "steps": [_step_derivation_json(step, numbers) for step in steps]}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _step_derivation_json(step: Derivation, numbers: Mapping[Statement, int]) -> dict[str, Any]:
    premises = [
        {"step": numbers[premise.statement]} if premise.statement in numbers else _asserted(premise)
        for premise in step.premises
    ]
    return {"step": numbers[step.statement], "rule": step.rule, "statement": _statement(step), "premises": premises}


def _asserted(derivation: Derivation) -> dict[str, Any]:
    return {"statement": _statement(derivation), "graphs": list(derivation.graphs)}


def _statement(derivation: Derivation) -> dict[str, Any]:
    subject, predicate, object_ = map(_term, derivation.statement)
    members = {"members": [_term(each) for each in derivation.members]} if derivation.members else {}
    return {"subject": subject, "predicate": predicate, "object": object_, **members}


def _term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


# A derivation as RDF.

_PROV = "http://www.w3.org/ns/prov#"


def derivation_turtle(derivation: Derivation, names: Names) -> bytes:
    """The derivation as Turtle; see derivation_triples."""
    return serialize(derivation_triples(derivation), format=RdfFormat.TURTLE, prefixes=names.prefixes) or b""


def derivation_triples(derivation: Derivation) -> list[Triple]:
    """The derivation as an RDF graph of rdf:Statements.

    An inferred one is prov:wasDerivedFrom its premises and prov:wasGeneratedBy an activity whose dcterms:identifier is
    the rule and whose dcterms:conformsTo is the specification; an asserted one dcterms:isPartOf its named graphs.
    """
    everything = [*_asserted_derivation_rdf(derivation), *derivation.steps()]
    nodes = {each.statement: BlankNode(f"s{number}") for number, each in enumerate(everything, 1)}
    return [triple for each in everything for triple in _statement_derivation_rdf(each, nodes)]


def _asserted_derivation_rdf(derivation: Derivation) -> list[Derivation]:
    found = {premise.statement: premise for step in derivation.steps() for premise in step.premises}
    if derivation.is_asserted:
        return [derivation]
    return [each for each in found.values() if each.is_asserted]


def _statement_derivation_rdf(each: Derivation, nodes: Mapping[Statement, BlankNode]) -> Iterator[Triple]:
    node = nodes[each.statement]
    yield Triple(node, RDF_TYPE, NamedNode(f"{RDF}Statement"))
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
    yield Triple(activity, RDF_TYPE, NamedNode(f"{_PROV}Activity"))
    yield Triple(activity, DCTERMS_IDENTIFIER, Literal(rule))
    yield Triple(activity, NamedNode(f"{DCTERMS}conformsTo"), NamedNode(RULES))
