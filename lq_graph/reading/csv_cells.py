"""The cells of a text in CSV, row by row, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lq_graph.errors import SourceError

COLUMNS = 1_000
CHARACTERS = 100_000

_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
_NO_END = "a quote that none ends; end it, or double each quote within a text"
_NO_DELIMITER = "text after the quote that ends one; double each quote within a text"
_TOO_MANY = f"more than {COLUMNS:,} columns; share them among several files"
_TOO_LONG = f"a cell of more than {CHARACTERS:,} characters; shorten it"


class CsvCell(NamedTuple):
    """A cell: its text without quotes, and where it is written; line and column count from 1, in characters.

    `length` is that of what is written, quotes included, as far as its first line goes; a cell that is not written has
    none, and stands at the end of its row.
    """

    text: str
    line: int
    column: int
    length: int


class CsvRow(NamedTuple):
    """The cells of a row, and where it ends, as a cell that is not written."""

    cells: tuple[CsvCell, ...]
    end: CsvCell


@dataclass
class CsvText:
    """What reads a text row by row, from an offset in characters at the start of a line on."""

    path: Path
    text: str
    delimiter: str
    offset: int = 0
    line: int = 1
    line_start: int = 0

    def rows(self) -> Iterator[CsvRow]:
        """The rows that are not empty.

        Raises SourceError, with line and column, for a quote without its like, text behind a quoted one, and more than
        COLUMNS or CHARACTERS in a cell. Source: RFC 4180, with any line ends.
        """
        cells: list[CsvCell] = []
        for found in self._fields():
            cells.append(self._cell(found))
            if len(cells) > COLUMNS:
                raise SourceError(self.path, _TOO_MANY, *cells[-1][1:3])
            if found[3] != self.delimiter:
                if any(cell.text.strip() for cell in cells):
                    yield CsvRow(tuple(cells), CsvCell("", *self._place(found.start(3)), 0))
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
        breaks = list(_BREAK.finditer(self.text, start, end)) if found[1] else []
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
        for found in _BREAK.finditer(quoted[0]):
            self.line, self.line_start = self.line + 1, self.offset + found.end()
        return SourceError(self.path, _NO_DELIMITER, *self._place(quoted.end()))
