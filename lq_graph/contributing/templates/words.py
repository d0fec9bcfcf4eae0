"""The words of a template: its guide, hints and messages."""

from __future__ import annotations

from collections.abc import Sequence

from lq_graph.contributing.forms.rows import ID, Column, numbers
from lq_graph.text import Texts

PAGE = Texts("Sida &P av &N", "Page &P of &N")  # the codes of ECMA-376 Part 1 §18.3.1.39
PRINTED = Texts("Utskrift &D", "Printed &D")
HELP_SHEET = Texts("Hjälp", "Help")
_REQUIRED = Texts("Måste fyllas i.", "Must be filled in.")
_GIVEN = Texts("Redan ifyllt.", "Filled in already.")
_SHOWN_HINT = Texts("Visas som stöd och läses inte in.", "Shown for comparison, and not read.")
_RECOMMENDED = Texts("Fyll gärna i.", "Please fill in if you can.")
EXAMPLE = Texts("Exempel: {}", "Example: {}")
_ID_HINT = Texts(
    "Lämna tomt för något nytt: adressen fylls i när arbetsboken läses in. Ändra inte en som står här.",
    "Leave empty for something new: the address is filled in when the workbook is read. Do not change one.",
)
_ONE_OF_SEVERAL = Texts("Ett värde i varje kolumn.", "One value in each column.")
_BESIDE = Texts("Hör till ”{}” till vänster.", "Belongs to “{}” on the left.")
NOT_LISTED = Texts("Det står inte i listan", "This is not in the list")
CHOOSE = Texts("Välj ett värde ur listan.", "Choose a value from the list.")
CHOOSE_OR_NAME = Texts(
    "Välj ur listan om det finns där. Är det nytt, skriv namnet som på dess egen rad.",
    "Choose from the list if it is there. If it is new, write its name as on its own row.",
)
NO_NUMBER = Texts("Talet går inte att läsa", "The number cannot be read")
NO_DAY = Texts("Datumet går inte att läsa", "The date cannot be read")
NO_TRUTH = Texts("Skriv ja eller nej", "Write yes or no")
_ON_ROWS = Texts(
    "Skriv en sak på varje rad, från rad 3. Rubriker som slutar med * måste fyllas i.",
    "Write one thing on each row, from row 3. Headers that end in * must be filled in.",
)
_ON_LOCKED = Texts(
    "Grå celler är redan ifyllda och går inte att ändra. Fyll i de vita. Lämna raden som den är om du inget vet.",
    "Grey cells are filled in already and cannot be changed. Fill in the white ones. Leave a row if you know nothing.",
)
_ON_IDS = Texts(
    "Lämna första kolumnen tom för något nytt: adressen fylls i när arbetsboken läses in.",
    "Leave the first column empty for something new: the address is filled in when the workbook is read.",
)
_GUIDE = (
    Texts("Så fyller du i bladet ”{sheet}”", "How to fill in the sheet “{sheet}”"),
    _ON_IDS,
    Texts(
        "Välj ur listan där cellen har en. Är det nytt, skriv namnet som på dess egen rad. Lämna tomt det du inte vet.",
        "Choose from the list where the cell has one. Name what is new as on its own row. Leave empty what is unknown.",
    ),
    Texts(
        "Skriv ett värde i varje kolumn. Räcker inte kolumnerna, infoga en tom och ge den nästa nummer i rubriken.",
        "Write one value in each column. If there are too few, insert an empty one with the next number in its header.",
    ),
    Texts(
        "Skriv datum som ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ, så noga som källan säger.",
        "Write dates as YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the source says.",
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


def guide(sheet: str, columns: Sequence[Column]) -> tuple[Texts, ...]:
    """The lines at the top of the sheet of help, the title first: those that apply to its columns."""
    has_ids = any(column.key == ID for column in columns)
    has_locked = any(column.is_locked for column in columns)
    lines = [line for line in _GUIDE if has_ids or line is not _ON_IDS]
    lines[1:1] = [_ON_LOCKED] if has_locked else [_ON_ROWS]
    return tuple(Texts(line.sv.format(sheet=sheet), line.en.format(sheet=sheet)) for line in lines)


def need(column: Column) -> Texts:
    """Whether a column must, or should, be filled, or is already; empty if it may be left empty."""
    if column.is_locked:
        return _GIVEN
    if column.required:
        return _REQUIRED
    return _RECOMMENDED if column.field is not None and column.field.recommended else Texts("", "")


def hint(column: Column) -> Texts:
    """What to write in a column, or what it shows."""
    if column.is_shown_only:
        return _SHOWN_HINT
    if column.field is None:
        return _ID_HINT
    hints = [column.field.hint]
    if column.beside is not None:
        left = column.beside.name
        hints.append(Texts(_BESIDE.sv.format(left.sv), _BESIDE.en.format(left.en)))
    elif len(numbers(column.field)) > 1:
        hints.append(_ONE_OF_SEVERAL)
    return Texts(" ".join(each.sv for each in hints), " ".join(each.en for each in hints))
