"""The columns of a form's sheet, and its rows with their values as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, Triple

from lq_graph.contributing.forms.durations import DURATION, duration_text
from lq_graph.contributing.forms.form import Field, Form, Kind
from lq_graph.contributing.forms.reference import Reference
from lq_graph.text import Language, Texts, sort_key
from lq_graph.triples.terms import Term

ID = "id"
ID_HEADER = Texts("Adress (fylls i automatiskt)", "Address (filled in automatically)")
MARK = " *"  # ends the header of a column that must be filled
CellValue = str | int | float
GIVEN, SHOWN = "!", "~"  # end the key of a column that a template fills in; begin that of one that is not read back
ALL_ROWS = Texts("Gäller alla rader", "Applies to all rows")  # in a given column, of a row with what others leave out
TRUE, FALSE = Texts("ja", "yes"), Texts("nej", "no")
_TRUTHS = {"true": TRUE, "1": TRUE, "false": FALSE, "0": FALSE}
_GROUP = 3  # digits of a number between the marks of its thousands
_MOST_DIGITS = 15  # that a spreadsheet preserves of a number
_SEVERAL: Mapping[Kind, int] = MappingProxyType({"choice": 3, "address": 3})
_SEVERAL_OPTIONAL = 2
_NO_COUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the field that it holds a value of, None for that of addresses.

    `beside` is the field whose value a companion stands beside. `number` is which of several values it holds, from 1,
    None where the field takes one. `required` is whether a row without it is wrong. A column that `is_given` holds
    values that a template has filled in and people cannot change; one that `is_shown_only` has no field, and is not
    read back; one that `is_long` shows texts of several lines.
    """

    key: str
    name: Texts
    field: Field | None
    number: int | None = None
    required: bool = False
    beside: Field | None = None
    is_given: bool = False
    is_shown_only: bool = False
    is_long: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether people cannot change its cells."""
        return self.is_given or self.is_shown_only

    @property
    def written_key(self) -> str:
        """The key as a sheet has it, from which the reader sees whether the column was filled in by the template."""
        return f"{SHOWN}{self.key}" if self.is_shown_only else f"{self.key}{GIVEN if self.is_given else ''}"

    @property
    def header(self) -> Texts:
        """The text above the column, with a mark if it must be filled."""
        name, mark = capitalised(self.name), MARK if self.required and not self.is_locked else ""
        return Texts(f"{name.sv}{mark}", f"{name.en}{mark}")


@dataclass(frozen=True)
class RowValue:
    """One value of a field, and the value of the companion that describes it."""

    value: CellValue
    beside: CellValue | None = None


@dataclass(frozen=True)
class Row:
    """One thing by its IRI, empty if it has none yet, and its values by the keys of fields."""

    iri: str
    values: Mapping[str, tuple[RowValue, ...]]


@dataclass(frozen=True)
class SheetContent:
    """The columns of a sheet, its rows as cells by the keys of their columns, and its title if not that of the form.

    `exported` are the rows as datasets state them, if that is not what `rows` are.
    """

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, CellValue], ...] = ()
    title: Texts | None = None
    exported: tuple[Mapping[str, CellValue], ...] | None = None


def sheet_content(form: Form, rows: Sequence[Row] = (), exported: Sequence[Row] | None = None) -> SheetContent:
    """All columns of a form, and a row for each thing; `exported` are the rows as datasets state them, if others."""
    counts = value_counts([*rows, *(exported or ())])
    cells, stated = (
        None if some is None else tuple(row_cells(form, row, counts) for row in some) for some in (rows, exported)
    )
    return SheetContent(sheet_columns(form, counts), cells or (), exported=stated)


def sheet_columns(form: Form, counts: Mapping[str, int] = _NO_COUNTS) -> tuple[Column, ...]:
    """The columns of a form: the address first, then its fields, with as many as it takes for one of several values.

    `counts` are the numbers of values to make columns for, by the field's key. Without a count there are columns for
    three choices or addresses, two where they are optional, and for one text, number or day.
    """
    columns = [Column(ID, ID_HEADER, None)]
    for field in form.own_fields:
        companion = form.companion(field)
        places = numbers(field, counts.get(field.key, 0))
        for number in places:
            shown = number if len(places) > 1 else None
            columns.append(value_column(field, number, shown))
            if companion is not None:
                columns.append(companion_column(field, number, companion, shown))
    return tuple(columns)


def value_column(field: Field, number: int | None, shown: int | None) -> Column:
    """The column of one of a field's values; `shown` is the number in its name."""
    required = field.required and number in (None, 1)
    return Column(value_key(field, number), _numbered(field.name, shown), field, number, required)


def companion_column(field: Field, number: int | None, companion: Field, shown: int | None) -> Column:
    """The column that describes one of a field's values."""
    required = field.required and number in (None, 1) and companion.required
    name = _numbered(companion.name, shown)
    return Column(companion_key(field, number, companion), name, companion, number, required, beside=field)


def shown_column(name: Texts, *, is_long: bool = False) -> Column:
    """A column that shows something beside what is filled in, such as the value of the year before."""
    return Column(name.en, name, None, is_shown_only=True, is_long=is_long)


def _numbered(name: Texts, number: int | None) -> Texts:
    return name if number is None else Texts(f"{name.sv} {number}", f"{name.en} {number}")


def capitalised(name: Texts) -> Texts:
    """A name with a capital letter, as in a header."""
    return Texts(name.sv[:1].upper() + name.sv[1:], name.en[:1].upper() + name.en[1:])


def numbers(field: Field, count: int = 0) -> tuple[int | None, ...]:
    """The numbers of a field's columns for so many values; a single None if the field takes one value."""
    if field.most == 1 and count <= 1:
        return (None,)
    usual = _SEVERAL.get(field.kind, 1)
    if not field.required and not field.recommended:
        usual = min(usual, _SEVERAL_OPTIONAL)
    return tuple(range(1, max(count, usual if field.most is None else min(usual, field.most)) + 1))


def value_key(field: Field, number: int | None) -> str:
    """The key of the column of one of a field's values, or of its only one."""
    return field.key if number is None else f"{field.key}#{number}"


def companion_key(field: Field, number: int | None, companion: Field) -> str:
    """The key of the column that describes one of a field's values."""
    return f"{value_key(field, number)}/{companion.key}"


def value_counts(rows: Iterable[Row]) -> Mapping[str, int]:
    """The largest number of values that any row has for a field, by the field's key."""
    most: Counter[str] = Counter()
    for row in rows:
        for key, values in row.values.items():
            most[key] = max(most[key], len(values))
    return most


def row_cells(form: Form, row: Row, counts: Mapping[str, int]) -> dict[str, CellValue]:
    """The filled cells of a row by the keys of their columns, in a sheet with columns for so many values."""
    cells: dict[str, CellValue] = {ID: row.iri} if row.iri else {}
    for field in form.own_fields:
        companion = form.companion(field)
        places = numbers(field, counts.get(field.key, 0))
        for number, value in zip(places, row.values.get(field.key, ()), strict=False):
            cells[value_key(field, number)] = value.value
            if companion is not None and value.beside is not None:
                cells[companion_key(field, number, companion)] = value.beside
    return cells


def cell_value(term: Term, field: Field, reference: Reference, language: Language) -> CellValue:
    """The cell for a value of a field: a label for a thing, a number for a number that survives in a spreadsheet.

    A number that a spreadsheet would write otherwise, such as 12.50, is a text, with the decimal mark of the language.
    A thing that its label does not identify is given by its IRI.
    """
    if isinstance(term, Literal):
        if field.kind == "truth" and term.value in _TRUTHS:
            return _TRUTHS[term.value].in_language(language)
        if DURATION in field.datatypes:
            return duration_text(term.value, language)
        return _number(term.value, language) if field.kind == "number" else term.value
    choice = None if isinstance(term, BlankNode) else reference.choice(term.value)
    if choice is None or field.kind not in ("choice", "address"):
        return term.value
    name = reference.display_text(field, choice).in_language(language)
    return name if reference.find(field, name) == choice else term.value


def is_value_of(field: Field, triple: Triple) -> bool:
    """Whether a statement has a value of a field: of its property, and in its language if it has one."""
    if triple.predicate.value != field.predicate:
        return False
    value = triple.object
    return field.language is None or (isinstance(value, Literal) and value.language == field.language)


def in_row_order(field: Field, values: Iterable[Term], reference: Reference, language: Language) -> list[Term]:
    """The values of a field in the order of their columns: that of their letters, as people write them."""
    shown = {value: str(cell_value(value, field, reference, language)) for value in values}
    return sorted(shown, key=lambda value: (sort_key(shown[value]), str(value)))


def _number(text: str, language: Language) -> CellValue:
    if sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        if _survives(text, int):
            return int(text)
        if not text.endswith(".0") and _survives(text, float):
            return float(text)
    return number_text(text, language)


def number_text(lexical: str, language: Language) -> str:
    """A number as a text that is read as the same number, with the decimal mark of a language.

    Three decimals that could be taken for thousands get a zero behind them.
    """
    whole, _, decimals = lexical.partition(".")
    digits = whole.removeprefix("-")
    if len(decimals) == _GROUP and len(digits) <= _GROUP and digits.lstrip("0"):
        lexical += "0"
    return lexical.replace(".", ",") if language == "sv" else lexical


def _survives(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a number of this kind is written as the text, in digits."""
    try:
        return text[-1:].isdigit() and "e" not in text and str(kind(text)) == text
    except ValueError:
        return False
