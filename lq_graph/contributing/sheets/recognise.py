"""Which form a grid is filled in by, and which of its columns is which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.sheets.grid import Grid
from lq_graph.contributing.sheets.header_match import HeaderMatch, bare
from lq_graph.contributing.sheets.unrecognised import ambiguous
from lq_graph.contributing.templates.sheet_column import ID, Column
from lq_graph.names import class_segment
from lq_graph.reading.position import Position
from lq_graph.settings import Language

_HEADER_ROWS = 10  # in which headers are looked for; above them people write titles
_LEAST = 2  # headers that make a row one of headers, where it is not known of which form
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Headers:
    """The headers of a grid: the columns by their numbers, the row in which people read them, and that of keys.

    `key_row` is the same where there are only keys or only names; `last_row` is the lower one. `doubled` are columns
    that stand for what another one stands for already, with that one's number.
    """

    columns: Mapping[int, Column]
    key_row: int
    header_row: int
    doubled: Mapping[int, int]

    @property
    def last_row(self) -> int:
        """The row below which the things begin."""
        return max(self.key_row, self.header_row)


@dataclass(frozen=True)
class Recognised:
    """A grid with the form that it is filled in by."""

    form: Form
    grid: Grid
    headers: Headers

    @cached_property
    def by_key(self) -> Mapping[str, int]:
        """The number of each column by its key."""
        return {column.key: number for number, column in self.headers.columns.items()}

    @property
    def language(self) -> Language:
        """The language of its headers: English where more of them are English names than Swedish ones."""
        texts = self.grid.texts(self.headers.header_row)
        names = [(bare(texts.get(number, "")), column.header) for number, column in self.headers.columns.items()]
        english = sum(bare(header.en) == text != bare(header.sv) for text, header in names)
        swedish = sum(bare(header.sv) == text != bare(header.en) for text, header in names)
        return "en" if english > swedish else "sv"

    @property
    def id_column(self) -> int | None:
        """The number of the column of addresses, None if there is none."""
        return self.by_key.get(ID)

    @cached_property
    def missing(self) -> Mapping[str, Position]:
        """The keys of fields that no column holds, with the header cell in which it could stand: the next free ones."""
        held = {column.field.key for column in self.headers.columns.values() if column.field is not None}
        last = max(self.grid.texts(self.headers.header_row), default=0)
        needless = {field.companion for field in self.form.own_fields if field.key not in held}
        absent = [field for field in self.form.fields if field.key not in held | needless]
        absent.sort(key=lambda field: (not field.required, not field.recommended))
        places = range(last + 1, last + 1 + len(absent))
        return {
            field.key: self.grid.place(self.headers.header_row, place)
            for field, place in zip(absent, places, strict=True)
        }

    def columns_of(self, field: Field) -> list[tuple[int, Column]]:
        """The columns that hold values of a field, from left to right."""
        return sorted(
            (number, column)
            for number, column in self.headers.columns.items()
            if column.field == field and column.beside is None
        )


def recognise(grid: Grid, forms: Mapping[str, Form], class_: str | None = None) -> Recognised | None:
    """The grid with the form of a class, else with the one that its headers fit best; None if it has no such headers.

    Raises Refusal if the headers fit several forms alike and no class is said.
    """
    if class_ is not None:
        form = _of_class(forms, class_)
        headers = None if form is None else find_headers(grid, form, least=1)
        return None if form is None or headers is None else Recognised(form, grid, headers)
    found = [(form, headers) for form in forms.values() if (headers := find_headers(grid, form))]
    most = max((len(headers.columns) for _, headers in found), default=0)
    best = [Recognised(form, grid, headers) for form, headers in found if len(headers.columns) == most]
    for is_told in (_is_titled, _is_named, _is_addressed):
        best = [each for each in best if is_told(each)] or best
    if len(best) > 1:
        raise ambiguous(grid.path, [each.form for each in best])
    return best[0] if best else None


def find_headers(grid: Grid, form: Form, least: int = _LEAST) -> Headers | None:
    """The headers of a form in the first rows of a grid; a row of keys and one of names may stand below each other.

    A row has headers if at least half of its texts are some, and no fewer than `least` where there are as many texts.
    """
    match = HeaderMatch(form)
    rows = [number for number in grid.rows if number <= _HEADER_ROWS]
    first = next((number for number in rows if _is_header(grid.texts(number), match, least)), None)
    if first is None:
        return None
    below = next((number for number in rows if number > first), first)
    is_double = _has_keys(grid.texts(first), match) and _is_header(grid.texts(below), match, least)
    return _headers(match, grid, first, below if is_double else first)


def _of_class(forms: Mapping[str, Form], class_: str) -> Form | None:
    by_iri = next((form for form in forms.values() if form.class_ == class_), None)
    return by_iri or forms.get(class_segment(class_))


def _is_titled(found: Recognised) -> bool:
    """Whether the sheet or the file is called as the class."""
    return not _names(found.form).isdisjoint((bare(found.grid.title), bare(found.grid.path.stem)))


def _is_named(found: Recognised) -> bool:
    """Whether the name of the file has that of the class as a word, such as `plan 2026.csv`."""
    stem = f" {' '.join(_WORD.findall(bare(found.grid.path.stem)))} "
    return any(f" {' '.join(_WORD.findall(name))} " in stem for name in _names(found.form))


def _is_addressed(found: Recognised) -> bool:
    """Whether a row has the address of a thing of the class."""
    if found.id_column is None:
        return False
    rows = found.grid.after(found.headers.last_row)
    addresses = (cells[found.id_column].text for _, cells in rows if found.id_column in cells)
    return any(f"/{found.form.segment}/" in f"/{address}" for address in addresses)


def _names(form: Form) -> set[str]:
    return {bare(form.name.sv), bare(form.name.en), form.segment}


def _is_header(texts: Mapping[int, str], match: HeaderMatch, least: int) -> bool:
    known = sum(match.column(text) is not None for text in texts.values())
    return known >= min(least, len(texts)) and known * 2 >= len(texts) and known > 0


def _has_keys(texts: Mapping[int, str], match: HeaderMatch) -> bool:
    return any(match.of_key(text) is not None for text in texts.values())


def _headers(match: HeaderMatch, grid: Grid, key_row: int, header_row: int) -> Headers:
    columns: dict[int, Column] = {}
    doubled: dict[int, int] = {}
    taken: dict[str, int] = {}
    for number, column in _matched(match, grid.texts(key_row), grid.texts(header_row)):
        if column.key in taken:
            doubled[number] = taken[column.key]
        else:
            columns[number], taken[column.key] = column, number
    return Headers(columns, key_row, header_row, doubled)


def _matched(match: HeaderMatch, keys: Mapping[int, str], names: Mapping[int, str]) -> Iterator[tuple[int, Column]]:
    """Each column by its key, else by its name."""
    for number in sorted({*keys, *names}):
        column = match.column(keys.get(number, "")) or match.of_name(names.get(number, ""))
        if column is not None:
            yield number, column
