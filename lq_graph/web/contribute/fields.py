"""The fields of a form as its page shows them: inputs with their values and errors, and the options to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.contributing.forms.rows import companion_key, numbers, value_key
from lq_graph.contributing.templates.responsible import is_of_bodies
from lq_graph.names import DCTERMS, RDFS, SKOS, XSD
from lq_graph.text import Language, Texts

Control = Literal["text", "area", "number", "day", "address", "list", "select", "radio", "checkboxes"]

MAX_RADIO_BUTTONS = 5
MAX_CHECKBOXES = 8
MAX_VALUES = 100
_LONG_TEXTS = frozenset(
    {f"{DCTERMS}description", f"{RDFS}comment", *(f"{SKOS}{name}" for name in ("definition", "editorialNote", "note"))}
)
_EXAMPLE = Texts("Till exempel:", "For example:")
_TRUTHS = (("true", Texts("ja", "yes")), ("false", Texts("nej", "no")))

Offer = Sequence[str]  # a short IRI and a label


_REFERENCES = Texts("Samband med annat", "Links to others")
_BODIES = Texts("Organisation och ansvar", "Organisation and responsibility")
_TIMES = Texts("Tid", "Time")
_REST = Texts("Beskrivning och annat", "Description and others")
_TIME_TYPES = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "duration", "gYear", "gYearMonth"))
_LEAST_TO_FOLD = 3  # fields; fewer are shown at once
_HAS_EXAMPLE = re.compile("till exempel|for example", re.IGNORECASE)


@dataclass(frozen=True)
class FormViewer:
    """A form in a language, with the options of its fields, the values of its inputs and their errors, by keys.

    `offers` are in the order in which people look for them, and `examples` as people write them, both in the language;
    `classes` distinguishes fields that ask for bodies.
    """

    form: Form
    offers: Mapping[str, Sequence[Offer]]
    examples: Mapping[str, str]
    classes: ClassTree
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    growing: str = ""  # the key of the field that gets one more input

    def groups(self) -> tuple[FieldGroup, ...]:
        """The fields to begin with, which are required or recommended, and then the others by meaning, folded.

        A group is open if anything in it is filled, wrong or just added; that of time always is.
        """
        fields = sorted(self.form.own_fields, key=lambda field: (not field.required, not field.recommended))
        others = [field for field in fields if not (field.required or field.recommended)]
        if len(others) < _LEAST_TO_FOLD:
            return (FieldGroup("", tuple(map(self._field, fields)), is_open=True),)
        first = [field for field in fields if field not in others]
        grouped: dict[Texts, list[Field]] = {_TIMES: [], _BODIES: [], _REFERENCES: [], _REST: []}
        for each in others:
            grouped[self._group(each)].append(each)
        folded = (self._folded(title, members) for title, members in grouped.items() if members)
        return (FieldGroup("", tuple(map(self._field, first)), is_open=True), *folded)

    def _group(self, field: Field) -> Texts:
        if field.kind == "day" or not _TIME_TYPES.isdisjoint(field.datatypes):
            return _TIMES
        if is_of_bodies(field, self.classes):
            return _BODIES
        return _REFERENCES if field.kind == "choice" and not field.members else _REST

    def _folded(self, title: Texts, members: Sequence[Field]) -> FieldGroup:
        keys = {field.key for field in members}
        touched = {name.partition("#")[0] for name, value in self.values.items() if value.strip()}
        touched |= {name.partition("#")[0] for name, errors in self.errors.items() if errors}
        is_open = title == _TIMES or not keys.isdisjoint(touched | {self.growing})
        return FieldGroup(title.in_language(self.language), tuple(map(self._field, members)), is_open)

    def _hint(self, field: Field) -> str:
        """What to write, with an example unless it has one."""
        hint = field.hint.in_language(self.language)
        example = self.examples.get(field.key)
        if not example or _HAS_EXAMPLE.search(hint):
            return hint
        return f"{hint} {_EXAMPLE.in_language(self.language)} {example}"

    def _field(self, field: Field) -> FieldView:
        control = self._control(field)
        companion = self.form.companion(field)
        is_ticked = control == "checkboxes"
        inputs = (self._checkboxes(field),) if is_ticked else tuple(self._inputs(field, companion, control))
        listed = self._offered(field) if control == "list" else []
        return FieldView(
            key=field.key,
            id=identifier(field.key),
            control=control,
            label=_capital(field.name.in_language(self.language)),
            hint=self._hint(field),
            is_optional=not field.required,
            language=field.language if field.language not in (None, self.language) else "",
            inputs=inputs,
            beside_label=_capital(companion.name.in_language(self.language)) if companion else "",
            beside_hint=companion.hint.in_language(self.language) if companion else "",
            may_grow=not is_ticked and field.most != 1,
            options=tuple(Option(text, value, is_picked=False) for value, text in listed),
            is_truth=field.kind == "truth",
        )

    def _control(self, field: Field) -> Control:
        if field.kind == "choice":
            number = len(self.offers.get(field.key, ()))
            if field.most == 1:
                return "radio" if number <= MAX_RADIO_BUTTONS else "select"
            return "checkboxes" if number <= MAX_CHECKBOXES else "select"
        if field.kind == "truth":
            return "radio"
        if field.kind == "address":
            return "address" if field.companion else "list"
        if field.kind in ("number", "day"):
            return "number" if field.kind == "number" else "day"
        return "area" if field.predicate in _LONG_TEXTS or "rationale" in field.key else "text"

    def _inputs(self, field: Field, companion: Field | None, control: Control) -> Iterator[Input]:
        for number in self._numbers(field):
            name = value_key(field, number)
            value = self.values.get(name, "")
            options = self._options(field, value, name) if control in ("select", "radio") else ()
            beside = None
            if companion is not None:
                beside_name = companion_key(field, number, companion)
                beside = self._input(beside_name, None, self.values.get(beside_name, ""))
            yield self._input(name, number, value, options, beside)

    def _input(
        self, name: str, number: int | None, value: str, options: tuple[Option, ...] = (), beside: Input | None = None
    ) -> Input:
        errors = tuple(dict.fromkeys(self.errors.get(name, ())))
        return Input(name, identifier(name), number, value, errors, options, beside)

    def _numbers(self, field: Field) -> tuple[int | None, ...]:
        """The numbers of a field's inputs: those that were sent, and one more if it grows; else a few."""
        if field.most == 1:
            return (None,)
        sent = {int(name.partition("#")[2].partition("/")[0] or 1) for name in self._sent(field)}
        least = [each or 1 for each in numbers(field)] if field.kind == "choice" else [1]
        most = max((*sent, *least)) + (1 if self.growing == field.key else 0)
        return tuple(range(1, min(most, MAX_VALUES) + 1))

    def _sent(self, field: Field) -> Iterator[str]:
        """The names of a field's inputs that were sent."""
        for name in self.values:
            key, _, rest = name.partition("#")
            if key == field.key and (not rest or rest.partition("/")[0].isdecimal()):
                yield name

    def _checkboxes(self, field: Field) -> Input:
        """The one input of a field with checkboxes; each of them has a column of its own."""
        ticked = {value for name, value in self.values.items() if name.partition("#")[0] == field.key}
        errors = tuple(error for name in self._sent(field) for error in self.errors.get(name, ()))
        errors += tuple(self.errors.get(field.key, ()))
        options = tuple(
            Option(value, text, value in ticked, identifier(f"{field.key}#{number}"), f"{field.key}#{number}")
            for number, (value, text) in enumerate(self._offered(field), 1)
        )
        return Input(field.key, identifier(f"{field.key}#1"), None, "", tuple(dict.fromkeys(errors)), options)

    def _options(self, field: Field, picked: str, name: str) -> tuple[Option, ...]:
        """The options of an input, and its value if it is not among them."""
        options = [
            Option(value, text, value == picked, f"{identifier(name)}-{number}" if number > 1 else identifier(name))
            for number, (value, text) in enumerate(self._offered(field), 1)
        ]
        if picked and not any(option.is_picked for option in options):
            options.append(Option(picked, picked, is_picked=True, id=f"{identifier(name)}-{len(options) + 1}"))
        return tuple(options)

    def _offered(self, field: Field) -> list[tuple[str, str]]:
        """The options of a field as values and texts."""
        if field.kind == "truth":
            return [(value, text.in_language(self.language)) for value, text in _TRUTHS]
        return [(value, text) for value, text in self.offers.get(field.key, ())]


@dataclass(frozen=True)
class FieldGroup:
    """Fields of related meaning under a title, folded unless open; those to begin with have no title."""

    title: str
    fields: tuple[FieldView, ...]
    is_open: bool

    @property
    def names(self) -> str:
        """The labels of its fields, as in a sentence."""
        labels = (each.label for each in self.fields)
        return ", ".join(label if number == 0 else label[:1].lower() + label[1:] for number, label in enumerate(labels))


@dataclass(frozen=True)
class FieldView:
    """One field; `language` is that of its text if not the page's, `beside_label` that of a second input in a pair."""

    key: str
    id: str
    control: Control
    label: str
    hint: str
    is_optional: bool
    language: str
    inputs: tuple[Input, ...]
    beside_label: str = ""
    beside_hint: str = ""
    may_grow: bool = False
    options: tuple[Option, ...] = ()
    is_truth: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it has several inputs under one legend."""
        several = len(self.inputs) > 1 or self.may_grow or bool(self.beside_label)
        return several or self.control in ("radio", "checkboxes")

    @property
    def next_id(self) -> str:
        """The id of the input that it would grow by."""
        return identifier(f"{self.key}#{len(self.inputs) + 1}")

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors of its inputs."""
        return tuple(error for each in self.inputs for error in each.all_errors)


@dataclass(frozen=True)
class Input:
    """One input: its name, which is the key of its column, its number among several, and its value."""

    name: str
    id: str
    number: int | None
    value: str
    errors: tuple[str, ...]
    options: tuple[Option, ...] = ()
    beside: Input | None = None

    @property
    def all_errors(self) -> tuple[str, ...]:
        """Its errors, and those of the input beside it."""
        return self.errors + (self.beside.all_errors if self.beside else ())


@dataclass(frozen=True)
class Option:
    """One option of an input; a checkbox has a name of its own."""

    value: str
    text: str
    is_picked: bool
    id: str = ""
    name: str = ""


def identifier(name: str) -> str:
    """The name of an input as an id that is valid in addresses and style sheets."""
    return "f-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
