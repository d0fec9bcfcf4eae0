"""The columns of a sheet: keys that never change, and headers that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lq_graph.contributing.forms.form import Field, Form, Kind
from lq_graph.settings import Texts

ID = "id"
ID_HEADER = Texts("Adress (fylls i automatiskt)", "Address (filled in automatically)")
MARK = " *"
_SEVERAL: Mapping[Kind, int] = MappingProxyType({"choice": 3, "address": 3})
_NO_COUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the field that it holds a value of, None for that of addresses.

    `beside` is the field whose value a companion stands beside. `number` is which of several values it holds, from 1,
    None where the field takes one. `required` is whether a row without it is wrong.
    """

    key: str
    name: Texts
    field: Field | None
    number: int | None = None
    required: bool = False
    beside: Field | None = None

    @property
    def header(self) -> Texts:
        """What stands above the column, with a mark if it must be filled."""
        mark = MARK if self.required else ""
        return Texts(f"{_capital(self.name.sv)}{mark}", f"{_capital(self.name.en)}{mark}")


def sheet_columns(form: Form, counts: Mapping[str, int] = _NO_COUNTS) -> tuple[Column, ...]:
    """The columns of a form: the address first, then its fields, with as many as it takes for one of several values.

    `counts` are the numbers of values to make room for, by the field's key. Without a count there is room for three
    choices or addresses, and for one text, number or day.
    """
    columns = [Column(ID, ID_HEADER, None)]
    for field in form.own_fields:
        columns.extend(_of_field(form, field, counts.get(field.key, 0)))
    return tuple(columns)


def value_key(field: Field, number: int | None) -> str:
    """The key of the column of one of a field's values, or of its only one."""
    return field.key if number is None else f"{field.key}#{number}"


def companion_key(field: Field, number: int | None, companion: Field) -> str:
    """The key of the column that describes one of a field's values."""
    return f"{value_key(field, number)}/{companion.key}"


def numbers(field: Field, count: int = 0) -> tuple[int | None, ...]:
    """The numbers of a field's columns when there are so many values; one without a number if it takes one value."""
    if field.most == 1 and count <= 1:
        return (None,)
    room = _SEVERAL.get(field.kind, 1)
    return tuple(range(1, max(count, room if field.most is None else min(room, field.most)) + 1))


def _of_field(form: Form, field: Field, count: int) -> Iterator[Column]:
    companion = form.companion(field)
    columns = numbers(field, count)
    for number in columns:
        shown = number if len(columns) > 1 else None
        required = field.required and number in (None, 1)
        yield Column(value_key(field, number), _numbered(field.name, shown), field, number, required)
        if companion is not None:
            key = companion_key(field, number, companion)
            yield Column(
                key, _numbered(companion.name, shown), companion, number, required and companion.required, field
            )


def _numbered(name: Texts, number: int | None) -> Texts:
    return name if number is None else Texts(f"{name.sv} {number}", f"{name.en} {number}")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
