"""A row of a sheet: one thing, and what is said of it as people write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.templates.sheet_column import ID, companion_key, numbers, value_key

CellValue = str | int | float


@dataclass(frozen=True)
class Said:
    """One value, and what stands beside it to describe it."""

    value: CellValue
    beside: CellValue | None = None


@dataclass(frozen=True)
class Row:
    """One thing by its IRI, empty if it has none yet, and what is said of it by the keys of fields."""

    iri: str
    said: Mapping[str, tuple[Said, ...]]


def counts(rows: Iterable[Row]) -> Mapping[str, int]:
    """The largest number of values that any row has for a field, by the field's key."""
    most: Counter[str] = Counter()
    for row in rows:
        for key, said in row.said.items():
            most[key] = max(most[key], len(said))
    return most


def cells(form: Form, row: Row, room: Mapping[str, int]) -> dict[str, CellValue]:
    """The filled cells of a row by the keys of their columns, in a sheet with room for so many values."""
    return dict(_cells(form, row, room))


def _cells(form: Form, row: Row, room: Mapping[str, int]) -> Iterator[tuple[str, CellValue]]:
    if row.iri:
        yield ID, row.iri
    for field in form.own_fields:
        companion = form.companion(field)
        places = numbers(field, room.get(field.key, 0))
        for number, said in zip(places, row.said.get(field.key, ()), strict=False):
            yield value_key(field, number), said.value
            if companion is not None and said.beside is not None:
                yield companion_key(field, number, companion), said.beside
