"""A derivation as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import BlankNode, NamedNode

from lq_graph.reasoning.derivation import Derivation
from lq_graph.reasoning.statement import Statement
from lq_graph.triples.terms import Term


def derivation_json(derivation: Derivation) -> str:
    """The derivation as a JSON object: the statement, the graphs that assert it, and the numbered steps to it.

    Terms are written as in SPARQL 1.1 Query Results JSON Format §3.2.2. A premise is either the number of a step
    before, or a statement with the graphs that assert it.
    """
    steps = derivation.steps()
    numbers = {step.statement: number for number, step in enumerate(steps, 1)}
    answer = {**_asserted(derivation), "steps": [_step(step, numbers) for step in steps]}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _step(step: Derivation, numbers: Mapping[Statement, int]) -> dict[str, Any]:
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
