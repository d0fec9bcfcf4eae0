"""One use of one rule."""

from __future__ import annotations

from typing import NamedTuple

from lq_graph.reasoning.axioms import Fact


class Step(NamedTuple):
    """The rule, by its name in OWL 2 Profiles §4.3, and the statements that it needs."""

    rule: str
    premises: tuple[Fact, ...]
