"""The things that a contribution itself describes, which its other cells may refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lq_graph.checking.suggestions import folded, nearest
from lq_graph.contributing.forms.form import Field
from lq_graph.names import Names

_MOST = 500  # labels that are compared with a text, 20 µs each


@dataclass(frozen=True)
class Newcomers:
    """Things by what they are called, each with its class and all above it."""

    names: Names
    _classes: dict[str, frozenset[str]] = field(default_factory=dict)
    _labels: dict[str, dict[str, None]] = field(default_factory=dict)
    _folded: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, iri: str, classes: frozenset[str], labels: Iterable[str]) -> None:
        """Takes in one thing, by its address and its labels."""
        self._classes[iri] = classes
        for label in labels:
            self._labels.setdefault(label, {})[iri] = None
            self._folded.setdefault(folded(label), {})[iri] = None

    def find_all(self, field: Field, text: str) -> list[str]:
        """The addresses of all things that a text may mean in a field."""
        by_address = [iri for iri in (text, f"{self.names.base}{text}") if iri in self._classes]
        meant = by_address or self._folded.get(folded(text), {})
        return [iri for iri in meant if _fits(field, self._classes[iri])]

    def nearest(self, field: Field, text: str) -> str | None:
        """The label of a thing that is nearest to a text that means none; not looked for among more than 500."""
        if len(self._labels) > _MOST:
            return None
        fitting = (
            label for label, things in self._labels.items() if any(_fits(field, self._classes[iri]) for iri in things)
        )
        return nearest(text, fitting)

    def short(self, iri: str) -> str:
        """An address as people write it."""
        return iri.removeprefix(self.names.base)


def _fits(field: Field, classes: frozenset[str]) -> bool:
    if not field.classes:
        return field.kind == "address" and field.companion is None
    return not classes.isdisjoint(field.classes) and classes.isdisjoint(field.excluded)
