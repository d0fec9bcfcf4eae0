"""A fault that a rule finds: which rule, on which statement, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.triples.terms import Term


@dataclass(frozen=True)
class Fault:
    """One fault: the code of its rule, the focus node, and the predicate and the value to correct.

    `suggestion` is the value as it would be right; `shown` is what to show instead of the value. Of a pair of things
    the second is the value, and each may be the one to correct.
    """

    code: str
    focus: Term
    predicate: Term | None
    value: Term
    suggestion: str | None = None
    shown: Term | None = None
    is_pair: bool = False
