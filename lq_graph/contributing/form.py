"""A form: what can be said of one class of things, field by field, as the shapes have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lq_graph.settings import Texts

Kind = Literal["text", "number", "day", "truth", "choice", "address"]


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its IRI, what it is called, and its code if it has one, such as `13`."""

    iri: str
    label: Texts
    notation: str = ""


@dataclass(frozen=True)
class Field:
    """One thing that can be said: a property, in one language where it is a text in a language.

    `key` is the local name of the property shape and never changes. `name` and `hint` are what people read; a hint
    tells what to write. `most` is the largest number of values, None for any. `datatypes` are tried in their order.
    `classes` are those of the things that a choice is made from, `members` the terms of sh:in. `companion` is the key
    of the field that stands beside each value of this one and describes it, as the day of reading does a source.
    """

    key: str
    predicate: str
    name: Texts
    hint: Texts
    kind: Kind
    required: bool = False
    recommended: bool = False
    most: int | None = None
    language: str | None = None
    datatypes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    pattern: str | None = None
    least_value: str | None = None
    most_value: str | None = None
    companion: str | None = None


@dataclass(frozen=True)
class Form:
    """All that can be said of the things of a class, in the order in which it is asked.

    `segment` names the class in addresses, `fingerprint` the shapes that the form was made from.
    """

    segment: str
    class_: str
    name: Texts
    definition: Texts
    fields: tuple[Field, ...]
    fingerprint: str

    def field(self, key: str) -> Field | None:
        """The field of a key, None if there is none."""
        return next((each for each in self.fields if each.key == key), None)
