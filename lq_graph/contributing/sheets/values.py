"""From the text of a cell to a term, as the field asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Choice, Field, Kind
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets.cell_text import read_address, read_day, read_number
from lq_graph.contributing.sheets.findings import CellError, same
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import Names
from lq_graph.text import Language, Texts, folded, nearest
from lq_graph.triples.vocabulary import XSD_BOOLEAN

# The things that a contribution itself describes, which its other cells may refer to.

_MOST = 500  # labels that are compared with a text, 20 µs each


@dataclass(frozen=True)
class NewThings:
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


# From what stands in a cell to a term, as the field asks for it.

_FORMULA = CellError("cell-formula-without-value")
_ERROR = CellError("cell-error-value")
_NOT_A_TRUTH = CellError("cell-not-yes-or-no")
_TRUTHS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ja", "j", "yes", "y", "sant", "true", "x", "1", "✓", "✔"), "true"),
        **dict.fromkeys(("nej", "n", "no", "falskt", "false", "0"), "false"),
    }
)
_MOST_SUGGESTIONS = 500  # texts for which the nearest choice is looked for, at 1 ms and more each
_LONGEST = 2_000  # characters of an address, and of what else is read as more than a text
_TOO_LONG: Mapping[Kind, str] = MappingProxyType(
    {
        "number": "cell-not-a-number",
        "day": "cell-not-a-day",
        "truth": "cell-not-yes-or-no",
        "choice": "cell-not-in-list",
        "address": "cell-not-an-address",
    }
)
_SHOWN = 3  # choices that a error names
_BETWEEN = re.compile(r"[;,|\n]")
_ONE_EACH = Texts("Skriv ett enda värde i varje kolumn.", "Write a single value in each column.")
_ONE = Texts("Skriv ett enda av dem.", "Write one of them alone.")

Value = Literal | NamedNode


@dataclass(frozen=True)
class ValueReader:
    """Reads cells in one language, with what a contribution may refer to; a text that comes again is read once."""

    reference: Reference
    new_things: NewThings
    language: Language
    _unfound: set[str] = field(default_factory=set)
    _known: dict[tuple[str, GridCell], Value | CellError] = field(default_factory=dict)

    def read(self, field: Field, cell: GridCell) -> Value | CellError:
        """The term that a cell of a field holds, or why it holds none."""
        if field.kind == "text":
            return self._read(field, cell)
        if (field.key, cell) not in self._known:
            self._known[field.key, cell] = self._read(field, cell)
        return self._known[field.key, cell]

    def _read(self, field: Field, cell: GridCell) -> Value | CellError:
        if cell.kind == "formula":
            return _FORMULA
        if cell.kind == "error":
            return _ERROR
        is_too_long = field.kind in _TOO_LONG and len(cell.text) > _LONGEST
        return CellError(_TOO_LONG[field.kind]) if is_too_long else _READERS[field.kind](self, field, cell)

    def _text(self, field: Field, cell: GridCell) -> Value:
        if field.language is not None:
            return Literal(cell.text, language=field.language)
        return Literal(cell.text, datatype=NamedNode(field.datatypes[0])) if field.datatypes else Literal(cell.text)

    def _number(self, field: Field, cell: GridCell) -> Value | CellError:
        return _literal(read_number(cell, field.datatypes, self.language))

    def _day(self, field: Field, cell: GridCell) -> Value | CellError:
        return _literal(read_day(cell, field.datatypes))

    def _truth(self, field: Field, cell: GridCell) -> Value | CellError:
        truth = _TRUTHS.get(cell.text.casefold())
        return _NOT_A_TRUTH if truth is None else Literal(truth, datatype=XSD_BOOLEAN)

    def _address(self, field: Field, cell: GridCell) -> Value | CellError:
        if field.companion is not None:
            return read_address(cell.text)
        chosen = self._choice(field, cell)
        address = read_address(cell.text)
        return address if isinstance(chosen, CellError) and not isinstance(address, CellError) else chosen

    def _choice(self, field: Field, cell: GridCell) -> Value | CellError:
        """What the graph has goes before what the contribution adds, so that a name used again is one error."""
        found = self.reference.find_all(field, cell.text)
        iris = [choice.iri for choice in found] or self.new_things.find_all(field, cell.text)
        if len(iris) == 1:
            return NamedNode(iris[0])
        return self._ambiguous(field, iris, found) if iris else self._unknown(field, cell.text)

    def _ambiguous(self, field: Field, iris: Sequence[str], found: Sequence[Choice]) -> CellError:
        known = [self.reference.shown(field, choice) for choice in found[:_SHOWN]]
        shown = known or [same(self.new_things.short(iri)) for iri in iris[:_SHOWN]]
        advice = Texts(
            f"Skriv den du menar: {' eller '.join(each.sv for each in shown)}.",
            f"Write the one you mean: {' or '.join(each.en for each in shown)}.",
        )
        return CellError("cell-has-several-meanings", None, advice)

    def _unknown(self, field: Field, text: str) -> CellError:
        if self._are_several(field, text):
            return CellError("cell-not-in-list", None, _ONE_EACH if field.most != 1 else _ONE)
        self._unfound.add(text)
        if len(self._unfound) > _MOST_SUGGESTIONS:
            return CellError("cell-not-in-list")
        near = self.reference.nearest(field, text)
        if near is not None:
            return CellError("cell-not-in-list", self.reference.shown(field, near))
        label = self.new_things.nearest(field, text)
        return CellError("cell-not-in-list", Texts(label, label) if label else None)

    def _are_several(self, field: Field, text: str) -> bool:
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        ways = (self.reference.find_all, self.new_things.find_all)
        return len(parts) > 1 and all(any(way(field, part.strip()) for way in ways) for part in parts)


_READERS: Mapping[Kind, Callable[[ValueReader, Field, GridCell], Value | CellError]] = MappingProxyType(
    {
        "text": ValueReader._text,
        "number": ValueReader._number,
        "day": ValueReader._day,
        "truth": ValueReader._truth,
        "choice": ValueReader._choice,
        "address": ValueReader._address,
    }
)


def _literal(read: tuple[str, str] | CellError) -> Value | CellError:
    return read if isinstance(read, CellError) else Literal(read[0], datatype=NamedNode(read[1]))
