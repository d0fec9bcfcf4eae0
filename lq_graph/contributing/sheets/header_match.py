"""Which column a header stands for: by its key, or by the name that people read, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lq_graph.checking.suggestions import folded, nearest
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.templates.sheet_column import ID, ID_HEADER, Column, companion_key, numbers, value_key
from lq_graph.settings import Texts

_NUMBERED = re.compile(r"(?P<name>.*\S)\s*(?P<number>[1-9][0-9]{0,2})")
_KEY = re.compile(r"(?P<key>[^#/]+)(?:#(?P<number>[1-9][0-9]{0,2}))?(?:/(?P<companion>[^#/]+))?")
_ID_NAMES = ("id", "iri", "uri", "adress", "address", ID_HEADER.sv, ID_HEADER.en)
_LONGEST = 300  # characters of a header; whatever is longer is none


@dataclass(frozen=True)
class HeaderMatch:
    """The headers of one form."""

    form: Form

    def column(self, text: str) -> Column | None:
        """The column of a key or of a name, whatever its case and with or without mark; None if it is neither."""
        return None if len(text) > _LONGEST else self.of_key(text) or self.of_name(text)

    def of_key(self, key: str) -> Column | None:
        """The column of a key such as `Thing-source#1/Document-readDate`."""
        if key == ID:
            return Column(ID, ID_HEADER, None)
        found = _KEY.fullmatch(key)
        field = self.form.field(found["key"]) if found else None
        if found is None or field is None or field.describes_value:
            return None
        number = int(found["number"]) if found["number"] else _first(field)
        return self._column(field, number, found["companion"])

    def of_name(self, text: str) -> Column | None:
        """The column of a name such as `Källa 2 *`; a name without number is that of the first value."""
        name = bare(text)
        if name in self._names:
            return self.of_key(self._names[name])
        found = _NUMBERED.fullmatch(name)
        key = self._numbered.get(found["name"]) if found else None
        return self.of_key(key.format(found["number"])) if found and key else None

    def nearest(self, text: str) -> Texts | None:
        """The header that is nearest to one that is none."""
        near = nearest(bare(text), self._names)
        column = self.of_name(near) if near else None
        return None if column is None else column.header

    def _column(self, field: Field, number: int | None, companion_name: str | None) -> Column | None:
        companion = self.form.companion(field)
        required = field.required and number in (None, 1)
        if companion_name is None:
            return Column(value_key(field, number), _shown(field, number, field), field, number, required)
        if companion is None or companion.key != companion_name:
            return None
        key = companion_key(field, number, companion)
        return Column(key, _shown(companion, number, field), companion, number, required and companion.required, field)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The key of each name without a number."""
        names = {bare(name): ID for name in _ID_NAMES}
        for field, key in _keys(self.form):
            number = _first(self.form.field(key.partition("#")[0]) or field)
            plain = key.format(number) if number else key.replace("#{}", "")
            for name in (field.name.sv, field.name.en):
                names.setdefault(bare(name), plain)
        return names

    @cached_property
    def _numbered(self) -> Mapping[str, str]:
        """The key, with room for the number, of each name that a number stands behind."""
        numbered: dict[str, str] = {}
        for field, key in _keys(self.form):
            for name in (field.name.sv, field.name.en):
                numbered.setdefault(bare(name), key)
        return numbered


def bare(header: str) -> str:
    """A header as it is compared: without mark, case and needless space."""
    return folded(header[:_LONGEST]).rstrip("*").rstrip()


def _keys(form: Form) -> Iterator[tuple[Field, str]]:
    """Each field with its key, with room for a number, after that of the field that it stands beside."""
    for field in form.own_fields:
        yield field, f"{field.key}#{{}}"
        companion = form.companion(field)
        if companion is not None:
            yield companion, f"{field.key}#{{}}/{companion.key}"


def _first(field: Field) -> int | None:
    return numbers(field)[0]


def _shown(field: Field, number: int | None, numbered: Field) -> Texts:
    """The name of a field, with the number of the value unless the numbered field has room for one only."""
    if number is None or (number == 1 and len(numbers(numbered)) == 1):
        return field.name
    return Texts(f"{field.name.sv} {number}", f"{field.name.en} {number}")
