"""Days of the calendar, as numbers of days from 1970-01-01: which a date covers, and on which a period ends."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from pyoxigraph import Literal, NamedNode

from lq_graph.names import XSD
from lq_graph.triples.datatypes import DURATIONS, Duration, day_span, days_from_epoch, duration, is_temporal
from lq_graph.triples.terms import Term

_DATES = {XSD + name: name for name in ("date", "gYearMonth", "gYear")}
_LENGTHS = {XSD + name: name for name in DURATIONS}
_DATE = NamedNode(f"{XSD}date")
_DAY = 24 * 3600
_DAYS_TO_0000_03_01 = 719468
_ERA, _CENTURY, _LEAP_CYCLE, _YEAR = 146097, 36524, 1460, 365
_MARCH, _MONTHS = 3, 12


def days_of(term: Term) -> tuple[int, int] | None:
    """The first and the last day that an xsd:date, xsd:gYearMonth or xsd:gYear covers; None for any other term.

    So an ill-formed date covers none. The zone of a date is left out.
    """
    name = _DATES.get(term.datatype.value) if isinstance(term, Literal) else None
    return day_span(name, term.value) if name else None


def length_of(term: Term) -> Duration | None:
    """The length of time that a term is; None if it is no well-formed duration of XSD."""
    name = _LENGTHS.get(term.datatype.value) if isinstance(term, Literal) else None
    return duration(name, term.value) if name and is_temporal(name, term.value) else None


def last_day(start: int, length: Duration) -> int | None:
    """The last day of a period that starts with a day; None if the period does not last until its end.

    It ends where the day after starts: XSD 1.1 Part 2 §E.3.3 adds the months first, to the last day of a month that is
    too short, and the rest then. A year from 2020-02-29 ends on 2021-02-27.
    """
    year, month, day = _civil(start)
    months = year * _MONTHS + month - 1 + length.months
    first = days_from_epoch(months // _MONTHS, months % _MONTHS + 1, 1)
    after = days_from_epoch((months + 1) // _MONTHS, (months + 1) % _MONTHS + 1, 1)
    end = min(first + day, after) - 1 + ceil(Fraction(length.seconds) / _DAY) - 1
    return end if end >= start else None


def date_literal(day: int) -> Literal:
    """A day as an xsd:date without a zone; the year 0 is 1 BCE. XSD 1.1 Part 2 §3.3.9."""
    year, month, day_of_month = _civil(day)
    return Literal(f"{'-' * (year < 0)}{abs(year):04d}-{month:02d}-{day_of_month:02d}", datatype=_DATE)


def _civil(day: int) -> tuple[int, int, int]:
    """The year, month and day of a day: the inverse of days_from_epoch, by years that begin in March."""
    era, of_era = divmod(day + _DAYS_TO_0000_03_01, _ERA)
    year = (of_era - of_era // _LEAP_CYCLE + of_era // _CENTURY - of_era // (_ERA - 1)) // _YEAR
    of_year = of_era - (_YEAR * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * month + 2) // 5 + 1
    month += _MARCH if month < _MONTHS - 2 else _MARCH - _MONTHS
    return era * 400 + year + (month < _MARCH), month, day_of_month
