"""Forms: what can be said of one class of things, field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lq_graph.text import Texts

# A form: what can be said of one class of things, field by field, as the shapes have it.

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
    `classes` are those of the things that a choice is made from, less the things of the `excluded` ones; `members` the
    terms of sh:in. `companion` is the key of the field that stands beside each value of this one and describes it, as
    the day of reading does a source; that field `describes_value`, and is required only where there is a value.

    An address with a companion is that of a web page; one without is that of any thing, and may be said by its name.
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
    excluded: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    pattern: str | None = None
    least_value: str | None = None
    most_value: str | None = None
    companion: str | None = None
    describes_value: bool = False


@dataclass(frozen=True)
class Form:
    """All that can be said of the things of a class, in the order in which it is asked.

    `segment` names the class in addresses, `fingerprint` the shapes that the form was made from. `constants` are the
    predicates and IRIs that every thing of the class is to have and nobody is asked for. A companion stands in `fields`
    right after the field whose values it describes.
    """

    segment: str
    class_: str
    name: Texts
    definition: Texts
    fields: tuple[Field, ...]
    fingerprint: str
    constants: tuple[tuple[str, str], ...] = ()

    def field(self, key: str) -> Field | None:
        """The field of a key, None if there is none."""
        return next((each for each in self.fields if each.key == key), None)

    def companion(self, field: Field) -> Field | None:
        """The field that describes each value of a field, None if there is none."""
        return None if field.companion is None else self.field(field.companion)

    @property
    def own_fields(self) -> tuple[Field, ...]:
        """The fields that say something of the thing itself, thus all but companions."""
        return tuple(each for each in self.fields if not each.describes_value)


# The fingerprint of a form: the same as long as a filled template can be read as it was meant.

_LENGTH = 16
_WORDING = ("name", "hint")


def fingerprint(class_: str, fields: Iterable[Field], constants: Iterable[tuple[str, str]]) -> str:
    """Sixteen hexadecimal digits over all that makes a form, but for the wording of its names and hints.

    Also left out is what a field is recommended for, since it changes nothing in what may be written.
    """
    said = {"class": class_, "constants": sorted(constants), "fields": [_content(field) for field in fields]}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _content(field: Field) -> dict[str, object]:
    return {key: value for key, value in vars(field).items() if key not in (*_WORDING, "recommended")}
