"""Reads CSV as spreadsheets write it: any encoding and delimiter, each cell with its place. Source: RFC 4180."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lq_graph.errors import SourceError
from lq_graph.reading.file_kind import refuse_other_kinds
from lq_graph.reading.text_positions import LINE_BREAK, byte_place

ROWS = 100_000
COLUMNS = 1_000
CHARACTERS = 100_000  # of a cell

_DELIMITERS = (";", ",", "\t")  # in this order if they stand equally often
_FIRST_LINE = re.compile(r"sep=([^\"\r\n])(?:\r\n|\r|\n|\Z)", re.IGNORECASE)  # as Excel names the delimiter
_QUOTED_FIELD = re.compile(r'(?<![^;,\t\r\n])"(?:[^"]++|"")*+(?:"|\Z)')
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
    """A CSV file: the cells of its header, and of each row that is not empty, as many as the header has.

    `encoding` is UTF-8, UTF-16 or Windows-1252; the last is a guess for what is neither of the others.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[CsvCell, ...]
    rows: tuple[tuple[CsvCell, ...], ...]


def read_csv(path: Path, content: bytes) -> CsvFile:
    """The cells of a content, as text. Empty rows are left out.

    The delimiter is that of a first line `sep=;`, as Excel writes it, or else the semicolon, comma or tab that stands
    most often in the header outside quotes. Raises SourceError, with line and column, for what is no CSV, for a value
    beyond the last column, and for more than ROWS. Time: 3 µs a cell.
    """
    text, encoding = decoded(path, content)
    first_line = _FIRST_LINE.match(text)
    delimiter = first_line[1] if first_line else _likely_delimiter(text)
    start = (first_line.end(), 2, first_line.end()) if first_line else (0, 1, 0)
    rows = _CsvReader(path, text, delimiter, *start).rows()
    header = next(rows, None)
    if header is None:
        raise SourceError(path, _NO_HEADER)
    return CsvFile(path, encoding, delimiter, header.cells, tuple(_rows(path, len(header.cells), rows)))


def _likely_delimiter(text: str) -> str:
    lines = _QUOTED_FIELD.sub("quoted", text[:_MOST_OF_HEADER]).splitlines()
    header = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _rows(path: Path, width: int, rows: Iterator[_Row]) -> Iterator[tuple[CsvCell, ...]]:
    for number, (cells, end) in enumerate(rows):
        if number == ROWS:
            raise SourceError(path, _TOO_MANY_ROWS, cells[0].line, 1)
        for surplus in cells[width:]:
            if surplus.text.strip():
                reason = (
                    f"a value beyond the last of {width} columns; name its column in the first row, "
                    "or put quotes around a text that holds the delimiter"
                )
                raise SourceError(path, reason, surplus.line, surplus.column)
        yield (*cells[:width], *[end] * (width - len(cells)))


# The text of a content.

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Decoded(NamedTuple):
    """A text without a byte order mark, and the name of its encoding."""

    text: str
    encoding: str


def decoded(path: Path, content: bytes) -> Decoded:
    """The text of a content: in UTF-16 if it begins with its mark, in UTF-8 if it can be, else in Windows-1252.

    Raises SourceError, with line and column where it has them, for what is no text, or in none of the three.
    """
    if content.startswith(_UTF_16):
        return Decoded(_utf_16(path, content), "UTF-16")
    refuse_other_kinds(path, content)
    try:
        return Decoded(content.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError:
        pass
    try:
        return Decoded(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError as error:
        reason = f"the byte 0x{content[error.start]:02X} here is neither UTF-8 nor Windows-1252; save the file as UTF-8"
        raise SourceError(path, reason, *byte_place(content, error.start)) from error


def _utf_16(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise SourceError(path, "the text begins in UTF-16 and does not go on so; save it as UTF-8") from error
    if "\x00" in text:
        raise SourceError(path, "a NUL character, which is in no text; remove it")
    return text


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
