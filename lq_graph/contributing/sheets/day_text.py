"""Days, months and years as people write them, in the form of ISO 8601 and as exact as they are written."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

_MONTHS = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|ma[jy]|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|"
    "sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_KEYS: Mapping[str, int] = MappingProxyType(
    {**{name: month for month, name in enumerate(_MONTH_NAMES, 1)}, "may": 5, "oct": 10}
)
YEAR, _MONTH, _DAY = r"(?P<year>[12][0-9]{3})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
NAME = rf"(?P<name>{_MONTHS})\.?"
_CERTAIN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{YEAR}(?:([-/.]){_MONTH}(?:\2{_DAY})?)?",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_DAY}/ ?{_MONTH}(?:[ -]| - | -){YEAR}",
        rf"(?:{_DAY} )?{NAME} {YEAR}",
        rf"{NAME} {_DAY},? {YEAR}",
        rf"{YEAR},? {NAME}(?: {_DAY})?",
        rf"(?:år|året|helår|year) {YEAR}",
        rf"{YEAR}-{_MONTH}-{_DAY}[t ]00:00(?::00(?:\.0+)?)?",
    )
)
_PROBABLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}\. ?{_MONTH}\. ?(?:{YEAR}|(?P<short>[0-9]{{2}}))",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])",
        r"(?P<short>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{YEAR}[.,]0+",
        rf"{YEAR}-{_MONTH}-{_DAY}[t ][0-9:.]+(?:z|[+-][0-9:]+)?",
        rf"{NAME}[- ](?P<short>[0-9]{{2}})",
    )
)
_IN_SOME_ORDER = re.compile(r"([0-9]{1,2})([-/]) ?([0-9]{1,2})\2 ?([12][0-9]{3}|[0-9]{2})")
_ORDINAL = re.compile(r"(?<![0-9:])([0-9]{1,2})(?::?[ae]|\.|st|nd|rd|th)(?= [a-z])")
_WEEKDAY = re.compile(
    r"(?P<day>mån|tis|ons|tor|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)"
    r"(?:dag|sdag|day|sday|nesday|rsday|urday|s|r)?(?:en)?\.?,? (?:den )?(?=[0-9])"
)
_WEEKDAYS = (
    ("mån", "mon"),
    ("tis", "tue"),
    ("ons", "wed"),
    ("tor", "thu"),
    ("fre", "fri"),
    ("lör", "sat"),
    ("sön", "sun"),
)
_ENDS_SHORT = re.compile(
    rf"(?P<before>(?:[0-9]{{1,2}}/ ?[0-9]{{1,2}}|[0-9]{{1,2}} (?:{_MONTHS})\.?)(?= ?[-' ] ?[0-9]{{2}}\Z)|"
    rf"(?:{_MONTHS})\.?(?= ?' ?[0-9]{{2}}\Z| - ?[0-9]{{2}}\Z|[- ](?:3[2-9]|[4-9][0-9])\Z))"
    r" ?[-' ] ?(?P<short>[0-9]{2})"
)
_THIS_CENTURY, _LAST_CENTURY = 50, 70  # years of two digits below the one, and from the other on, are certain


def iso_day(text: str) -> str | None:
    """The day, month or year that a text certainly is, whether the calendar has it or not; None if it is none."""
    bare = _bare(text)
    return None if bare is None else _first(_CERTAIN, bare)


def probable_day(text: str) -> str | None:
    """The day, month or year that a text may be, though it may be another one or too exact; None if it is none."""
    return _first(_PROBABLE, text.lower())


def possible_days(text: str) -> Sequence[str]:
    """The days of the calendar that three numbers may be: day, month and year, as in Europe or as in America.

    With a year of two digits they may also be year, month and day. No days for a text that is anything else; with
    points, as in 1.5.2024, the day comes first.
    """
    found = _IN_SOME_ORDER.fullmatch(text)
    if found is None:
        return ()
    first, second, last = found[1], found[3], found[4]
    orders = [(last, second, first), (last, first, second)]
    if len(last) == len(first) == 2:  # noqa: PLR2004  # the digits of a year after the one of its century
        orders.append((first, second, last))
    years = ((year if len(year) > 2 else (_century(year) or "20") + year, *rest) for year, *rest in orders)  # noqa: PLR2004
    days = (f"{year}-{int(month):02}-{int(day):02}" for year, month, day in years)
    return list(dict.fromkeys(day for day in days if exists(day)))


def wrong_weekday(text: str) -> tuple[str, int] | None:
    """The day of a text and its weekday, from 0, where the text has another weekday; else None."""
    found = _WEEKDAY.match(text.lower())
    lexical = iso_day(text)
    if found is None or lexical is None or not exists(lexical) or len(lexical) < len("2024-05-01"):
        return None
    weekday = date.fromisoformat(lexical).weekday()
    return None if found["day"] in _WEEKDAYS[weekday] else (lexical, weekday)


def month_number(name: str) -> int:
    """The number of a month by its name in Swedish or English, of which three letters are enough."""
    return _MONTH_KEYS[name.lower()[:3]]


def exists(lexical: str) -> bool:
    """Whether the calendar has a day, month or year."""
    year, month, day = parts(lexical)
    return year > 0 and 0 < month <= 12 and 0 < day <= monthrange(year, month)[1]  # noqa: PLR2004  # months of a year


def parts(lexical: str) -> tuple[int, int, int]:
    """Year, month and day of a lexical form; what it does not have is 1."""
    year, month, day, *_ = (*map(int, lexical[:10].split("-")), 1, 1)
    return year, month, day


def _bare(text: str) -> str | None:
    """A text in small letters without weekday, ordinal and article, and with a year of four digits; None if unsure."""
    bare = _WEEKDAY.sub("", text.lower().removeprefix("'"), count=1).removeprefix("den ")
    bare = _ORDINAL.sub(r"\1", bare)
    short = _ENDS_SHORT.fullmatch(bare)
    if short is None:
        return bare
    century = _century(short["short"])
    return f"{short['before']} {century}{short['short']}" if century else None


def _century(short: str) -> str:
    number = int(short)
    return "20" if number < _THIS_CENTURY else "19" if number >= _LAST_CENTURY else ""


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    found = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    return None if found is None else _iso(found.groupdict())


def _iso(found: Mapping[str, str | None]) -> str:
    year, name, month, day, short = (found.get(part) or "" for part in ("year", "name", "month", "day", "short"))
    if short:
        year = (_century(short) or "20") + short
    if name:
        month = str(month_number(name))
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
