"""Cells with days, months and years: what is certain is read, the rest is explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from lq_graph.contributing.sheets.characters import unusual_character, usual
from lq_graph.contributing.sheets.columns_beside import NONE_BESIDE, ColumnsBeside
from lq_graph.contributing.sheets.day_text import (
    NAME,
    YEAR,
    exists,
    iso_day,
    parts,
    possible_days,
    probable_day,
    wrong_weekday,
)
from lq_graph.contributing.sheets.problems import CellError, same
from lq_graph.contributing.xlsx.cells import day_of
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import XSD
from lq_graph.text import Texts

_CODE = "cell-not-a-day"
_SERIALS = range(20_000, 80_000)  # days from 1954 to 2119, as they show when their format is lost
_LONGEST = 100  # characters of a text that is explained
_DATATYPES: Mapping[int, str] = MappingProxyType(
    {4: f"{XSD}gYear", 7: f"{XSD}gYearMonth", 10: f"{XSD}date", 19: f"{XSD}dateTime"}
)
_SHOWN: Mapping[str, Texts] = MappingProxyType(
    {
        f"{XSD}date": Texts("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"),
        f"{XSD}gYearMonth": Texts("ÅÅÅÅ-MM", "YYYY-MM"),
        f"{XSD}gYear": Texts("ÅÅÅÅ", "YYYY"),
        f"{XSD}dateTime": Texts("ÅÅÅÅ-MM-DDTTT:MM:SS", "YYYY-MM-DDTHH:MM:SS"),
    }
)
_MONTHS = (
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)
_WEEKDAYS = (
    ("måndag", "Monday"),
    ("tisdag", "Tuesday"),
    ("onsdag", "Wednesday"),
    ("torsdag", "Thursday"),
    ("fredag", "Friday"),
    ("lördag", "Saturday"),
    ("söndag", "Sunday"),
)


def read_day(
    cell: GridCell, datatypes: tuple[str, ...], beside: ColumnsBeside = NONE_BESIDE
) -> tuple[str, str] | CellError:
    """The lexical form and the datatype of a day, a month or a year, as exact as it is written.

    Days are read as in ISO 8601, as `1/5 2024`, `1/5-24` and `1 maj 2024`, and as a program's own days are shown.
    What may be read in two ways, such as 1/5/2024, is not read, and suggested.
    """
    asked = _Asked(datatypes, beside)
    if cell.kind == "day" and cell.other:
        return asked.error(cell.other, _year_as_day(cell), asked.format)
    text = " ".join(cell.text.split())
    lexical = text if cell.kind == "day" else iso_day(text)
    if lexical is None or not exists(lexical) or wrong_weekday(text):
        return _explained(text, asked)
    datatype = _DATATYPES.get(len(lexical), "")
    return (lexical, datatype) if datatype in datatypes else asked.error(lexical)


def _year_as_day(cell: GridCell) -> Texts:
    return Texts(
        f"Excel har gjort {cell.other} till dagen {cell.text}, eftersom cellen är formaterad som datum.",
        f"Excel has made {cell.other} the day {cell.text}, since the cell is formatted as a date.",
    )


@dataclass(frozen=True)
class _Asked:
    """What a field asks for: the datatypes that it takes, and the columns beside it."""

    datatypes: tuple[str, ...]
    beside: ColumnsBeside

    def error(self, meant: str | None, fault: Texts | None = None, advice: Texts | None = None) -> CellError:
        """An error with the day that was probably meant, as far as the field takes it."""
        fitting = self.fitting(meant)
        return CellError(_CODE, None if fitting is None else same(fitting), advice or self.format, fault)

    def fitting(self, lexical: str | None) -> str | None:
        """The lexical form shortened to what the datatypes allow; None if it is too short for them, or no day."""
        if lexical is None or not exists(lexical):
            return None
        lengths = [each for each, datatype in _DATATYPES.items() if datatype in self.datatypes and each <= len(lexical)]
        return lexical[: max(lengths)] if lengths else None

    @property
    def format(self) -> Texts:
        """What to write, by the ways that the datatypes allow."""
        shown = [_SHOWN[each] for each in self.datatypes if each in _SHOWN]

        def either(texts: list[str], word: str) -> str:
            return f" {word} ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""

        return Texts(
            f"Skriv {either([each.sv for each in shown], 'eller')}.",
            f"Write {either([each.en for each in shown], 'or')}.",
        )

    def span(self, first: str, last: str, text: str) -> Texts:
        """Where to write the first and the last part of a period; in words where the form has a column for them."""
        start, end = self.fitting(first), self.fitting(last)
        other, mine, theirs = (
            (self.beside.start, end, start) if self.beside.start is not None else (self.beside.end, start, end)
        )
        if other is not None and mine is not None and theirs is not None:
            return Texts(
                f"Skriv {mine} här och {theirs} under ”{other.sv}”.",
                f"Write {mine} here and {theirs} under “{other.en}”.",
            )
        words = self.beside.period
        if words is not None:
            return Texts(
                f"Skriv ett år, en månad eller en dag här, och ”{text}” under ”{words.sv}”.",
                f"Write a year, a month or a day here, and “{text}” under “{words.en}”.",
            )
        return Texts(f"{self.format.sv} En period ryms inte här.", f"{self.format.en} A period does not fit here.")


def _explained(text: str, asked: _Asked) -> CellError:
    """Why a text is no day: each rule looks at it with usual characters, and passes on what it does not know."""
    if len(text) > _LONGEST:
        return asked.error(None)
    plain = usual(text)
    if plain.isdigit() and int(plain) in _SERIALS:
        day = day_of(int(plain)).isoformat()
        fault = Texts(f"Excel har gjort datumet till talet {plain}.", f"Excel has made the date the number {plain}.")
        return asked.error(day, fault)
    lexical = iso_day(plain)
    named = unusual_character(text, Texts("datumet", "the date"), _FINE)
    if named is not None and lexical is not None and exists(lexical):
        return asked.error(lexical, named, _KEYBOARD)
    for rule in _RULES:
        found = rule(plain, asked)
        if found is not None:
            return found
    return asked.error(probable_day(plain))


_FINE = "\u00a0\u1680\u202f\u205f\u3000\r\n\t" + "".join(map(chr, range(0x2000, 0x200B)))  # spaces, read as such
_KEYBOARD = Texts("Skriv datumet igen från tangentbordet.", "Write the date again with the keyboard.")
_OTHER_DAY = Texts("Skriv en annan dag.", "Write another day.")


def _of_calendar(text: str, asked: _Asked) -> CellError | None:
    """A day that the calendar does not have, or that has another weekday; months are often taken for days."""
    wrong = wrong_weekday(text)
    if wrong is not None:
        lexical, weekday = wrong
        sv, en = _WEEKDAYS[weekday]
        fault = Texts(f"{lexical} är en {sv}.", f"{lexical} is a {en}.")
        advice = Texts("Rätta dagen eller veckodagen.", "Correct the day or the weekday.")
        return CellError(_CODE, None, advice, fault)
    lexical_or_none = iso_day(text)
    if lexical_or_none is None or _RANGE.fullmatch(text):
        return None
    year, month, day = parts(lexical_or_none)
    if month == 0:  # a year as a number, such as 2024.0
        return None
    if not 0 < month <= len(_MONTHS):
        fault = Texts(f"Månad {month} finns inte.", f"There is no month {month}.")
        swapped = f"{year}-{day:02}-{month:02}"
        is_whole = len(lexical_or_none) == len(swapped)
        return asked.error(swapped if is_whole and 0 < day <= len(_MONTHS) else None, fault)
    sv, en = _MONTHS[month - 1]
    is_leap_day = (month, day) == (2, 29)
    fault = Texts(
        f"Den {day} {sv} finns inte{f' {year}' if is_leap_day else ''}.",
        f"There is no {day} {en}{f' {year}' if is_leap_day else ''}.",
    )
    return CellError(_CODE, None, _OTHER_DAY, fault)


def _of_some_order(text: str, asked: _Asked) -> CellError | None:
    """Three numbers: one day where the calendar has but one, else those that they may be."""
    fitting = list(dict.fromkeys(filter(None, map(asked.fitting, possible_days(text)))))
    if not fitting:
        return None
    if len(fitting) == 1:
        return asked.error(fitting[0])
    sv, en = (f"{', '.join(fitting[:-1])} {word} {fitting[-1]}" for word in ("eller", "or"))
    fault = Texts(f"”{text}” kan betyda {sv}.", f"“{text}” may mean {en}.")
    return CellError(_CODE, None, Texts(f"Skriv {sv}.", f"Write {en}."), fault)


_FOREVER = re.compile(
    r"(?:gäller )?(?:tills ?vidare|t ?\.?v\.?|löpande|pågående|pågår|obestämd tid)\.?|until further notice|ongoing"
)


def _of_no_end(text: str, asked: _Asked) -> CellError | None:
    if not _FOREVER.fullmatch(text.lower()):
        return None
    end = asked.beside.end
    if end is not None:
        advice = Texts(
            f"Skriv här när det börjar gälla. Lämna ”{end.sv}” tom när det gäller tills vidare.",
            f"Write here when it begins to be valid. Leave “{end.en}” empty when it is valid until further notice.",
        )
    else:
        advice = Texts(
            "Lämna cellen tom när det gäller tills vidare.",
            "Leave the cell empty when it is valid until further notice.",
        )
    return CellError(_CODE, None, advice)


_TO = r"(?: ?- ?| ?/ ?| till | till och med | t\.? ?o\.? ?m\.? | to | until | through )"
_RANGE = re.compile(rf"(?P<first>[12][0-9]{{3}}){_TO}(?P<last>[12][0-9]{{3}}|1[3-9]|[2-9][0-9])")
_DAYS = r"[12][0-9]{3}-[0-9]{1,2}(?:-[0-9]{1,2})?"
_DAY_RANGE = re.compile(rf"(?P<first>{_DAYS}){_TO}(?P<last>{_DAYS})")
_WORD_RANGE = re.compile(r"(?P<first>[^-]+?)(?: - | till (?:och med )?| t\.? ?o\.? ?m\.? | to | until )(?P<last>[^-]+)")
_MONTH_RANGE = re.compile(rf"(?P<first>[a-z]+)\.? ?- ?{NAME}(?: |-){YEAR}")


def _of_range(text: str, asked: _Asked) -> CellError | None:
    small = text.lower()
    found = _RANGE.fullmatch(small) or _DAY_RANGE.fullmatch(small) or _WORD_RANGE.fullmatch(small)
    if found is not None:
        first, last = iso_day(found["first"]), found["last"]
        if len(last) == 2:  # noqa: PLR2004  # the digits of a year after the one of its century
            last = found["first"][:2] + last
        second = iso_day(last)
    else:
        months = _MONTH_RANGE.fullmatch(small)
        if months is None:
            return None
        first, second = iso_day(f"{months['first']} {months['year']}"), iso_day(f"{months['name']} {months['year']}")
    if first is None or second is None or not exists(first) or not exists(second) or first > second:
        return None
    return CellError(_CODE, None, asked.span(first, second, text))


_PART = r"(?:(?P<part>q|kv|kv\.|kvartal|quarter|t|tertial|h|halvår|half) ?(?P<number>[1-4]))"
_PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PART}[ ,/-]*{YEAR}",
        rf"{YEAR}[ ,/-]*{_PART}",
        rf"(?P<number>[1-4])(?::?[ae])? (?P<part>kvartalet|tertialet|halvåret|halvår) {YEAR}",
        rf"(?P<number>första|andra|tredje|fjärde) (?P<part>kvartalet|tertialet|halvåret) {YEAR}",
    )
)
_LENGTHS: Mapping[str, int] = MappingProxyType({"q": 3, "k": 3, "t": 4, "h": 6})
_NUMBERS: Mapping[str, int] = MappingProxyType({"första": 1, "andra": 2, "tredje": 3, "fjärde": 4})
_SEASON = re.compile(
    r"(?:våren|vår|sommaren|sommar|hösten|höst|vintern|vinter|vårterminen|höstterminen|vt|ht|läsåret|läsår|"
    r"i början av|i mitten av|i slutet av|början av|slutet av|spring|summer|autumn|fall|winter)[ -]*(?:[0-9/-]{2,9})"
)


def _of_period(text: str, asked: _Asked) -> CellError | None:
    small = text.lower()
    found = next((found for pattern in _PERIODS if (found := pattern.fullmatch(small))), None)
    if found is None:
        if not _SEASON.fullmatch(small):
            return None
        return CellError(_CODE, None, asked.span("", "", text) if asked.beside.period else asked.format)
    length = _LENGTHS[found["part"][0]]
    last = (_NUMBERS.get(found["number"]) or int(found["number"])) * length
    if last > len(_MONTHS):
        return None
    first, year = last - length + 1, found["year"]
    (sv, en), (sv_last, en_last) = _MONTHS[first - 1], _MONTHS[last - 1]
    fault = Texts(f"{text} är {sv}–{sv_last} {year}.", f"{text} is {en}–{en_last} {year}.")
    return CellError(_CODE, None, asked.span(f"{year}-{first:02}", f"{year}-{last:02}", text), fault)


_WEEK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:v|v\.|vecka|week|w) ?(?P<week>[0-9]{{1,2}})(?:[ ,/-]+{YEAR})?",
        rf"{YEAR}[ ,/-]*(?:v|v\.|vecka|week|w) ?(?P<week>[0-9]{{1,2}})",
    )
)


def _of_week(text: str, asked: _Asked) -> CellError | None:
    found = next((found for pattern in _WEEK if (found := pattern.fullmatch(text.lower()))), None)
    if found is None:
        return None
    if found["year"] is None:
        return CellError(_CODE, None, _YEAR_TOO)
    year, week = int(found["year"]), int(found["week"])
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        fault = Texts(f"Vecka {week} finns inte {year}.", f"There is no week {week} in {year}.")
        return CellError(_CODE, None, asked.format, fault)
    last = first + timedelta(days=6)
    fault = Texts(f"Vecka {week} {year} är {first} till {last}.", f"Week {week} of {year} is {first} to {last}.")
    return CellError(_CODE, None, asked.span(first.isoformat(), last.isoformat(), text), fault)


_YEAR_TOO = Texts("Skriv också året.", "Write the year too.")
_TURN = re.compile(r"(?:års|nyårs|mellanårs)skiftet ?(?P<first>[12][0-9]{3})(?: ?[/-] ?(?P<last>[0-9]{2,4}))?")
_NO_YEAR = re.compile(
    rf"(?:(?:den )?[0-9]{{1,2}}(?::?[ae]|\.)? )?{NAME}|[0-9]{{1,2}}/ ?[0-9]{{1,2}}|[0-9]{{1,2}}-[a-z]{{3}}\.?"
)
_FROM = re.compile(r"(?:fr\.? ?o\.? ?m\.?|från och med|från|sedan|from|since) (?P<day>.+)")
_UNTIL = re.compile(r"(?:t\.? ?o\.? ?m\.?|till och med|till|senast|until|by) (?P<day>.+)")
_ABOUT = re.compile(r"(?:ca\.?|cirka|circa|omkring|ungefär|i|about|around) (?P<day>.+)")


def _of_words(text: str, asked: _Asked) -> CellError | None:
    """A day with words before it, a day without its year, and the turn of a year."""
    small = text.lower()
    turn = _TURN.fullmatch(small)
    if turn is not None:
        year = int(turn["first"])
        last = f"{year}-12-31" if turn["last"] else f"{year - 1}-12-31"
        first = f"{int(last[:4]) + 1}-01-01"
        if f"{XSD}date" not in asked.datatypes or not turn["last"]:
            return asked.error(None)
        return CellError(_CODE, None, Texts(f"Skriv {last} eller {first}.", f"Write {last} or {first}."))
    if _NO_YEAR.fullmatch(small):
        return CellError(_CODE, None, _YEAR_TOO)
    for pattern, other in ((_FROM, asked.beside.start), (_UNTIL, asked.beside.end), (_ABOUT, None)):
        found = pattern.fullmatch(small)
        lexical = iso_day(found["day"]) if found else None
        if lexical is not None and exists(lexical):
            return asked.error(lexical if other is None else None, None, _under(other, lexical))
    return None


def _under(column: Texts | None, lexical: str) -> Texts:
    """That a day belongs in another column; without one, that it is to be written alone."""
    if column is None:
        return Texts("Skriv bara datumet.", "Write only the date.")
    return Texts(f"Skriv {lexical} under ”{column.sv}” i stället.", f"Write {lexical} under “{column.en}” instead.")


_RULES: tuple[Callable[[str, _Asked], CellError | None], ...] = (
    _of_range,
    _of_some_order,
    _of_calendar,
    _of_no_end,
    _of_period,
    _of_week,
    _of_words,
)
