"""Lexical spaces of XSD and RDF datatypes, and the positions of dates, times and durations on the timeline.

XSD 1.1 Part 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Literal

from lq_graph.names import RDF, XSD

_DAY = 24 * 3600
_LONGEST_NUMBER = 4000  # digits; Python converts no more than 4300 to one number
_LEAP_YEAR = 1972
_LONGEST_MONTH = 12
_CYCLE_YEARS = 400
_DAYS_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SURE_DAY = 28

_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_MONTH_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?"
    r"|(?P<midnight>24):00:00(?:\.0+)?)"
)
_FIXED_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_MOMENTS = {
    "dateTime": f"{_YEAR}-{_MONTH}-{_MONTH_DAY}T{_TIME}{_FIXED_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_MONTH_DAY}T{_TIME}{_FIXED_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_MONTH_DAY}{_FIXED_ZONE}?",
    "time": f"{_TIME}{_FIXED_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_FIXED_ZONE}?",
    "gYear": f"{_YEAR}{_FIXED_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_MONTH_DAY}{_FIXED_ZONE}?",
    "gMonth": f"--{_MONTH}{_FIXED_ZONE}?",
    "gDay": f"---{_MONTH_DAY}{_FIXED_ZONE}?",
}
_YEARS_MONTHS = r"(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
_DAYS_TIME = (
    r"(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
_DURATIONS = {
    "duration": f"(?P<sign>-?)P(?=[0-9T]){_YEARS_MONTHS}{_DAYS_TIME}",
    "yearMonthDuration": f"(?P<sign>-?)P(?=[0-9]){_YEARS_MONTHS}",
    "dayTimeDuration": f"(?P<sign>-?)P(?=[0-9T]){_DAYS_TIME}",
}
_TEMPORAL = _MOMENTS | _DURATIONS

MOMENTS = frozenset(_MOMENTS)
DURATIONS = frozenset(_DURATIONS)

Check = Callable[[str], bool]

INTEGERS: Mapping[str, tuple[Decimal | None, Decimal | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "long": (Decimal(-(2**63)), Decimal(2**63 - 1)),
        "int": (Decimal(-(2**31)), Decimal(2**31 - 1)),
        "short": (Decimal(-(2**15)), Decimal(2**15 - 1)),
        "byte": (Decimal(-(2**7)), Decimal(2**7 - 1)),
        "nonNegativeInteger": (Decimal(0), None),
        "positiveInteger": (Decimal(1), None),
        "unsignedLong": (Decimal(0), Decimal(2**64 - 1)),
        "unsignedInt": (Decimal(0), Decimal(2**32 - 1)),
        "unsignedShort": (Decimal(0), Decimal(2**16 - 1)),
        "unsignedByte": (Decimal(0), Decimal(2**8 - 1)),
        "nonPositiveInteger": (None, Decimal(0)),
        "negativeInteger": (None, Decimal(-1)),
    }
)
_NAME_START = (
    r"A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_REST = _NAME_START + r"\-.0-9\xb7\u0300-\u036f\u203f-\u2040"
_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"
_WORD = r"[^\x00\t\n\r \ud800-\udfff\ufffe\uffff]+"
_BASE64 = r"[A-Za-z0-9+/] ?"
_GRAMMARS = {
    "string": r"[^\x00\ud800-\udfff\ufffe\uffff]*",
    "normalizedString": r"[^\x00\t\n\r\ud800-\udfff\ufffe\uffff]*",
    "token": f"(?:{_WORD}(?: {_WORD})*)?",
    "anyURI": r"[^\x00\ud800-\udfff\ufffe\uffff]*",
    "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "Name": f"[:{_NAME_START}][:{_NAME_REST}]*",
    "NCName": f"[{_NAME_START}][{_NAME_REST}]*",
    "NMTOKEN": f"[:{_NAME_REST}]+",
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "float": _FLOAT,
    "double": _FLOAT,
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": (
        f"(?:(?:{_BASE64}){{4}})*"
        f"(?:(?:{_BASE64}){{3}}[A-Za-z0-9+/]|(?:{_BASE64}){{2}}[AEIMQUYcgkosw048] ?=|{_BASE64}[AQgw] ?= ?=)|"
    ),
}
_DIGITS = re.compile(r"[+-]?[0-9]+")


def is_well_formed(literal: Literal) -> bool:
    """Whether a literal's text is in the lexical space of its datatype; True for datatypes outside RDF 1.1.

    Those inside are listed in RDF 1.1 Concepts §5.1. Space around a value is not stripped, and a day must exist.
    rdf:HTML and rdf:XMLLiteral take any text; rdf:langString needs a language tag. XSD 1.1 Part 2 §3.3 and §3.4.
    """
    datatype = literal.datatype.value
    check = CHECKS.get(datatype)
    if check is None:
        return datatype != RDF + "langString" or literal.language is not None
    return check(literal.value)


def _matches(grammar: str, text: str) -> bool:
    return _compiled(grammar).fullmatch(text) is not None


@cache
def _compiled(grammar: str) -> re.Pattern[str]:
    """The pattern of a grammar, compiled when a literal first needs it: few datatypes occur in a graph."""
    return re.compile(grammar)


def _is_integer(least: Decimal | None, most: Decimal | None, text: str) -> bool:
    if _DIGITS.fullmatch(text) is None:
        return False
    return (least is None or Decimal(text) >= least) and (most is None or Decimal(text) <= most)


def _checks() -> dict[str, Check]:
    checks: dict[str, Check] = {XSD + name: partial(_matches, text) for name, text in _GRAMMARS.items()}
    checks |= {XSD + name: partial(_is_integer, *bounds) for name, bounds in INTEGERS.items()}
    return checks | {XSD + name: partial(is_temporal, name) for name in MOMENTS | DURATIONS}


class Moment(NamedTuple):
    """Seconds from 1970-01-01T00:00:00, the digits after them without zeros at the end, and whether a zone is known.

    Without a zone the seconds are local. Of two moments that both have a zone, or both have none, the greater tuple is
    the later moment. XSD 1.1 §E.3.4 (timeOnTimeline).
    """

    seconds: int
    fraction: str
    zoned: bool


class Duration(NamedTuple):
    """Months and seconds, both with the sign of the whole. XSD 1.1 §3.3.6.1."""

    months: int
    seconds: Fraction


def is_temporal(name: str, text: str) -> bool:
    """Whether a text is in the lexical space of the XSD datatype with a local name, such as dateTime.

    Raises KeyError for a datatype other than dates, times and durations.
    """
    match = _grammar(name).fullmatch(text)
    return match is not None and _day_exists(match.groupdict())


def moment(name: str, text: str) -> Moment | None:
    """The moment of a well-formed date or time; where the year is missing, of 1972, where month or day is, its first.

    None for a year of more than 4000 digits. 24:00:00 is the next day's start, and in xsd:time the same day's.
    """
    parts = _parts(name, text)
    if len(parts.get("year") or "") > _LONGEST_NUMBER:
        return None
    hours = 0 if name == "time" and parts.get("midnight") else int(parts.get("hour") or parts.get("midnight") or 0)
    seconds = hours * 3600 + int(parts.get("minute") or 0) * 60 + int(parts.get("second") or 0)
    fraction = (parts.get("fraction") or "").rstrip("0")
    return Moment(_day(parts) * _DAY + seconds - _offset(parts["zone"]), fraction, parts["zone"] is not None)


def day_span(name: str, text: str) -> tuple[int, int] | None:
    """The first and the last day, from 1970-01-01, of a text that is to be an xsd:date, xsd:gYearMonth or xsd:gYear.

    A zone is left out: the day is that of the calendar which the source uses. None for a text that is ill-formed or has
    a year of more than 4000 digits. Raises KeyError for any other datatype.
    """
    match = _grammar(name).fullmatch(text)
    if match is None or not _day_exists(match.groupdict()) or len(match["year"]) > _LONGEST_NUMBER:
        return None
    parts = match.groupdict()
    year, month = int(match["year"]), int(parts.get("month") or 1)
    start = days_from_epoch(year, month, int(parts.get("day") or 1))
    if "day" in parts:
        return start, start
    ends_year = "month" not in parts or month == _LONGEST_MONTH
    return start, (days_from_epoch(year + 1, 1, 1) if ends_year else days_from_epoch(year, month + 1, 1)) - 1


def duration(name: str, text: str) -> Duration | None:
    """The duration of a well-formed text; None if it is longer than 4000 characters."""
    if len(text) > _LONGEST_NUMBER:
        return None
    parts = _parts(name, text)
    sign = -1 if parts["sign"] else 1
    years, months, days, hours, minutes = (
        int(parts.get(part) or 0) for part in ("years", "months", "days", "hours", "minutes")
    )
    seconds = days * _DAY + hours * 3600 + minutes * 60 + Fraction(parts.get("seconds") or 0)
    return Duration(sign * (years * 12 + months), sign * seconds)


def after(start: tuple[int, int], length: Duration) -> Fraction:
    """The seconds from 1970 to the moment a duration after the first day of a month, (year, month)."""
    months = start[0] * 12 + start[1] - 1 + length.months
    return days_from_epoch(months // 12, months % 12 + 1, 1) * _DAY + length.seconds


def days_from_epoch(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a day of the Gregorian calendar, extended before 1582; the year 0 is 1 BCE."""
    before = year - 1
    leap_days = before // 4 - before // 100 + before // _CYCLE_YEARS + (month > 2 and _is_leap(year))  # noqa: PLR2004
    return before * 365 + leap_days + _DAYS_BEFORE[month] + day - 1 - 719162


@cache
def _grammar(name: str) -> re.Pattern[str]:
    """The pattern of a datatype, compiled when a literal first needs it."""
    return re.compile(_TEMPORAL[name])


def _parts(name: str, text: str) -> dict[str, str | None]:
    match = _grammar(name).fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no xsd:{name}")
    return match.groupdict()


def _day_exists(parts: dict[str, str | None]) -> bool:
    day = int(parts.get("day") or 1)
    if day <= _SURE_DAY:
        return True
    year, month = parts.get("year"), int(parts.get("month") or _LONGEST_MONTH)
    leap = year is None or _is_leap(int(year[-4:]))  # a leap year is known by its last four digits
    return day <= _DAYS[month] + (month == 2 and leap)  # noqa: PLR2004


def _day(parts: dict[str, str | None]) -> int:
    month = parts.get("month") or (_LONGEST_MONTH if "day" in parts else 1)
    return days_from_epoch(int(parts.get("year") or _LEAP_YEAR), int(month), int(parts.get("day") or 1))


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[4:]) * 60
    return -seconds if zone[0] == "-" else seconds


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % _CYCLE_YEARS == 0)


CHECKS: Mapping[str, Check] = MappingProxyType(_checks())
