"""Days, months and years as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from lq_graph.contributing.sheets.cell_values import day_of
from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.contributing.sheets.misreading import Misreading, probably
from lq_graph.names import XSD
from lq_graph.settings import Texts

CODE = "cell-not-a-day"
_MONTHS = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|ma[jy]|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|"
    "sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_KEYS: Mapping[str, int] = MappingProxyType(
    {
        **{
            name: number
            for number, name in enumerate(
                ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"], 1
            )
        },
        "may": 5,
        "oct": 10,
    }
)
_YEAR, _MONTH, _DAY = r"(?P<year>[12][0-9]{3})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_NAME = rf"(?P<name>{_MONTHS})\.?"
_CERTAIN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?:([-/.]){_MONTH}(?:\2{_DAY})?)?",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_DAY}/{_MONTH}[ -]{_YEAR}",
        rf"(?:(?:den )?{_DAY}\.? )?{_NAME} {_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_YEAR}-{_MONTH}-{_DAY}[T ]00:00(?::00(?:\.0+)?)?",
    )
)
_PROBABLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}[-/.] ?{_MONTH}[-/.] ?{_YEAR}",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])",
        r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_YEAR}[.,]0+",
        rf"{_YEAR}-{_MONTH}-{_DAY}[T ][0-9:.]+",
    )
)
_CENTURY = "50"  # a year of two digits below it is of this century
_SERIALS = range(20_000, 80_000)  # days from 1954 to 2119, as they show when their format is lost
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


def read_day(cell: GridCell, datatypes: tuple[str, ...]) -> tuple[str, str] | Misreading:
    """The lexical form and the datatype of a day, a month or a year, as exact as it is written.

    Days are read as in ISO 8601, as `1/5 2024` and `1 maj 2024`, and as a program's own days are shown. What may be
    read in two ways, such as 1/5/2024, is not read, and suggested.
    """
    text = " ".join(cell.text.split())
    lexical = text if cell.kind == "day" else _first(_CERTAIN, text)
    if lexical is None or not _exists(lexical):
        return probably(CODE, _fitting(_probable(cell, text), datatypes), _advice(datatypes))
    datatype = _DATATYPES.get(len(lexical), "")
    if datatype in datatypes:
        return lexical, datatype
    return probably(CODE, _fitting(lexical, datatypes), _advice(datatypes))


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    found = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    return None if found is None else _iso(found.groupdict())


def _iso(parts: Mapping[str, str | None]) -> str:
    year, name, month, day = (parts.get(part) or "" for part in ("year", "name", "month", "day"))
    century = ("20" if year < _CENTURY else "19") if len(year) == len(_CENTURY) else ""
    if name:
        month = str(_MONTH_KEYS[name.lower()[:3]])
    return "-".join([century + year, *(part.zfill(2) for part in (month, day) if part)])


def _probable(cell: GridCell, text: str) -> str | None:
    if cell.kind == "number" and text.isdigit() and int(text) in _SERIALS:
        return day_of(int(text)).isoformat()
    return _first(_PROBABLE, text)


def _exists(lexical: str) -> bool:
    """Whether the calendar has it."""
    whole = f"{lexical}-01-01"[:10] if len(lexical) == 4 else f"{lexical}-01"[:10]  # noqa: PLR2004
    try:
        date.fromisoformat(whole)
    except ValueError:
        return False
    return True


def _fitting(lexical: str | None, datatypes: tuple[str, ...]) -> str | None:
    """The lexical form shortened to what the datatypes allow; None if it is too short for them, or no day."""
    if lexical is None or not _exists(lexical):
        return None
    lengths = [length for length, datatype in _DATATYPES.items() if datatype in datatypes and length <= len(lexical)]
    return lexical[: max(lengths)] if lengths else None


def _advice(datatypes: tuple[str, ...]) -> Texts:
    shown = [_SHOWN[each] for each in datatypes if each in _SHOWN]
    return Texts(
        f"Skriv {_either([each.sv for each in shown], 'eller')}.",
        f"Write {_either([each.en for each in shown], 'or')}.",
    )


def _either(texts: list[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""
