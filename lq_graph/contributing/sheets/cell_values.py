"""The value of one cell of a workbook, as a person sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite

from lq_graph.contributing.sheets.grid import GridCell, tidy
from lq_graph.contributing.sheets.number_formats import NumberFormat, Shown
from lq_graph.contributing.sheets.shared_strings import unescaped

_PLAIN = NumberFormat()
_EPOCH_1904 = datetime(1904, 1, 1)
_EPOCH_1900 = datetime(1899, 12, 30)  # what makes the days from March 1900 right
_LEAP_1900 = 60  # the serial of 29 February 1900, which Lotus 1-2-3 believed in; ECMA-376 Part 1 §18.17.4.1
_LAST_SERIAL = 2_958_465  # 31 December 9999
_DAY = 24 * 3600
_FORMULA = GridCell("", "formula")


class CellReader:
    """Values of cells, by the texts and number formats of their workbook."""

    def __init__(self, texts: Sequence[str], formats: Sequence[NumberFormat], counts_from_1904: bool) -> None:
        self._texts = texts
        self._formats = formats
        self._counts_from_1904 = counts_from_1904

    def value(self, kind: str, style: str, content: str | None, has_formula: bool) -> GridCell | None:
        """The value of a cell by its type, its style and the text of its value; None if it is empty."""
        if not content:
            return _FORMULA if has_formula and (content is None or kind == "n") else None
        if kind == "s":
            return self._text(self._shared(content))
        if kind == "n":
            return self._number(content, self._format(style))
        return self._other(kind, content)

    def _other(self, kind: str, content: str) -> GridCell | None:
        if kind == "b":
            return GridCell("true" if content.strip() in ("1", "true") else "false", "truth")
        if kind == "e":
            return GridCell(content, "error")
        if kind == "d":
            return GridCell(content.strip(), "day")
        return self._text(tidy(content if kind == "inlineStr" else unescaped(content)))

    def _text(self, text: str) -> GridCell | None:
        return GridCell(text) if text else None

    def _shared(self, content: str) -> str:
        try:
            return self._texts[int(content)]
        except (ValueError, IndexError):
            return content

    def _format(self, style: str) -> NumberFormat:
        try:
            return self._formats[int(style)] if style else _PLAIN
        except (ValueError, IndexError):
            return _PLAIN

    def _number(self, content: str, format: NumberFormat) -> GridCell | None:
        number = _float(content)
        if number is None:
            return self._text(tidy(content))
        if format.shown == "number":
            return GridCell(plain_number(content), "number")
        if format.shown == "percent":
            return GridCell(f"{plain_number(repr(number * 100))}%", "percent")
        if format.shown == "padded":
            return GridCell(_padded(plain_number(content), format.pattern), "number")
        return self._day(number, format.shown) or GridCell(plain_number(content), "number")

    def _day(self, serial: float, shown: Shown) -> GridCell | None:
        if not 0 <= serial <= _LAST_SERIAL:
            return None
        if int(serial) == _LEAP_1900 and not self._counts_from_1904:
            return GridCell("1900-02-29", "day")
        moment = moment_of(serial, self._counts_from_1904)
        if shown == "clock":
            return GridCell(moment.strftime("%H:%M:%S" if moment.second else "%H:%M"))
        lengths: dict[Shown, int] = {"year": 4, "month": 7, "day": 10, "moment": 19}
        return GridCell(moment.isoformat()[: lengths[shown]].removesuffix("T00:00:00"), "day")


def moment_of(serial: float, counts_from_1904: bool = False) -> datetime:
    """The moment of a serial number of days, to the second."""
    epoch = _EPOCH_1904 if counts_from_1904 else _EPOCH_1900
    if not counts_from_1904 and serial < _LEAP_1900:
        epoch += timedelta(days=1)
    return epoch + timedelta(seconds=round(serial * _DAY))


def day_of(serial: int) -> date:
    """The day of a serial number of days, in the date system of 1900."""
    return moment_of(serial).date()


def plain_number(content: str) -> str:
    """A number without exponent and without the digits that only binary fractions have: 15 count, as in Excel."""
    if content.isdigit():
        return content.lstrip("0") or "0"
    short = format(float(content), ".15g")
    return format(Decimal(short), "f") if "e" in short else short


def _float(content: str) -> float | None:
    try:
        number = float(content)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _padded(text: str, pattern: str) -> str:
    """A whole number in a pattern of zeros and hyphens; as it is where it does not fit in."""
    places = pattern.count("0")
    if not text.isdigit() or len(text) > places:
        return text
    digits = iter(text.zfill(places))
    return "".join(next(digits) if each == "0" else each for each in pattern)
