"""Forms: the fields of the things of one class."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lq_graph.text import Texts

Kind = Literal["text", "number", "day", "truth", "choice", "address"]
_LENGTH = 16  # digits of a fingerprint


@dataclass(frozen=True)
class Choice:
    """One choice: the IRI of a thing, its label, and its code if it has one, such as `13`.

    `goal_system` is the label of the goal system that the thing belongs to, None if it belongs to none. `comes_last`
    is whether it stands in a list after the things of the publisher's own.
    """

    iri: str
    label: Texts
    notation: str = ""
    goal_system: Texts | None = None
    comes_last: bool = False


@dataclass(frozen=True)
class Field:
    """A property of things, in one language if its values are texts in a language.

    `key` is the local name of the property shape and never changes. People read `name` and, on what to write, `hint`.
    `most` is the largest number of values, None for any. `datatypes` are tried in their order. Choices are the things
    of `classes` but those of `excluded`, or the `members` of sh:in. `companion` is the key of the field that describes
    each value of this one and stands beside it, as the day of reading does for a source; that field `describes_value`,
    and is required only where there is a value. `options` are words to choose from that are no things;
    `former_names` are those that the headers of older templates have.

    An address with a companion is that of a web page; one without is that of any thing, and may be given by its label.
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
    options: tuple[Texts, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """The fields of the things of a class, in the order in which they are filled in.

    `segment` names the class in IRIs, `fingerprint` the shapes that the form was made from. `constants` are predicates
    and IRIs that every thing of the class gets without being asked for. A companion stands in `fields` right after the
    field whose values it describes.
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
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Field]:
        return {each.key: each for each in reversed(self.fields)}

    def companion(self, field: Field) -> Field | None:
        """The field that describes each value of a field, None if there is none."""
        return None if field.companion is None else self.field(field.companion)

    @cached_property
    def own_fields(self) -> tuple[Field, ...]:
        """The fields of the thing itself: all but companions."""
        return tuple(each for each in self.fields if not each.describes_value)


def fingerprint(class_: str, fields: Iterable[Field], constants: Iterable[tuple[str, str]]) -> str:
    """Sixteen hexadecimal digits that stay the same as long as a filled template is read as it was meant.

    They depend on all of a form but its names and hints, the order of its fields, and whether a field is recommended.
    """
    wording = ("name", "hint", "recommended", "options", "former_names")
    in_order = sorted(fields, key=lambda field: field.key)
    contents = [{key: value for key, value in vars(field).items() if key not in wording} for field in in_order]
    content = {"class": class_, "constants": sorted(constants), "fields": contents}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
