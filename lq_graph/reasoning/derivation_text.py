"""A derivation as text for a person: numbered steps, each with its rule and its premises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import NamedNode

from lq_graph.names import Names
from lq_graph.reasoning.derivation import Derivation
from lq_graph.reasoning.explain import UNNAMED
from lq_graph.reasoning.rule_names import in_words
from lq_graph.reasoning.statement import Statement
from lq_graph.triples.terms import Term

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
