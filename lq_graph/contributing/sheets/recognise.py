"""Recognises the form and the columns of a grid by its headers, and reports what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.rows import (
    ALL_ROWS,
    GIVEN,
    ID,
    ID_HEADER,
    MARK,
    SHOWN,
    Column,
    companion_column,
    numbers,
    value_column,
)
from lq_graph.contributing.sheets.other_rows import other_rows
from lq_graph.contributing.sheets.problems import CellError, cell_finding, same, shown_place
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell
from lq_graph.errors import Refusal
from lq_graph.names import Names, class_segment
from lq_graph.reading.position import Position
from lq_graph.text import Language, Texts, folded, nearest

_HEADER_ROWS = 10  # first rows, in which headers are looked for; above them people write titles
_LEAST = 2  # headers that make a row one of headers, where it is not known of which form
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(?P<name>.*\S)\s*(?P<number>[1-9][0-9]{0,2})")
_KEY = re.compile(r"(?P<key>[^#/]+)(?:#(?P<number>[1-9][0-9]{0,2}))?(?:/(?P<companion>[^#/]+))?")
_ID_NAMES = ("id", "iri", "uri", "adress", "address", ID_HEADER.sv, ID_HEADER.en)
_TABLE = re.compile(r" - (?:Tabell|Table) \d+\Z")
_LONGEST = 300  # characters of a header; longer texts are none
_MOST_FORMS = 6  # that a refusal names
_UNKNOWN = Texts(
    "det går inte att se vilken mall filen är gjord av: ingen rad bland de första tio har mallens rubriker; "
    "hämta en mall, eller säg vad raderna handlar om",
    "it cannot be seen which template the file was made from: none of the first ten rows has its headers; "
    "get a template, or say what the rows are about",
)
_ONLY_VALUES = Texts("Det är bara vad som får stå i cellerna som har ändrats.", "Only what cells may hold has changed.")
_MOST_NAMES = 12  # in one sentence on what has changed


@dataclass(frozen=True)
class Headers:
    """The headers of a grid: the columns by their numbers, the row of keys, and the row of names.

    The rows are the same where there are only keys or only names. `doubled` are columns that repeat another one, with
    the number of that one; `given` are columns that the template filled in, and `shown` those that are not read.
    """

    columns: Mapping[int, Column]
    key_row: int
    header_row: int
    doubled: Mapping[int, int]
    given: frozenset[int] = frozenset()
    shown: frozenset[int] = frozenset()

    @property
    def last_row(self) -> int:
        """The row below which the things stand."""
        return max(self.key_row, self.header_row)


@dataclass(frozen=True)
class Recognised:
    """A grid with the form that it is filled in by, and its headers."""

    form: Form
    grid: Grid
    headers: Headers

    @cached_property
    def by_key(self) -> Mapping[str, int]:
        """The number of each column by its key."""
        return {column.key: number for number, column in self.headers.columns.items()}

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, GridCell]]:
        """The rows below the headers with a filled cell in a column that is read and that the template left empty.

        Without the row of what applies to all rows, and without those that describe nothing.
        """
        read, others = self.headers.columns.keys() - self.headers.given, self.other_rows
        return {
            number: cells
            for number, cells in self.grid.after(self.headers.last_row)
            if number not in others and read & cells.keys() and not self.is_common(cells)
        }

    @cached_property
    def other_rows(self) -> Mapping[int, str]:
        """The rows below the headers that describe nothing, with the code of what they are."""
        return other_rows(self.grid, self.headers.last_row, self.grid.texts(self.headers.header_row))

    @cached_property
    def common(self) -> tuple[int, Mapping[int, GridCell]]:
        """The row of what applies to all rows, by its number, and its cells; 0 and none if there is no such row."""
        rows = self.grid.after(self.headers.last_row)
        number, cells = next((each for each in rows if self.is_common(each[1])), (0, {}))
        return number, {column: cell for column, cell in cells.items() if column not in self.headers.given}

    def is_common(self, cells: Mapping[int, GridCell]) -> bool:
        """Whether a row has what applies to all rows that do not say otherwise."""
        given = (cells[number].text for number in self.headers.given if number in cells)
        return any(text in (ALL_ROWS.sv, ALL_ROWS.en) for text in given)

    @property
    def is_of_template(self) -> bool:
        """Whether it has the keys of a template, or the name of the form's class as its title."""
        match = HeaderMatch(self.form)
        keys = sum(match.of_key(text) is not None for text in self.grid.texts(self.headers.key_row).values())
        return keys >= _LEAST or _is_titled(self)

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
        """The keys of fields without a column, each with a free header cell in which it could stand."""
        present = {column.field.key for column in self.headers.columns.values() if column.field is not None}
        last = max(self.grid.texts(self.headers.header_row), default=0)
        needless = {field.companion for field in self.form.own_fields if field.key not in present}
        absent = [field for field in self.form.fields if field.key not in present | needless]
        absent.sort(key=lambda field: (not field.required, not field.recommended))
        places = range(last + 1, last + 1 + len(absent))
        return {
            field.key: self.grid.place(self.headers.header_row, place)
            for field, place in zip(absent, places, strict=True)
        }

    def columns_of(self, field: Field) -> list[tuple[int, Column]]:
        """The columns that hold values of a field, from left to right."""
        return self._columns.get(field.key, [])

    @cached_property
    def _columns(self) -> Mapping[str, list[tuple[int, Column]]]:
        found: dict[str, list[tuple[int, Column]]] = {}
        for number, column in sorted(self.headers.columns.items()):
            if column.field is not None and column.beside is None:
                found.setdefault(column.field.key, []).append((number, column))
        return found


def recognise(grid: Grid, forms: Mapping[str, Form], class_: str | None = None) -> Recognised | None:
    """The grid with the form of a class, else with the one that its headers fit best; None if it has no such headers.

    Raises Refusal if no class is given and the headers fit several forms alike.
    """
    if class_ is not None:
        by_iri = next((form for form in forms.values() if form.class_ == class_), None)
        form = by_iri or forms.get(class_segment(class_))
        headers = None if form is None else find_headers(grid, form, least=1)
        return None if form is None or headers is None else Recognised(form, grid, headers)
    found = [(form, headers) for form in forms.values() if (headers := find_headers(grid, form))]
    most = max((len(headers.columns) for _, headers in found), default=0)
    best = [Recognised(form, grid, headers) for form, headers in found if len(headers.columns) == most]
    for is_meant in (_is_titled, _is_named, _is_addressed):
        best = [each for each in best if is_meant(each)] or best
    if len(best) > 1:
        raise ambiguous(grid.path, [each.form for each in best])
    return best[0] if best else None


def recognise_template(grid: Grid, forms: Mapping[str, Form], class_: str | None = None) -> Recognised | None:
    """The grid with the form whose template it was made from, by its keys or its title; None if it has neither.

    Of several forms with the same columns, it is that of a class.
    """
    found = [
        each
        for form in forms.values()
        if (headers := find_headers(grid, form)) is not None
        and (each := Recognised(form, grid, headers)).is_of_template
    ]

    def likeness(each: Recognised) -> tuple[int, bool, bool]:
        return len(each.headers.columns), _is_titled(each), each.form.class_ == class_

    return max(found, key=likeness, default=None)


def find_headers(grid: Grid, form: Form, least: int = _LEAST) -> Headers | None:
    """The headers of a form in the first rows of a grid; a row of names may stand below a row of keys.

    A row has headers if at least half of its texts are headers, and at least `least` of them or all.
    """
    match = HeaderMatch(form)
    rows = [number for number in grid.rows if number <= _HEADER_ROWS]
    key_row = next((number for number in rows if _is_header(grid.texts(number), match, least)), None)
    if key_row is None:
        return None
    keys = grid.texts(key_row)
    below = next((number for number in rows if number > key_row), key_row)
    has_keys = any(match.of_key(text) is not None for text in keys.values())
    is_named = _is_header(grid.texts(below), match, least) or _names_columns(grid.texts(below), keys, match)
    header_row = below if has_keys and is_named else key_row
    names = grid.texts(header_row)
    columns: dict[int, Column] = {}
    doubled: dict[int, int] = {}
    taken: dict[str, int] = {}
    shown = frozenset(number for number, text in keys.items() if text.startswith(SHOWN))
    given = frozenset(number for number, text in keys.items() if text.endswith(GIVEN))
    keys = {number: text.removesuffix(GIVEN) for number, text in keys.items()}
    for number in sorted({*keys, *names} - shown):
        column = match.column(keys.get(number, "")) or match.of_name(names.get(number, ""))
        if column is None:
            continue
        if column.key in taken:
            doubled[number] = taken[column.key]
        else:
            columns[number], taken[column.key] = column, number
    return Headers(columns, key_row, header_row, doubled, given, shown)


def _is_header(texts: Mapping[int, str], match: HeaderMatch, least: int) -> bool:
    known = sum(text.startswith(SHOWN) or match.column(text.removesuffix(GIVEN)) is not None for text in texts.values())
    return known >= min(least, len(texts)) and known * 2 >= len(texts) and known > 0


def _names_columns(texts: Mapping[int, str], keys: Mapping[int, str], match: HeaderMatch) -> bool:
    """Whether a row has the name of a column below its key; of the others, the names may have changed since."""
    named = ((number, match.of_name(text)) for number, text in texts.items() if len(text) <= _LONGEST)
    return any(column is not None and column == match.of_key(keys.get(number, "")) for number, column in named)


def _is_titled(found: Recognised) -> bool:
    """Whether the sheet or the file has the name of the class."""
    return not _names(found.form).isdisjoint((bare(plain_title(found.grid.title)), bare(found.grid.path.stem)))


def plain_title(title: str) -> str:
    """The title of a sheet without what Numbers puts behind it, such as ` - Tabell 1`."""
    return _TABLE.sub("", title)


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


@dataclass(frozen=True)
class HeaderMatch:
    """Matches the headers of one form, by key or by name in either language."""

    form: Form

    def column(self, text: str) -> Column | None:
        """The column of a key or of a name, in any case and with or without mark; None if it is neither."""
        return None if len(text) > _LONGEST else self.of_key(text) or self.of_name(text)

    def of_key(self, key: str) -> Column | None:
        """The column of a key such as `Thing-source#1/Document-readDate`."""
        if key == ID:
            return Column(ID, ID_HEADER, None)
        found = _KEY.fullmatch(key)
        field = self.form.field(found["key"]) if found else None
        if found is None or field is None or field.describes_value:
            return None
        number = int(found["number"]) if found["number"] else numbers(field)[0]
        shown = None if number == 1 and len(numbers(field)) == 1 else number
        if found["companion"] is None:
            return value_column(field, number, shown)
        companion = self.form.companion(field)
        if companion is None or companion.key != found["companion"]:
            return None
        return companion_column(field, number, companion, shown)

    def of_name(self, text: str) -> Column | None:
        """The column of a name such as `Källa 2 *`; a name without number is that of the first value."""
        name = bare(text)
        if name in self._names:
            return self.of_key(self._names[name])
        found = _NUMBERED.fullmatch(name)
        key = self._numbered.get(found["name"]) if found else None
        return self.of_key(key.format(found["number"])) if found and key else None

    def nearest(self, text: str) -> Texts | None:
        """The header that is nearest to a text that is none; None if none is near."""
        near = nearest(bare(text), self._names)
        column = self.of_name(near) if near else None
        return None if column is None else column.header

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The key of each name without a number."""
        names = {bare(name): ID for name in _ID_NAMES}
        for name, field, key in _named(self.form):
            number = numbers(self.form.field(key.partition("#")[0]) or field)[0]
            names.setdefault(bare(name), key.format(number) if number else key.replace("#{}", ""))
        return names

    @cached_property
    def _numbered(self) -> Mapping[str, str]:
        """The key of each name that is followed by a number, with a placeholder for the number."""
        numbered: dict[str, str] = {}
        for name, _, key in _named(self.form):
            numbered.setdefault(bare(name), key)
        return numbered


def bare(header: str) -> str:
    """A header as it is compared: without mark, case and superfluous space."""
    return folded(header[:_LONGEST]).rstrip("*").rstrip()


def _named(form: Form) -> Iterator[tuple[str, Field, str]]:
    """The names of all fields, those of today before former ones, each with its field and the key of that."""
    keys = list(_keys(form))
    for field, key in keys:
        yield from ((name, field, key) for name in (field.name.sv, field.name.en))
    for field, key in keys:
        yield from ((name, field, key) for name in field.former_names)


def _keys(form: Form) -> Iterator[tuple[Field, str]]:
    """Each field with its key, with a placeholder for the number of the value."""
    for field in form.own_fields:
        yield field, f"{field.key}#{{}}"
        companion = form.companion(field)
        if companion is not None:
            yield companion, f"{field.key}#{{}}/{companion.key}"


def header_findings(
    sheet: Recognised, identity: TemplateIdentity, names: Names, has_new: bool, derived: Set[str]
) -> list[Finding]:
    """The findings on columns that are missing, unknown or doubled, on an old template, and on an empty sheet.

    Columns are missing only if a row describes something new, and but for those of derived properties: rows on known
    things change what the sheet has.
    """
    missing = _missing(sheet, derived) if has_new else ()
    found = [*missing, *_unknown(sheet), *_doubled(sheet), *_template(sheet, identity, names)]
    if not any(True for _ in sheet.grid.after(sheet.headers.last_row)):
        place = sheet.grid.place(sheet.headers.last_row + 1, min(sheet.headers.columns))
        found.append(cell_finding(CellError("sheet-empty"), place))
    return found


def _missing(sheet: Recognised, derived: Set[str]) -> Iterator[Finding]:
    for key, position in sheet.missing.items():
        field = sheet.form.field(key)
        is_asked = field is not None and field.predicate not in derived
        if field is not None and is_asked and (field.required or field.recommended):
            code = "column-missing" if field.required else "column-recommended"
            yield cell_finding(CellError(code), position, field=field)


def _unknown(sheet: Recognised) -> Iterator[Finding]:
    """Columns with filled cells whose header is none of the form's, or that have no header."""
    headers = sheet.headers
    read = {*headers.columns, *headers.doubled, *headers.shown}
    first_filled: dict[int, int] = {}
    for row, cells in sheet.grid.after(headers.last_row):
        for column in cells.keys() - read:
            first_filled.setdefault(column, row)
    match = HeaderMatch(sheet.form)
    texts = {**sheet.grid.texts(headers.key_row), **sheet.grid.texts(headers.header_row)}
    for column, row in sorted(first_filled.items()):
        if column in texts:
            error = CellError("column-unknown", match.nearest(texts[column]))
            yield cell_finding(error, _header_place(sheet, column), texts[column])
        else:
            yield cell_finding(CellError("column-without-header"), sheet.grid.place(row, column))


def _doubled(sheet: Recognised) -> Iterator[Finding]:
    texts = sheet.grid.texts(sheet.headers.header_row)
    for column, first in sheet.headers.doubled.items():
        other = same(shown_place(_header_place(sheet, first)))
        place = _header_place(sheet, column)
        yield cell_finding(CellError("column-used-twice"), place, texts.get(column, ""), other=other)


def _template(sheet: Recognised, identity: TemplateIdentity, names: Names) -> Iterator[Finding]:
    """A template of another graph; else one of older shapes, which is only informative if no column has changed."""
    place = _header_place(sheet, min(sheet.headers.columns))
    if identity.base and identity.base != names.base:
        yield cell_finding(CellError("template-elsewhere"), place, other=same(identity.base))
    elif identity.shapes and identity.shapes != sheet.form.fingerprint:
        changes, matters = _changes(sheet)
        old = cell_finding(CellError("template-old"), place, other=changes)
        yield old if matters else replace(old, severity=Severity.INFO)


def _changes(sheet: Recognised) -> tuple[Texts, bool]:
    """The difference between the columns of a sheet and those of its form, and whether more than names differ."""
    headers = sheet.headers
    keys, shown = sheet.grid.texts(headers.key_row), sheet.grid.texts(headers.header_row)
    present = [(column, shown.get(number, "")) for number, column in headers.columns.items()]
    added = [field.name for field in sheet.form.fields if field.key in sheet.missing]
    removed = [same(shown.get(number, key)) for number, key in keys.items() if number not in headers.columns]
    required = [column.name for column, text in present if column.required and not text.rstrip().endswith(MARK.strip())]
    renamed = [
        Texts(f"”{text.rstrip(MARK)}” till ”{column.name.sv}”", f"“{text.rstrip(MARK)}” to “{column.name.en}”")
        for column, text in present
        if text and bare(text) not in (bare(column.header.sv), bare(column.header.en))
    ]
    sentences = [
        *_sentence("Nytt", "New", added),
        *_sentence("Borttaget", "Removed", removed),
        *_sentence("Måste nu fyllas i", "Must be filled in now", required),
        *_sentence("Omdöpt", "Renamed", renamed),
    ]
    changes = Texts(" ".join(each.sv for each in sentences), " ".join(each.en for each in sentences))
    return changes if sentences else _ONLY_VALUES, bool(added or removed or required)


def _sentence(swedish: str, english: str, names: Iterable[Texts]) -> Iterator[Texts]:
    listed = list(names)[:_MOST_NAMES]
    if listed:
        sv, en = ", ".join(each.sv for each in listed), ", ".join(each.en for each in listed)
        yield Texts(f"{swedish}: {sv}.", f"{english}: {en}.")


def _header_place(sheet: Recognised, column: int) -> Position:
    return sheet.grid.place(sheet.headers.header_row, column)


def unrecognised(path: Path, form: Form | None = None) -> Refusal:
    """The refusal of a file in which no sheet has headers of any form, or of the given one."""
    if form is None:
        return Refusal(path, _UNKNOWN)
    return Refusal(
        path,
        Texts(
            f"ingen rad bland de första tio har rubriker ur mallen för {bare(form.name.sv)}; "
            "hämta mallen, och fyll i den eller ta dess rubriker",
            f"none of the first ten rows has headers of the template for {bare(form.name.en)}; "
            "get the template, and fill it in or take its headers",
        ),
    )


def ambiguous(path: Path, forms: Sequence[Form]) -> Refusal:
    """The refusal of a file whose headers fit several forms alike."""
    names, example = [form.name for form in forms[:_MOST_FORMS]], f"{forms[0].segment}.csv"
    swedish, english = ", ".join(bare(each.sv) for each in names), ", ".join(bare(each.en) for each in names)
    return Refusal(
        path,
        Texts(
            f"rubrikerna passar flera mallar ({swedish}); "
            f"säg vilken som menas, eller döp filen efter den, till exempel {example}",
            f"the headers fit several templates ({english}); "
            f"say which is meant, or name the file after it, for example {example}",
        ),
    )
