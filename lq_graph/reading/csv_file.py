"""Reads CSV as spreadsheets write it: any encoding and delimiter, each cell with its place. Source: RFC 4180."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import NamedTuple

from lq_graph.errors import SourceError
from lq_graph.reading.text_encoding import decoded
from lq_graph.reading.text_positions import LINE_BREAK

ROWS = 100_000
COLUMNS = 1_000
CHARACTERS = 100_000  # of a cell

_DELIMITERS = (";", ",", "\t", "|")  # in this order if they stand equally often
_FIRST_LINE = re.compile(r"sep=([^\"\r\n])(?:\r\n|\r|\n|\Z)", re.IGNORECASE)  # as Excel names the delimiter
_QUOTED_FIELD = re.compile(r'(?<![^;,|\t\r\n])"(?:[^"]++|"")*+(?:"|\Z)')
_MOST_ABOVE = 9  # lines above the header
_MOST_OF_HEADER = 1_000_000  # characters in which the header is looked for
_NO_HEADER = "the file is empty; write the names of its columns in the first row"
_TOO_MANY_ROWS = f"more than {ROWS:,} rows; share them among several files"


class CsvCell(NamedTuple):
    """A cell: its text without quotes, and where it is written; line and column count from 1, in characters.

    `length` includes quotes and ends with the first line. A cell that is missing has the length 0 and stands at the end
    of its row.
    """

    text: str
    line: int
    column: int
    length: int


@dataclass(frozen=True)
class CsvFile:
    """A CSV file: the cells of its first row, and of each further row that is not empty, as many as the header has.

    The first row is the header, or the first of up to nine lines above it, such as a title. `encoding` is UTF-8, UTF-16
    or a guess: Windows-1252, Mac OS Roman or code page 850.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[CsvCell, ...]
    rows: tuple[tuple[CsvCell, ...], ...]


def read_csv(path: Path, content: bytes) -> CsvFile:
    """The cells of a content, as text. Empty rows are left out.

    The delimiter is that of a first line `sep=;`, as Excel writes it, or else the semicolon, comma, tab or bar that
    stands most often in the header outside quotes. Raises SourceError, with line and column, for what is no CSV, for a
    value beyond the last column, and for more than ROWS. Time: 3 µs a cell.
    """
    text, encoding = decoded(path, content)
    first_line = _FIRST_LINE.match(text)
    delimiter = first_line[1] if first_line else _likely_delimiter(text)
    start = (first_line.end(), 2, first_line.end()) if first_line else (0, 1, 0)
    rows = _CsvReader(path, text, delimiter, *start).rows()
    first = list(islice(rows, _MOST_ABOVE + 1))
    if not first:
        raise SourceError(path, _NO_HEADER)
    header, *others = _rows(path, _header_width(first), chain(first, rows))
    return CsvFile(path, encoding, delimiter, header, tuple(others))


def _likely_delimiter(text: str) -> str:
    """The delimiter that stands most often in the header."""
    lines = _QUOTED_FIELD.sub("quoted", text[:_MOST_OF_HEADER]).splitlines()
    filled = list(islice((line for line in lines if line.strip()), _MOST_ABOVE + 1)) or [""]
    header = next((line for line, below in pairwise(filled) if not _is_above_header(line, below)), filled[-1])
    return max(_DELIMITERS, key=header.count)


def _is_above_header(line: str, below: str) -> bool:
    """Whether a line is a title: the one below it has more delimiters, of a kind that this one does not have.

    Commas before a space are taken for those of sentences.
    """
    line, below = (each.replace(", ", " ") for each in (line, below))
    sign, sign_below = (max(_DELIMITERS, key=each.count) for each in (line, below))
    is_kept = sign in line and below.count(sign) >= line.count(sign)
    return sign_below not in line and below.count(sign_below) > line.count(sign) and not is_kept


def _header_width(rows: Sequence[_Row]) -> int:
    """How many columns the header has: the first row that is not much shorter than the others, which titles are."""
    filled = [sum(1 for cell in row.cells if cell.text.strip()) for row in rows]
    header = next(number for number, cells in enumerate(filled) if 2 * cells >= max(filled))
    return len(rows[header].cells)


def _rows(path: Path, width: int, rows: Iterator[_Row]) -> Iterator[tuple[CsvCell, ...]]:
    for number, (cells, end) in enumerate(rows):
        if number > ROWS:
            raise SourceError(path, _TOO_MANY_ROWS, cells[0].line, 1)
        for surplus in cells[width:]:
            if surplus.text.strip():
                reason = (
                    f"a value beyond the last of {width} columns; name its column in the first row, "
                    "or put quotes around a text that holds the delimiter"
                )
                raise SourceError(path, reason, surplus.line, surplus.column)
        yield (*cells[:width], *[end] * (width - len(cells)))


# The rows of a text.

_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
_NO_END = "a quote that none ends; end it, or double each quote within a text"
_NO_DELIMITER = "text after the quote that ends one; double each quote within a text"
_TOO_MANY_COLUMNS = f"more than {COLUMNS:,} columns; share them among several files"
_TOO_LONG = f"a cell of more than {CHARACTERS:,} characters; shorten it"


class _Row(NamedTuple):
    """The cells of a row, and its end, as a cell that is missing."""

    cells: tuple[CsvCell, ...]
    end: CsvCell


@dataclass
class _CsvReader:
    """Reads a text row by row, from an offset in characters at the start of a line on."""

    path: Path
    text: str
    delimiter: str
    offset: int = 0
    line: int = 1
    line_start: int = 0

    def rows(self) -> Iterator[_Row]:
        """The rows that are not empty, with any line ends.

        Raises SourceError, with line and column, for a quote without an end, text behind a quoted one, and more than
        COLUMNS in a row or CHARACTERS in a cell.
        """
        cells: list[CsvCell] = []
        for found in self._fields():
            cells.append(self._cell(found))
            if len(cells) > COLUMNS:
                raise SourceError(self.path, _TOO_MANY_COLUMNS, *cells[-1][1:3])
            if found[3] != self.delimiter:
                if any(cell.text.strip() for cell in cells):
                    yield _Row(tuple(cells), CsvCell("", *self._place(found.start(3)), 0))
                cells = []
                self.line, self.line_start = self.line + 1, found.end()

    def _fields(self) -> Iterator[re.Match[str]]:
        """Each field with the groups of its quoted or plain text, and of what ends it."""
        sign = re.escape(self.delimiter)
        field = re.compile(rf'(?:"((?:[^"]++|"")*+)"|([^"{sign}\r\n][^{sign}\r\n]*+)?)({sign}|\r\n|\r|\n|\Z)')
        ended_by = ""
        while self.offset < len(self.text) or ended_by == self.delimiter:
            found = field.match(self.text, self.offset)
            if not found:
                raise self._fault()
            self.offset, ended_by = found.end(), found[3]
            yield found

    def _cell(self, found: re.Match[str]) -> CsvCell:
        start, end = found.start(), found.start(3)
        line, column = self._place(start)
        text = found[2] or "" if found[1] is None else found[1].replace('""', '"')
        if len(text) > CHARACTERS:
            raise SourceError(self.path, _TOO_LONG, line, column)
        breaks = list(LINE_BREAK.finditer(self.text, start, end)) if found[1] else []
        if breaks:
            self.line, self.line_start = line + len(breaks), breaks[-1].end()
        return CsvCell(text, line, column, (breaks[0].start() if breaks else end) - start)

    def _place(self, offset: int) -> tuple[int, int]:
        return self.line, offset - self.line_start + 1

    def _fault(self) -> SourceError:
        """The error at a field that cannot be read, which begins with a quote."""
        quoted = _QUOTED.match(self.text, self.offset)
        if not quoted:
            return SourceError(self.path, _NO_END, *self._place(self.offset))
        for found in LINE_BREAK.finditer(quoted[0]):
            self.line, self.line_start = self.line + 1, self.offset + found.end()
        return SourceError(self.path, _NO_DELIMITER, *self._place(quoted.end()))
