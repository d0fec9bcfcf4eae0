"""Why a statement holds: a tree of statements, each with its rule and premises, down to what was asserted."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.reasoning.axioms import Statement
from lq_graph.triples.terms import Term

ASSERTED = "asserted"


@dataclass(frozen=True)
class Derivation:
    """A statement and why it holds.

    `rule` is the name of a rule of OWL 2 Profiles §4.3, or "asserted", in which case `graphs` are the IRIs of the named
    graphs that say it. `members` are those of the list that is the statement's object, if it is one.
    """

    statement: Statement
    rule: str
    premises: tuple[Derivation, ...] = ()
    graphs: tuple[str, ...] = ()
    members: tuple[Term, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the statement was said, and not inferred."""
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
