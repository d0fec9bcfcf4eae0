"""A statement, which unlike a triple may be about a literal, as reasoning's in-between steps are."""

from __future__ import annotations

from typing import NamedTuple

from lq_graph.reasoning.axioms import Fact
from lq_graph.triples.terms import Term, Terms


class Statement(NamedTuple):
    """Subject, predicate and object, as terms."""

    subject: Term
    predicate: Term
    object: Term


def statement(fact: Fact, terms: Terms) -> Statement:
    """The terms of a fact."""
    return Statement(*(terms[each] for each in fact))


def in_one_line(statement: Statement) -> str:
    """A statement as N-Triples has it, without the full stop."""
    return " ".join(map(str, statement))
