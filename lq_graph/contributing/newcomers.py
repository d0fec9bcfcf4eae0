"""The things that a contribution itself describes, which its other cells may refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lq_graph.checking.nearest import folded, nearest
from lq_graph.contributing.form import Field
from lq_graph.names import Names


@dataclass(frozen=True)
class Newcomers:
    """Things by what they are called, each with its class and all above it."""

    names: Names
    _by_text: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def add(self, iri: str, classes: frozenset[str], labels: Iterable[str]) -> None:
        """Takes in one thing, by its address and its labels."""
        for text in (iri, self.short(iri), *labels):
            self._by_text.setdefault(folded(text), {})[iri] = classes

    def find_all(self, field: Field, text: str) -> list[str]:
        """The addresses of all things that a text may mean in a field."""
        if not self._by_text:
            return []
        return [iri for iri, classes in self._by_text.get(folded(text), {}).items() if _fits(field, classes)]

    def nearest(self, field: Field, text: str) -> str | None:
        """The text of a thing that is nearest to one that means none."""
        fitting = (
            known for known, things in self._by_text.items() if any(_fits(field, each) for each in things.values())
        )
        return nearest(text, fitting)

    def short(self, iri: str) -> str:
        """An address as people write it."""
        return iri.removeprefix(self.names.base)


def _fits(field: Field, classes: frozenset[str]) -> bool:
    if not field.classes:
        return field.kind == "address" and field.companion is None
    return not classes.isdisjoint(field.classes) and classes.isdisjoint(field.excluded)
