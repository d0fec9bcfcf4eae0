"""Derivations: why a statement holds, as a tree down to what is asserted, and that tree as text, JSON and RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.names import DCTERMS, ONTOLOGY, RDF, XSD, Names
from lq_graph.reasoning.axioms import COMPUTATIONS, DAY_OF_DATE, DAY_OF_PERIOD, NAME_SHOWN, Statement
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER, RDF_TYPE

ASSERTED = "asserted"
UNNAMED = "owlrl"
"""The rule of a statement that owlrl inferred and no compiled rule explains."""

RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"
_PROV = "http://www.w3.org/ns/prov#"


@dataclass(frozen=True)
class Derivation:
    """A statement and why it holds.

    `rule` is the name of a rule of OWL 2 Profiles §4.3 or of a computation, "owlrl", or "asserted", in which case
    `graphs` are the IRIs of the named graphs that contain it. `members` are those of the list that is the statement's
    object, if it is one.
    """

    statement: Statement
    rule: str
    premises: tuple[Derivation, ...] = ()
    graphs: tuple[str, ...] = ()
    members: tuple[Term, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the statement is asserted, and not inferred."""
        return self.rule == ASSERTED

    def steps(self) -> list[Derivation]:
        """The inferred statements, each once and after its premises; the last is this one, if it is inferred."""
        found: dict[Statement, Derivation] = {}
        self._collect(found)
        return list(found.values())

    def _collect(self, found: dict[Statement, Derivation]) -> None:
        if self.is_asserted or self.statement in found:
            return
        for premise in self.premises:
            premise._collect(found)
        found[self.statement] = self


def derivation_text(derivation: Derivation, names: Names) -> str:
    """The derivation as numbered steps; a premise has the number of an earlier step, or the graphs that assert it.

    IRIs are written with prefixes, or relative to the base IRI, and an axiom's list with its members.
    """
    statement = _statement_text(derivation, names)
    steps = derivation.steps()
    if not steps:
        return f"{statement}\nis asserted{_graphs_text(derivation, names)}\n"
    numbers = {step.statement: number for number, step in enumerate(steps, 1)}
    lines = [statement, f"follows in {len(steps)} step{'s' if len(steps) > 1 else ''}:", ""]
    for step in steps:
        reason = f"{step.rule} ({_RULE_LABELS[step.rule]})" if step.rule in _RULE_LABELS else step.rule
        if step.rule == UNNAMED:
            reason = "owlrl says so, for an axiom that lq does not compile"
        lines.append(f"{numbers[step.statement]}. {_statement_text(step, names)}")
        lines.append(f"   by {reason}{' from' if step.premises else ''}")
        for premise in step.premises:
            number = numbers.get(premise.statement)
            source = f" (step {number})" if number else _graphs_text(premise, names)
            lines.append(f"   - {_statement_text(premise, names)}{source}")
    return "\n".join(lines) + "\n"


def _statement_text(derivation: Derivation, names: Names) -> str:
    subject, predicate, object_ = (term_text(term, names) for term in derivation.statement)
    if derivation.members:
        object_ = f"( {' '.join(term_text(each, names) for each in derivation.members)} )"
    return f"{subject} {predicate} {object_}"


def _graphs_text(derivation: Derivation, names: Names) -> str:
    graphs = ", ".join(term_text(NamedNode(each), names) for each in derivation.graphs)
    return f" [{graphs}]" if graphs else ""


def term_text(term: Term, names: Names) -> str:
    """A term as in Turtle: an IRI or a datatype with a prefix, else relative to the base."""
    if isinstance(term, NamedNode):
        return names.turtle(term.value)
    if isinstance(term, Literal) and term.language is None and term.datatype.value != f"{XSD}string":
        return f"{Literal(term.value)}^^{names.turtle(term.datatype.value)}"
    return str(term)


def derivation_json(derivation: Derivation) -> str:
    """The derivation as a JSON object: the statement, the graphs that assert it, and the numbered steps to it.

    Terms are written as in SPARQL 1.1 Query Results JSON Format §3.2.2. A premise is either the number of an earlier
    step, or a statement with the graphs that assert it.
    """
    steps = derivation.steps()
    numbers = {step.statement: number for number, step in enumerate(steps, 1)}
    document = {
        **_with_graphs(derivation),
        "steps": [
            {
                "step": numbers[step.statement],
                "rule": step.rule,
                "statement": _statement_json(step),
                "premises": [
                    {"step": numbers[premise.statement]} if premise.statement in numbers else _with_graphs(premise)
                    for premise in step.premises
                ],
            }
            for step in steps
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _with_graphs(derivation: Derivation) -> dict[str, Any]:
    return {"statement": _statement_json(derivation), "graphs": list(derivation.graphs)}


def _statement_json(derivation: Derivation) -> dict[str, Any]:
    subject, predicate, object_ = map(_term_json, derivation.statement)
    members = {"members": [_term_json(each) for each in derivation.members]} if derivation.members else {}
    return {"subject": subject, "predicate": predicate, "object": object_, **members}


def _term_json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def derivation_turtle(derivation: Derivation, names: Names) -> bytes:
    """The derivation as Turtle; see derivation_triples."""
    return serialize(derivation_triples(derivation), format=RdfFormat.TURTLE, prefixes=names.prefixes) or b""


def derivation_triples(derivation: Derivation) -> list[Triple]:
    """The derivation as an RDF graph of rdf:Statements.

    An inferred one is prov:wasDerivedFrom its premises and prov:wasGeneratedBy an activity whose dcterms:identifier is
    the rule and whose dcterms:conformsTo is the specification, for a computation the ontology; an asserted one
    dcterms:isPartOf its named graphs.
    """
    steps = derivation.steps()
    premises = {premise.statement: premise for step in steps for premise in step.premises}
    asserted = [each for each in premises.values() if each.is_asserted]
    everything = [*asserted, *steps] if steps else [derivation]
    nodes = {each.statement: BlankNode(f"s{number}") for number, each in enumerate(everything, 1)}
    return [triple for each in everything for triple in _statement_triples(each, nodes)]


def _statement_triples(derivation: Derivation, nodes: Mapping[Statement, BlankNode]) -> Iterator[Triple]:
    node = nodes[derivation.statement]
    yield Triple(node, RDF_TYPE, NamedNode(f"{RDF}Statement"))
    for name, term in derivation.statement._asdict().items():
        yield Triple(node, NamedNode(f"{RDF}{name}"), term)
    for graph in derivation.graphs:
        yield Triple(node, NamedNode(f"{DCTERMS}isPartOf"), NamedNode(graph))
    for premise in derivation.premises:
        yield Triple(node, NamedNode(f"{_PROV}wasDerivedFrom"), nodes[premise.statement])
    if derivation.is_asserted:
        return
    activity = BlankNode(f"{node.value}by")
    yield Triple(node, NamedNode(f"{_PROV}wasGeneratedBy"), activity)
    yield Triple(activity, RDF_TYPE, NamedNode(f"{_PROV}Activity"))
    yield Triple(activity, DCTERMS_IDENTIFIER, Literal(derivation.rule))
    specification = ONTOLOGY if derivation.rule in COMPUTATIONS else RULES
    yield Triple(activity, NamedNode(f"{DCTERMS}conformsTo"), NamedNode(specification))


_RULE_LABELS: Mapping[str, str] = MappingProxyType(
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
        DAY_OF_DATE: "first or last day of a date",
        DAY_OF_PERIOD: "last day of a period",
        "eq-rep-o": "the same object",
        "eq-rep-p": "the same property",
        "eq-rep-s": "the same subject",
        "eq-sym": "sameness, symmetric",
        "eq-trans": "sameness, transitive",
        NAME_SHOWN: "the label shown to readers of a language",
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
