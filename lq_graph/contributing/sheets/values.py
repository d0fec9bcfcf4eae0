"""Reads the value of a cell as a term of the kind that its field asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.durations import DURATION, duration_of
from lq_graph.contributing.forms.form import Choice, Field, Form, Kind
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets.addresses import read_address
from lq_graph.contributing.sheets.characters import differing_character, usual
from lq_graph.contributing.sheets.codes import CodedNames
from lq_graph.contributing.sheets.columns_beside import ColumnsBeside, columns_beside
from lq_graph.contributing.sheets.days import read_day
from lq_graph.contributing.sheets.numbers import read_number
from lq_graph.contributing.sheets.problems import NO_TEXT, CellError, same
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import SKOS, Names
from lq_graph.text import Texts, folded, nearest
from lq_graph.triples.vocabulary import XSD_BOOLEAN

_NEW = Texts(
    "Välj i listan. Är det nytt, beskriv det på en egen rad, här eller i en fil som skickas med, och skriv samma namn.",
    "Choose from the list. If it is new, describe it on a row of its own, here or in a file beside, by the same name.",
)
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
_CODE_PROPERTIES = frozenset((f"{SKOS}notation",))
_MOST_CHOICES = 3  # that an error names
_FEW = 6  # choices of a whole list that an error names
_BETWEEN = re.compile(r"[;,|\n]| och | and ")
_NUMBERS = re.compile(r"[0-9]+")
_LONGEST_SLIP = 2  # letters in a row that are wrong, missing or too many
_ONE_EACH = Texts("Skriv ett enda värde i varje kolumn.", "Write a single value in each column.")
_ONE = Texts("Skriv ett enda av dem.", "Write one of them alone.")
_UNKNOWN = frozenset(  # what people write where they do not know
    (
        *(
            "-",
            "--",
            "---",
            ".",
            "..",
            "...",
            "?",
            "??",
            "n/a",
            "na",
            "#n/a",
            "null",
            "none",
            "saknas",
            "okänt",
            "okänd",
        ),
        *("uppgift saknas", "ingen uppgift", "inga uppgifter", "vet ej", "ej känt", "ej klart", "kommer senare"),
        *("ej aktuellt", "ej tillämpligt", "unknown", "missing", "not available", "not known", "no data", "tbd"),
    )
)
_LEAVE_EMPTY = Texts("Lämna cellen tom om uppgiften saknas.", "Leave the cell empty if it is not known.")
_MUST_BE = Texts(
    "Uppgiften måste finnas. Fyll i den, eller ta bort raden.", "It must be there. Fill it in, or remove the row."
)
_AS_TEXT = Texts("Formatera cellen som text och skriv {what} igen.", "Format the cell as text and write {what} again.")

Value = Literal | NamedNode


@dataclass(frozen=True)
class ValueReader:
    """Reads cells as values that may refer to known and to new things; equal cells are read once.

    `form` is the form of the sheet, whose other columns advice may name; `class_names` are the classes by their names.
    """

    reference: Reference
    new_things: NewThings
    form: Form | None = None
    class_names: Mapping[str, str] = field(default_factory=dict)
    _unknown_texts: set[str] = field(default_factory=set)
    _known: dict[tuple[str, GridCell], Value | CellError] = field(default_factory=dict)
    _columns: dict[str, ColumnsBeside] = field(default_factory=dict)

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
        value = self._value(field, cell)
        if isinstance(value, CellError) and field.kind != "text" and usual(cell.text).casefold() in _UNKNOWN:
            return CellError(value.code, None, _MUST_BE if field.required else _LEAVE_EMPTY)
        return value

    def _value(self, field: Field, cell: GridCell) -> Value | CellError:
        value: Value | CellError
        match field.kind:
            case "text" if DURATION in field.datatypes:
                value = _duration(cell.text)
            case "text":
                value = _text(cell, field)
            case "number":
                value = _literal(read_number(cell, field.datatypes, self._beside(field)))
            case "day":
                value = _literal(read_day(cell, field.datatypes, self._beside(field)))
            case "truth":
                truth = _TRUTHS.get(cell.text.casefold())
                value = CellError(_CODES["truth"]) if truth is None else Literal(truth, datatype=XSD_BOOLEAN)
            case "choice":
                value = self._choice(field, cell)
            case "address":
                value = self._address(field, cell)
        return value

    def _beside(self, field: Field) -> ColumnsBeside:
        if field.key not in self._columns:
            self._columns[field.key] = columns_beside(field, self.form)
        return self._columns[field.key]

    def _address(self, field: Field, cell: GridCell) -> Value | CellError:
        """The address of a page; or of any thing, which may be given by its label."""
        address = read_address(cell.text, field.most != 1)
        if field.companion is not None:
            return address
        chosen = self._choice(field, cell)
        return address if isinstance(chosen, CellError) and not isinstance(address, CellError) else chosen

    def _choice(self, field: Field, cell: GridCell) -> Value | CellError:
        """Things of the graph go before new ones, so that a name that is used again makes one finding."""
        if cell.kind == "day" or cell.other:
            return self._changed_code(field, cell)
        found = self.reference.find_all(field, cell.text)
        iris = [choice.iri for choice in found] or self.new_things.find_all(field, cell.text)
        if not iris:
            found = tuple(self._coded.find_all(field, cell.text))
            iris = [choice.iri for choice in found]
        if len(iris) == 1:
            return NamedNode(iris[0])
        return self._ambiguous(field, iris, found) if iris else self._unknown(field, cell.text)

    def _changed_code(self, field: Field, cell: GridCell) -> CellError:
        """The error of a code that a program has made a day, or a number that it shows with other digits."""
        if cell.kind != "day":
            return _shown_otherwise(cell, _CODES["choice"])
        parts = cell.text.split("-")
        code = f"{int(parts[2])}.{int(parts[1])}" if len(parts) == 3 and parts[2].isdigit() else ""  # noqa: PLR2004
        found = self.reference.find_all(field, code) if code else ()
        meant = self.reference.display_text(field, found[0]) if len(found) == 1 else None
        return CellError(_CODES["choice"], meant, _as_text(_THE_CODE), _made(_THE_CODE, cell))

    @cached_property
    def _coded(self) -> CodedNames:
        return CodedNames(self.reference, self.class_names)

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
        plain = usual(text)
        alike = self.reference.find_all(field, plain) if plain != text else ()
        near = alike[0] if len(alike) == 1 else self.reference.nearest(field, text)
        if near is None:
            label = self.new_things.nearest(field, text)
            suggestion = Texts(label, label) if label and is_near(text, label) else None
            return CellError("cell-not-in-list", suggestion, None if suggestion else self._choosing(field))
        shown = self.reference.display_text(field, near)
        forms = (near.label.sv, near.label.en, shown.sv, shown.en)
        for each in forms:
            fault = differing_character(text, each, _THE_NAME)
            if fault is not None:
                return CellError("cell-not-in-list", shown, None, fault)
        if self._is_part(text, near) or not any(is_near(text, each) for each in forms):
            advice = _ONE_EACH if self._is_part(text, near) else self._choosing(field)
            return CellError("cell-not-in-list", None, advice)
        return CellError("cell-not-in-list", shown)

    def _choosing(self, field: Field) -> Texts | None:
        """How to choose: from a list to which nobody adds, one of its choices, by their names if they are few."""
        of_forms = {*self.class_names.values()}
        if not field.members and (not of_forms or not of_forms.isdisjoint(field.classes)):
            return _NEW
        choices = self.reference.choices(field), self.reference.choices(field, "en")
        if not 1 < len(choices[0]) <= _FEW:
            return None
        names = ([each.label.sv for each in choices[0]], [each.label.en for each in choices[1]])
        (*first, last), (*english, last_english) = names
        return Texts(f"Välj {', '.join(first)} eller {last}.", f"Choose {', '.join(english)} or {last_english}.")

    def _are_several(self, field: Field, text: str) -> bool:
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        ways = (self.reference.find_all, self.new_things.find_all)
        return len(parts) > 1 and all(any(way(field, part.strip()) for way in ways) for part in parts)

    def _is_part(self, text: str, near: Choice) -> bool:
        """Whether a text has the name of a choice between commas or the like, with more beside it."""
        parts = [folded(part) for part in _BETWEEN.split(text) if part.strip()]
        return len(parts) > 1 and not {folded(near.label.sv), folded(near.label.en)}.isdisjoint(parts)


def is_near(text: str, name: str) -> bool:
    """Whether a name that is like a text may be meant by it, and not another thing of a similar name.

    A name has all numbers of the text, since no number is like another. It may go on where the text ends, but only
    behind a whole word.
    """
    wanted, found = folded(text), folded(name)
    if not set(_NUMBERS.findall(wanted)) <= set(_NUMBERS.findall(found)):
        return False
    if not found.startswith(wanted) and not _differ_by_slips(wanted, found):
        return False
    return not found.startswith(wanted) or not found[len(wanted) :][:1].isalpha() or " " not in found[len(wanted) :]


def _differ_by_slips(text: str, name: str) -> bool:
    """Whether words that stand for others differ from them by slips, and not by a part of a word.

    `Parkförvaltningen` has most letters of `Kulturförvaltningen`, and is another department.
    """
    words = text.split(), name.split()
    for kind, start, end, other_start, other_end in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "replace":
            one, other = " ".join(words[0][start:end]), " ".join(words[1][other_start:other_end])
            letters = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
            if any(max(each[2] - each[1], each[4] - each[3]) > _LONGEST_SLIP for each in letters if each[0] != "equal"):
                return False
    return True


_THE_NAME = Texts("namnet", "the name")
_THE_CODE = Texts("koden", "the code")
_THE_TEXT = Texts("texten", "the text")


def _text(cell: GridCell, field: Field) -> Value | CellError:
    is_code = field.language is None and field.predicate in _CODE_PROPERTIES
    if cell.kind in ("day", "truth") and (field.language is not None or is_code):
        what = _THE_CODE if is_code else _THE_NAME if field.predicate == f"{SKOS}prefLabel" else _THE_TEXT
        return CellError("cell-not-a-text", None, _as_text(what), _made(what, cell))
    if cell.other and cell.kind == "number":
        return _shown_otherwise(cell, "cell-not-a-text")
    if field.language is not None:
        return Literal(cell.text, language=field.language)
    return Literal(cell.text, datatype=NamedNode(field.datatypes[0])) if field.datatypes else Literal(cell.text)


def _shown_otherwise(cell: GridCell, code: str) -> CellError:
    """The error of a number that its cell shows with other digits than it has, where it is a text."""
    stored, shown = cell.text.replace(".", ","), cell.other.replace(".", ",")
    fault = Texts(
        f"Cellen visar {shown}, men talet i den är {stored}.",
        f"The cell shows {cell.other}, but its number is {cell.text}.",
    )
    advice = Texts(
        f"Formatera cellen som text och skriv {cell.other} eller {cell.text}, det som är rätt.",
        f"Format the cell as text and write {cell.other} or {cell.text}, whichever is right.",
    )
    return CellError(code, None, advice, fault)


def _made(what: Texts, cell: GridCell) -> Texts:
    """That a program has made a text a day or a truth value."""
    if cell.kind == "day":
        return Texts(
            f"Excel har gjort {what.sv} till ett datum, {cell.text}.", f"Excel has made {what.en} a date, {cell.text}."
        )
    sv, en = ("SANT", "TRUE") if cell.text == "true" else ("FALSKT", "FALSE")
    return Texts(f"Excel har gjort {what.sv} till {sv}.", f"Excel has made {what.en} {en}.")


def _as_text(what: Texts) -> Texts:
    return Texts(_AS_TEXT.sv.format(what=what.sv), _AS_TEXT.en.format(what=what.en))


def _duration(text: str) -> Value | CellError:
    lexical = duration_of(text)
    return CellError("cell-not-a-duration") if lexical is None else Literal(lexical, datatype=NamedNode(DURATION))


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
