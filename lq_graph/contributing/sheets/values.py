"""Reads the value of a cell as a term of the kind that its field asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Choice, Field, Kind
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets.cell_text import read_address, read_day, read_number
from lq_graph.contributing.sheets.problems import NO_TEXT, CellError, same
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import Names
from lq_graph.text import Language, Texts, folded, nearest
from lq_graph.triples.vocabulary import XSD_BOOLEAN

_MOST_LABELS = 500  # of new things, with which a text is compared, 20 µs each
_TRUTHS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ja", "j", "yes", "y", "sant", "true", "x", "1", "✓", "✔"), "true"),
        **dict.fromkeys(("nej", "n", "no", "falskt", "false", "0"), "false"),
    }
)
_MOST_SUGGESTIONS = 500  # texts for which the nearest choice is looked for, at 1 ms and more each
_LONGEST = 2_000  # characters of a value that is parsed
_CODES: Mapping[Kind, str] = MappingProxyType(
    {
        "number": "cell-not-a-number",
        "day": "cell-not-a-day",
        "truth": "cell-not-yes-or-no",
        "choice": "cell-not-in-list",
        "address": "cell-not-an-address",
    }
)
_MOST_CHOICES = 3  # that an error names
_BETWEEN = re.compile(r"[;,|\n]")
_ONE_EACH = Texts("Skriv ett enda värde i varje kolumn.", "Write a single value in each column.")
_ONE = Texts("Skriv ett enda av dem.", "Write one of them alone.")

Value = Literal | NamedNode


@dataclass(frozen=True)
class ValueReader:
    """Reads cells in one language, as values that may refer to known and to new things; equal cells are read once."""

    reference: Reference
    new_things: NewThings
    language: Language
    _unknown_texts: set[str] = field(default_factory=set)
    _known: dict[tuple[str, GridCell], Value | CellError] = field(default_factory=dict)

    def read(self, field: Field, cell: GridCell) -> Value | CellError:
        """The term of a cell of a field, or why it has none."""
        if field.kind == "text":
            return self._parse(field, cell)
        if (field.key, cell) not in self._known:
            self._known[field.key, cell] = self._parse(field, cell)
        return self._known[field.key, cell]

    def _parse(self, field: Field, cell: GridCell) -> Value | CellError:
        if cell.kind in NO_TEXT:
            return NO_TEXT[cell.kind]
        if field.kind != "text" and len(cell.text) > _LONGEST:
            return CellError(_CODES[field.kind])
        value: Value | CellError
        match field.kind:
            case "text":
                value = _text(cell.text, field)
            case "number":
                value = _literal(read_number(cell, field.datatypes, self.language))
            case "day":
                value = _literal(read_day(cell, field.datatypes))
            case "truth":
                truth = _TRUTHS.get(cell.text.casefold())
                value = CellError(_CODES["truth"]) if truth is None else Literal(truth, datatype=XSD_BOOLEAN)
            case "choice":
                value = self._choice(field, cell)
            case "address":
                value = self._address(field, cell)
        return value

    def _address(self, field: Field, cell: GridCell) -> Value | CellError:
        """The address of a page; or of any thing, which may be given by its label."""
        address = read_address(cell.text)
        if field.companion is not None:
            return address
        chosen = self._choice(field, cell)
        return address if isinstance(chosen, CellError) and not isinstance(address, CellError) else chosen

    def _choice(self, field: Field, cell: GridCell) -> Value | CellError:
        """Things of the graph go before new ones, so that a name that is used again makes one finding."""
        found = self.reference.find_all(field, cell.text)
        iris = [choice.iri for choice in found] or self.new_things.find_all(field, cell.text)
        if len(iris) == 1:
            return NamedNode(iris[0])
        return self._ambiguous(field, iris, found) if iris else self._unknown(field, cell.text)

    def _ambiguous(self, field: Field, iris: Sequence[str], found: Sequence[Choice]) -> CellError:
        known = [self.reference.display_text(field, choice) for choice in found[:_MOST_CHOICES]]
        shown = known or [same(self.new_things.short(iri)) for iri in iris[:_MOST_CHOICES]]
        advice = Texts(
            f"Skriv den du menar: {' eller '.join(each.sv for each in shown)}.",
            f"Write the one you mean: {' or '.join(each.en for each in shown)}.",
        )
        return CellError("cell-has-several-meanings", None, advice)

    def _unknown(self, field: Field, text: str) -> CellError:
        if self._are_several(field, text):
            return CellError("cell-not-in-list", None, _ONE_EACH if field.most != 1 else _ONE)
        self._unknown_texts.add(text)
        if len(self._unknown_texts) > _MOST_SUGGESTIONS:
            return CellError("cell-not-in-list")
        near = self.reference.nearest(field, text)
        if near is not None:
            return CellError("cell-not-in-list", self.reference.display_text(field, near))
        label = self.new_things.nearest(field, text)
        return CellError("cell-not-in-list", Texts(label, label) if label else None)

    def _are_several(self, field: Field, text: str) -> bool:
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        ways = (self.reference.find_all, self.new_things.find_all)
        return len(parts) > 1 and all(any(way(field, part.strip()) for way in ways) for part in parts)


def _text(text: str, field: Field) -> Value:
    if field.language is not None:
        return Literal(text, language=field.language)
    return Literal(text, datatype=NamedNode(field.datatypes[0])) if field.datatypes else Literal(text)


def _literal(read: tuple[str, str] | CellError) -> Value | CellError:
    return read if isinstance(read, CellError) else Literal(read[0], datatype=NamedNode(read[1]))


@dataclass(frozen=True)
class NewThings:
    """The things that a contribution describes itself, which its other cells may refer to, by address and label."""

    names: Names
    _classes: dict[str, frozenset[str]] = field(default_factory=dict)
    _labels: dict[str, dict[str, None]] = field(default_factory=dict)
    _folded: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, iri: str, classes: frozenset[str], labels: Iterable[str]) -> None:
        """Adds a thing by its IRI, with its class and all above it, and its labels."""
        self._classes[iri] = classes
        for label in labels:
            self._labels.setdefault(label, {})[iri] = None
            self._folded.setdefault(folded(label), {})[iri] = None

    def find_all(self, field: Field, text: str) -> list[str]:
        """The IRIs of all things that a text may mean in a field."""
        by_address = [iri for iri in (text, f"{self.names.base}{text}") if iri in self._classes]
        meant = by_address or self._folded.get(folded(text), {})
        return [iri for iri in meant if _fits(field, self._classes[iri])]

    def nearest(self, field: Field, text: str) -> str | None:
        """The label that is nearest to a text that means no thing; None if none is near or there are more than 500."""
        if len(self._labels) > _MOST_LABELS:
            return None
        fitting = (
            label for label, things in self._labels.items() if any(_fits(field, self._classes[iri]) for iri in things)
        )
        return nearest(text, fitting)

    def short(self, iri: str) -> str:
        """An IRI as people write it."""
        return iri.removeprefix(self.names.base)


def _fits(field: Field, classes: frozenset[str]) -> bool:
    if not field.classes:
        return field.kind == "address" and field.companion is None
    return not classes.isdisjoint(field.classes) and classes.isdisjoint(field.excluded)
