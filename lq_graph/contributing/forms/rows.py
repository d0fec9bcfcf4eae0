"""Columns and rows of a sheet: keys, headers, and values as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal

from lq_graph.contributing.forms.form import Field, Form, Kind
from lq_graph.contributing.forms.reference import Reference
from lq_graph.text import Language, Texts
from lq_graph.triples.terms import Term

# The columns of a sheet: keys that never change, and headers that people read.

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


# The words of a workbook, in the language of the one who fills it in.

HELP_SHEET = Texts("Hjälp", "Help")
TRUE, FALSE = Texts("ja", "yes"), Texts("nej", "no")
REQUIRED = Texts("Måste fyllas i.", "Must be filled in.")
RECOMMENDED = Texts("Fyll gärna i.", "Please fill in if you can.")
EXAMPLE = Texts("Exempel: {}", "Example: {}")
ID_HINT = Texts(
    "Lämna tomt för något nytt: adressen fylls i när arbetsboken läses in. Ändra inte en som står här.",
    "Leave empty for something new: the address is filled in when the workbook is read. Do not change one.",
)
ONE_OF_SEVERAL = Texts("Ett värde i varje kolumn.", "One value in each column.")
BESIDE = Texts("Hör till ”{}” till vänster.", "Belongs to “{}” on the left.")
NOT_LISTED = Texts("Det står inte i listan", "This is not in the list")
CHOOSE = Texts("Välj ett värde ur listan.", "Choose a value from the list.")
CHOOSE_OR_ADDRESS = Texts(
    "Välj ur listan om det finns där. Är det något nytt, skriv dess adress.",
    "Choose from the list if it is there. If it is something new, write its address.",
)
NO_NUMBER = Texts("Det är inget tal som passar", "This is no number that fits")
NO_DAY = Texts("Det är ingen tid som passar", "This is no time that fits")
NO_TRUTH = Texts("Skriv ja eller nej", "Write yes or no")
_GUIDE = (
    Texts("Så fyller du i bladet ”{sheet}”", "How to fill in the sheet “{sheet}”"),
    Texts(
        "Skriv en sak på varje rad, från rad 3. Rubriker som slutar med * måste fyllas i.",
        "Write one thing on each row, from row 3. Headers that end in * must be filled in.",
    ),
    Texts(
        "Lämna första kolumnen tom för något nytt: adressen fylls i när arbetsboken läses in.",
        "Leave the first column empty for something new: the address is filled in when the workbook is read.",
    ),
    Texts(
        "Välj ur listan där cellen har en. Det du inte vet lämnar du tomt.",
        "Choose from the list where the cell has one. Leave empty what you do not know.",
    ),
    Texts(
        "Skriv ett värde i varje kolumn. Räcker inte kolumnerna, infoga en tom och ge den nästa nummer i rubriken.",
        "Write one value in each column. If there are too few, insert an empty one with the next number in its header.",
    ),
    Texts(
        "Skriv tider som ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ, så noga som källan säger.",
        "Write times as YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the source says.",
    ),
    Texts(
        "Ge en källa med sin webbadress och den dag då du läste den.",
        "Give a source with its web address and the day on which you read it.",
    ),
)
HELP_HEADERS = (
    Texts("Kolumn", "Column"),
    Texts("Måste fyllas i", "Must be filled in"),
    Texts("Så skriver du", "What to write"),
    Texts("Exempel", "Example"),
)


def guide(sheet: Texts) -> tuple[Texts, ...]:
    """The lines at the top of the sheet of help, the title first."""
    return tuple(Texts(line.sv.format(sheet=sheet.sv), line.en.format(sheet=sheet.en)) for line in _GUIDE)


def need(column: Column) -> Texts:
    """Whether a column must, or should, be filled; nothing if neither."""
    if column.required:
        return REQUIRED
    return RECOMMENDED if column.field is not None and column.field.recommended else Texts("", "")


def hint(column: Column) -> Texts:
    """What to write in a column."""
    if column.field is None:
        return ID_HINT
    said = [column.field.hint]
    if column.beside is not None:
        left = column.beside.name
        said.append(Texts(BESIDE.sv.format(left.sv), BESIDE.en.format(left.en)))
    elif len(numbers(column.field)) > 1:
        said.append(ONE_OF_SEVERAL)
    return Texts(" ".join(each.sv for each in said), " ".join(each.en for each in said))


# A row of a sheet: one thing, and what is said of it as people write it.

CellValue = str | int | float


@dataclass(frozen=True)
class RowValue:
    """One value, and what stands beside it to describe it."""

    value: CellValue
    beside: CellValue | None = None


@dataclass(frozen=True)
class Row:
    """One thing by its IRI, empty if it has none yet, and what is said of it by the keys of fields."""

    iri: str
    values: Mapping[str, tuple[RowValue, ...]]


def value_counts(rows: Iterable[Row]) -> Mapping[str, int]:
    """The largest number of values that any row has for a field, by the field's key."""
    most: Counter[str] = Counter()
    for row in rows:
        for key, said in row.values.items():
            most[key] = max(most[key], len(said))
    return most


def row_cells(form: Form, row: Row, room: Mapping[str, int]) -> dict[str, CellValue]:
    """The filled cells of a row by the keys of their columns, in a sheet with room for so many values."""
    return dict(_cells(form, row, room))


def _cells(form: Form, row: Row, room: Mapping[str, int]) -> Iterator[tuple[str, CellValue]]:
    if row.iri:
        yield ID, row.iri
    for field in form.own_fields:
        companion = form.companion(field)
        places = numbers(field, room.get(field.key, 0))
        for number, said in zip(places, row.values.get(field.key, ()), strict=False):
            yield value_key(field, number), said.value
            if companion is not None and said.beside is not None:
                yield companion_key(field, number, companion), said.beside


# A value as people write it in a cell.

_TRUTHS = {"true": TRUE, "1": TRUE, "false": FALSE, "0": FALSE}
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number


def cell_value(term: Term, field: Field, reference: Reference, language: Language) -> CellValue:
    """A value of a field as its cell holds it: a label for a thing, a number for a number that stays as it is.

    A number that a spreadsheet would write otherwise, such as 12.50, is a text, with the decimal mark of the language.
    """
    if isinstance(term, Literal):
        return _literal(term, field, language)
    return term.value if isinstance(term, BlankNode) else _thing(term.value, field, reference, language)


def _thing(iri: str, field: Field, reference: Reference, language: Language) -> str:
    """The name of a thing that the field would find by it, else its address."""
    choice = reference.choice(iri)
    if choice is None or field.kind not in ("choice", "address"):
        return iri
    name = reference.shown(field, choice).in_language(language)
    return name if reference.find(field, name) == choice else iri


def _literal(literal: Literal, field: Field, language: Language) -> CellValue:
    if field.kind == "truth" and literal.value in _TRUTHS:
        return _TRUTHS[literal.value].in_language(language)
    if field.kind == "number":
        return _number(literal, language)
    return literal.value


def _number(literal: Literal, language: Language) -> CellValue:
    text = literal.value
    if sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        if _is_kept(text, int):
            return int(text)
        if not text.endswith(".0") and _is_kept(text, float):
            return float(text)
    return text.replace(".", ",") if language == "sv" else text


def _is_kept(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a text is what a number of a kind is written as, in digits."""
    try:
        return text[-1:].isdigit() and "e" not in text and str(kind(text)) == text
    except ValueError:
        return False
