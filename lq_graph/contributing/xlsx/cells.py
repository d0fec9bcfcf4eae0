"""Reads the filled cells of a sheet, with values as people see them. ECMA-376 Part 1 §18."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from lq_graph.contributing.xlsx.grid import Block, Grid, GridCell, Hidden, Rows, sheet_grid, tidy
from lq_graph.contributing.xlsx.markup import Attributes, read_markup
from lq_graph.errors import Refusal
from lq_graph.text import Texts

MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_CELLS = 1_000_000  # 50 in each row
_ROW_NUMBER = re.compile(r"0*[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_LETTERS = 3
_DIGITS = "0123456789"
_TRUE = ("1", "true")
_TOO_MANY = Texts(
    "bladet har fler än {rows} ifyllda rader eller {columns} kolumner; dela upp det på flera filer",
    "the sheet has more than {rows} filled rows or {columns} columns; split it into several files",
)
_FORMATTED = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
_HOLDERS = (b"<v", b"<f", b"<is", b"<![CDATA[")

Shown = Literal["number", "percent", "padded", "year", "month", "day", "moment", "clock"]
_BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        1: "0",
        2: "0.00",
        3: "#,##0",
        4: "#,##0.00",
        9: "0%",
        10: "0.00%",
        14: "yyyy-mm-dd",
        15: "d-mmm-yy",
        16: "d-mmm",
        17: "mmm-yy",
        18: "h:mm",
        19: "h:mm:ss",
        20: "h:mm",
        21: "h:mm:ss",
        22: "yyyy-mm-dd h:mm",
        45: "mm:ss",
        47: "mm:ss.0",
        **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
        **dict.fromkeys(range(32, 36), "h:mm"),
    }
)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p', re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PADDED = re.compile("0+(?:-0+)*")
_FIXED = re.compile(r"(?:#[#, ]*)?0(?:\.(?P<decimals>0{1,15}))?")

_EPOCH_1904 = datetime(1904, 1, 1)
_EPOCH_1900 = datetime(1899, 12, 30)  # what makes the days from March 1900 right
_LEAP_1900 = 60  # the serial of 29 February 1900, which Lotus 1-2-3 believed in; ECMA-376 Part 1 §18.17.4.1
_LAST_SERIAL = 2_958_465  # 31 December 9999
_YEARS = range(1850, 2151)  # serials that are probably years; as days they are some of 1905
_DAY = 24 * 3600
_FORMULA = GridCell("", "formula")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def read_grid(path: Path, title: str, chunks: Iterable[bytes], cells: CellReader) -> Grid:
    """The filled cells of a sheet; a cell merged downwards is in each of its rows, at the position of the first.

    Raises Refusal for more than 20,000 filled rows, 500 columns or a million cells. Time: 3 µs a filled cell, and 5 ms
    a megabyte of formats.
    """
    reader = _SheetReader(path, cells)
    read_markup(path, _with_values(chunks), reader)
    hidden = Hidden(frozenset(reader.hidden_rows & reader.rows.keys()), frozenset(reader.hidden_columns))
    blocks = [block for block in map(_block, reader.merged) if block is not None]
    return merged_grid(path, title, reader.rows, blocks, hidden)


def merged_grid(path: Path, title: str, rows: Rows, blocks: Sequence[Block], hidden: Hidden) -> Grid:
    """The grid of a sheet with merged cells: one merged downwards is in each of its rows."""
    rows = dict(sorted(rows.items()))
    merged = _fill_down(rows, blocks)
    across = tuple(block for block in blocks if block.first_column < block.last_column)
    return sheet_grid(path, title, rows, merged, hidden=hidden, blocks=across)


def _with_values(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content without cells, and whole stretches of rows, that have a format but no value."""
    rest = b""
    for chunk in chunks:
        content = rest + chunk
        cut = max(content.rfind(b"<row "), 0)
        rest = content[cut:]
        yield _without_formats(content[:cut])
    yield rest


def _without_formats(rows: bytes) -> bytes:
    """Rows without cells that have only a format, if all cells have references; else order determines their places."""
    if rows.count(b"<row") > rows.count(b'<row r="') or rows.count(b"<c") > rows.count(b'<c r="') + rows.count(b"<col"):
        return rows
    if rows.startswith(b"<row ") and not any(mark in rows for mark in _HOLDERS):
        return b""
    return rows if _HOLDERS[-1] in rows else _FORMATTED.sub(b"", rows)


@dataclass
class _SheetReader:
    path: Path
    cells: CellReader
    rows: Rows = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    _count: int = 0
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _style: str = ""
    _has_formula: bool = False
    _value: list[str] | None = None
    _reading: bool = False
    _inline: TextReader | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._value = []
            self._reading = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            reference = attributes.get("r", "")
            self._row = int(reference) if _ROW_NUMBER.fullmatch(reference) else self._row + 1
            self._column = 0
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.add(self._row)
        elif name == "col":
            self._hide(attributes)
        elif name == "is":
            self._inline = TextReader()
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
            if len(self.merged) > MOST_ROWS:
                raise Refusal(self.path, too_many())
        elif self._inline is not None:
            self._inline.start(name, attributes)

    def end(self, name: str) -> None:
        if name == "v":
            self._reading = False
        elif name == "c":
            self._finish_cell()
        elif name == "is" and self._inline is not None:
            self._value, self._inline = [self._inline.take()], None
        elif self._inline is not None:
            self._inline.end(name)

    def text(self, text: str) -> None:
        if self._reading and self._value is not None:
            self._value.append(text)
        elif self._inline is not None:
            self._inline.text(text)

    def _hide(self, attributes: Attributes) -> None:
        """Adds the columns of a `col` that is hidden, up to the last that may be filled."""
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and _ROW_NUMBER.fullmatch(first) and _ROW_NUMBER.fullmatch(last):
            self.hidden_columns.update(range(int(first), min(int(last), MOST_COLUMNS) + 1))

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = column_number(reference.rstrip(_DIGITS)) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._has_formula = False
        self._value = None

    def _finish_cell(self) -> None:
        content = None if self._value is None else "".join(self._value)
        value = self.cells.value(self._kind, self._style, content, self._has_formula)
        if value is None:
            return
        self._count += 1
        self.rows.setdefault(self._row, {})[self._column] = value
        if len(self.rows) > MOST_ROWS or self._column > MOST_COLUMNS or self._count > MOST_CELLS:
            raise Refusal(self.path, too_many())


def too_many() -> Texts:
    """The text of the refusal of a sheet that is too large."""
    shown = {"rows": f"{MOST_ROWS:_}".replace("_", " "), "columns": MOST_COLUMNS}
    return Texts(_TOO_MANY.sv.format(**shown), _TOO_MANY.en.format(**shown))


@lru_cache(maxsize=MOST_COLUMNS)
def column_number(letters: str) -> int:
    """The number, from 1, of a column with letters such as AB; beyond the last column for other texts."""
    if not letters.isascii() or not letters.isupper() or len(letters) > _MOST_LETTERS:
        return MOST_COLUMNS + 1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _fill_down(rows: Rows, blocks: Iterable[Block]) -> Mapping[tuple[int, int], int]:
    """Copies values into the rows of cells merged downwards; returns the row of the value by row and column."""
    numbers = list(rows)
    filled: dict[tuple[int, int], int] = {}
    for first, last, column, _ in blocks:
        value: GridCell | None = rows.get(first, {}).get(column)
        if value is None:
            continue
        for place in range(bisect_right(numbers, first), bisect_right(numbers, last)):
            number = numbers[place]
            if (number, column) in filled:  # ranges overlap, which no program writes: reading them ends soon
                break
            rows[number][column] = value
            filled[number, column] = first
    return filled


def _block(reference: str) -> Block | None:
    """The cells of a merged range such as `P3:Q5`; None for what is none."""
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if not start or not end:
        return None
    return Block(int(start[2]), int(end[2]), column_number(start[1]), column_number(end[1]))


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
            try:
                return _text(self._texts[int(content)])
            except (ValueError, IndexError):
                return _text(content)
        if kind == "n":
            return self._number(content, style)
        match kind:
            case "b":
                value = GridCell("true" if content.strip() in ("1", "true") else "false", "truth")
            case "e":
                value = GridCell(content, "error")
            case "d":
                value = GridCell(content.strip(), "day")
            case _:
                return _text(tidy(content if kind == "inlineStr" else unescaped(content)))
        return value

    def _number(self, content: str, style: str) -> GridCell | None:
        try:
            number = float(content)
        except ValueError:
            return _text(tidy(content))
        if not isfinite(number):
            return _text(tidy(content))
        try:
            format = self._formats[int(style)] if style else _PLAIN
        except (ValueError, IndexError):
            format = _PLAIN
        if format.shown == "number":
            text = plain_number(content)
            shown = text if format.decimals is None else f"{number:.{format.decimals}f}"
            return GridCell(text, "number", "" if shown == text else shown)
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
        year = str(int(serial)) if serial in _YEARS else ""
        return GridCell(moment.isoformat()[: lengths[shown]].removesuffix("T00:00:00"), "day", year)


def moment_of(serial: float, counts_from_1904: bool = False) -> datetime:
    """The moment of a serial number of days, to the second."""
    epoch = _EPOCH_1904 if counts_from_1904 else _EPOCH_1900
    if not counts_from_1904 and serial < _LEAP_1900:
        epoch += timedelta(days=1)
    return epoch + timedelta(seconds=round(serial * _DAY))


def serial_of(moment: datetime) -> float:
    """The serial number of a moment, in the date system of 1900; negative before it."""
    serial = (moment - _EPOCH_1900) / timedelta(days=1)
    return serial - 1 if serial <= _LEAP_1900 else serial


def day_of(serial: int) -> date:
    """The day of a serial number of days, in the date system of 1900."""
    return moment_of(serial).date()


def plain_number(content: str) -> str:
    """A number without exponent and without the digits that only binary fractions have: 15 count, as in Excel."""
    if content.isdigit():
        return content.lstrip("0") or "0"
    short = format(float(content), ".15g")
    return format(Decimal(short), "f") if "e" in short else short


def _text(text: str) -> GridCell | None:
    return GridCell(text) if text else None


def _padded(text: str, pattern: str) -> str:
    """A whole number in a pattern of zeros and hyphens; as it is where it does not fit in."""
    places = pattern.count("0")
    if not text.isdigit() or len(text) > places:
        return text
    digits = iter(text.zfill(places))
    return "".join(next(digits) if each == "0" else each for each in pattern)


@dataclass(frozen=True)
class NumberFormat:
    """How a number is shown; `pattern` is that of a padded one, such as `000000-0000`.

    `decimals` is how many digits there always are behind the mark, None where their number depends on the value.
    """

    shown: Shown = "number"
    pattern: str = ""
    decimals: int | None = None


_PLAIN = NumberFormat()


@lru_cache(maxsize=256)
def number_format(code: str) -> NumberFormat:
    """What a format code shows, by the section for positive numbers. ECMA-376 Part 1 §18.8.30."""
    section = code.partition(";")[0]
    if section.lower() in ("general", "standard", "@") or _ELAPSED.search(section):
        return NumberFormat()
    fixed = _FIXED.fullmatch(section)
    if fixed is not None:
        return NumberFormat(decimals=len(fixed["decimals"] or ""))
    pattern = _LITERAL.sub(lambda found: found[1] or found[2] or "", section)
    if _PADDED.fullmatch(pattern):
        return NumberFormat("padded", pattern)
    letters = _NOISE.sub("", section).lower()
    return NumberFormat("percent" if "%" in letters else _day_shown(letters))


def _day_shown(letters: str) -> Shown:
    """How much of a moment is shown; the m of minutes stands only beside hours or seconds."""
    has_clock = "h" in letters or "s" in letters
    if "y" not in letters and "d" not in letters:
        if has_clock:
            return "clock"
        return "month" if "m" in letters else "number"
    if has_clock:
        return "moment"
    if "d" in letters:
        return "day"
    return "month" if "m" in letters else "year"


@dataclass
class _StylesReader:
    codes: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    _in_cells: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """Styles have no text."""


def read_number_formats(path: Path, chunks: Iterable[bytes]) -> tuple[NumberFormat, ...]:
    """The format of each cell style of a workbook, in the order in which cells refer to them."""
    reader = _StylesReader()
    read_markup(path, chunks, reader)
    built_in = {str(number): code for number, code in _BUILT_IN.items()}
    codes = {**built_in, **reader.codes}
    return tuple(number_format(codes.get(number, "General")) for number in reader.used)


@dataclass
class TextReader:
    """Joins the runs of one text, without its phonetic hints. ECMA-376 Part 1 §18.4."""

    pieces: list[str] = field(default_factory=list)
    _reading: bool = False
    _phonetic: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Starts a run."""
        if name == "t":
            self._reading = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """Ends a run."""
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        """Text of a run, or space between runs."""
        if self._reading:
            self.pieces.append(text)

    def take(self) -> str:
        """Returns the text and starts the next."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return unescaped(text)


@dataclass
class _StringsReader(TextReader):
    texts: list[str] = field(default_factory=list)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(tidy(self.take()))


def read_shared_strings(path: Path, chunks: Iterable[bytes]) -> list[str]:
    """The texts of a workbook, which cells refer to by number, tidied. ECMA-376 Part 1 §18.4.9."""
    reader = _StringsReader()
    read_markup(path, chunks, reader)
    return reader.texts


def unescaped(text: str) -> str:
    """A text with its `_x000D_` as the characters that they stand for. ECMA-376 Part 1 §22.9.2.19."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
