"""Reads the sheets of a content part, with values as people see them. OpenDocument 1.3 Part 3 §9.1, §19.385."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lq_graph.contributing.ods.styles import StylesReader, bounded
from lq_graph.contributing.xlsx.cells import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    CellReader,
    NumberFormat,
    Shown,
    serial_of,
    too_many,
)
from lq_graph.contributing.xlsx.grid import Block, GridCell, Hidden, Rows, tidy
from lq_graph.contributing.xlsx.markup import Attributes, read_markup
from lq_graph.errors import Refusal
from lq_graph.text import Texts

_MOST_SHEETS = 1_000
_MOST_REPEATED = 1 << 24  # rows or columns; the largest sheet that LibreOffice makes has as many columns and rows
_MOST_SPACES = 1_000_000  # that `text:s` stands for, in all sheets together
_TOO_MANY_SHEETS = Texts(
    f"arbetsboken har fler än {_MOST_SHEETS} blad; ta bort de som inte hör till bidraget",
    f"the workbook has more than {_MOST_SHEETS} sheets; remove those that are no part of the contribution",
)
LINKS = Texts(
    "arbetsboken hämtar värden ur andra filer; bryt länkarna (Redigera, Länkar till externa filer, Bryt länk) och "
    "spara den på nytt",
    "the workbook takes values from other files; break the links (Edit, Links to External Files, Break Link), and "
    "save it anew",
)
_LINKED = ("-source", "dde-link")  # ends of the names of elements that take values from other files
_HOLDERS = frozenset(  # elements that hold rows, columns or sheets
    (
        "document-content",
        "body",
        "spreadsheet",
        "table-row-group",
        "table-header-rows",
        "table-rows",
        "table-column-group",
        "table-header-columns",
        "table-columns",
    )
)
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_SIDE_TEXTS = frozenset(("annotation", "note", "ruby-text", "frame", "custom-shape"))
_HIDDEN = frozenset(("collapse", "filter"))
_OTHER_FILE = re.compile(r"'[a-z]+:[^']*'#")  # in a formula, before the sheet of another file
_SPACE = re.compile("[ \t\r\n]+")
_DURATION = re.compile(r"(-)?PT([0-9]{1,9})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]{1,12})?)S")
_TRUTHS: Mapping[str, str] = {"TRUE()": "true", "FALSE()": "false"}  # what they become in LibreOffice in other files
_ERROR = "#"
_DEFAULTS: Mapping[str, Shown] = {"percentage": "percent", "time": "clock"}


@dataclass
class Table:
    """A sheet as it was read: its filled cells, merged blocks and hidden rows and columns; or that it is too large."""

    name: str
    is_visible: bool
    rows: Rows = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_too_large: bool = False

    @property
    def hidden(self) -> Hidden:
        """Its hidden rows that are filled, and its hidden columns."""
        return Hidden(frozenset(self.hidden_rows), frozenset(self.hidden_columns))


def read_tables(path: Path, styles: Iterable[bytes], content: Iterable[bytes]) -> list[Table]:
    """The sheets of a workbook, from its parts of common styles and of content.

    Repeated rows and cells count as often as they are repeated. A sheet over the limits of an Excel workbook (20,000
    filled rows, 500 columns) is too large, and so is one that has the millionth cell of the workbook, or follows it.
    Raises Refusal for more than 1,000 sheets, values from other files, and malformed XML. Time: 5 µs a filled cell.
    """
    reader = _ContentReader(path, StylesReader())
    read_markup(path, styles, _Styles(reader.styles))
    read_markup(path, content, reader)
    return reader.tables


@dataclass
class _Styles:
    """Passes the elements of common styles on, but not those of automatic ones, which are for headers and footers."""

    reader: StylesReader
    _is_common: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "styles":
            self._is_common = True
        elif self._is_common:
            self.reader.start(name, attributes)

    def end(self, name: str) -> None:
        if name == "styles":
            self._is_common = False
        elif self._is_common:
            self.reader.end(name)

    def text(self, text: str) -> None:
        if self._is_common:
            self.reader.text(text)


@dataclass
class _CellText:
    """The text of a cell: its paragraphs, in which space is collapsed. OpenDocument 1.3 Part 3 §6.1.2."""

    _paragraphs: list[list[str]] = field(default_factory=list)
    _in_paragraph: bool = False
    _after_space: bool = True

    def __str__(self) -> str:
        return "\n".join(map("".join, self._paragraphs))

    def start(self, name: str) -> bool:
        """Takes a start tag; False for an element in a cell that is no paragraph."""
        if self._in_paragraph:
            if name in ("tab", "line-break"):
                self._append("\t" if name == "tab" else "\n")
            return True
        if name != "p":
            return False
        self._paragraphs.append([])
        self._in_paragraph = self._after_space = True
        return True

    def end(self, name: str) -> None:
        """Takes an end tag."""
        if name == "p":
            self._in_paragraph = False

    def add(self, text: str) -> None:
        """Takes text."""
        if not self._in_paragraph:
            return
        collapsed = _SPACE.sub(" ", text)
        if self._after_space and collapsed.startswith(" "):
            collapsed = collapsed[1:]
        if collapsed:
            self._append(collapsed)
            self._after_space = collapsed.endswith(" ")

    def add_spaces(self, count: int) -> None:
        """Takes so many spaces, which stay."""
        self._append(" " * count)

    def _append(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)
        self._after_space = False


class _Values:
    """Values of cells, read as those of an Excel workbook with the same formats are."""

    def __init__(self) -> None:
        self._readers: dict[NumberFormat, CellReader] = {}

    def value(self, attributes: Attributes, text: str, format: NumberFormat | None) -> GridCell | None:
        """The value of a cell by its attributes, its text and its format; None if it is empty."""
        kind = attributes.get("office:value-type")
        formula = attributes.get("table:formula", "")
        if attributes.get("calcext:value-type") == "error":
            return GridCell(text or _ERROR, "error")
        if kind in (None, "string"):
            text = attributes.get("office:string-value") or text
            return GridCell("", "formula") if kind is None and formula and not text else _text(text)
        if kind == "boolean":
            return self._read("b", attributes.get("office:boolean-value", text), NumberFormat())
        truth = _TRUTHS.get(formula.rpartition("=")[2])
        if truth is not None:
            return GridCell(truth, "truth")
        return self._number(kind or "", attributes, format) or _text(text)

    def _number(self, kind: str, attributes: Attributes, format: NumberFormat | None) -> GridCell | None:
        """The value of a number, a day or a time; None for what is none."""
        format = format or NumberFormat(_DEFAULTS.get(kind, "number"))
        if kind == "date":
            return self._day(attributes.get("office:date-value", ""), format)
        number = _days(attributes.get("office:time-value", "")) if kind == "time" else attributes.get("office:value")
        return self._read("n", number, format) if number else None

    def _day(self, written: str, format: NumberFormat) -> GridCell | None:
        """The value of a day or a moment; None for what is none."""
        try:
            moment = datetime.fromisoformat(written.removesuffix("Z")[:26])
        except ValueError:
            return None
        serial = serial_of(moment)
        if serial < 0:  # which an Excel workbook has no number for
            return GridCell(moment.date().isoformat(), "day")
        if format.shown == "number":
            format = NumberFormat("moment" if moment.time() != datetime.min.time() else "day")
        return self._read("n", repr(serial), format)

    def _read(self, kind: str, content: str, format: NumberFormat) -> GridCell | None:
        reader = self._readers.setdefault(format, CellReader((), (format,), counts_from_1904=False))
        return reader.value(kind, "0", content, has_formula=False)


def _text(text: str) -> GridCell | None:
    tidied = tidy(text)
    return GridCell(tidied) if tidied else None


def _days(duration: str) -> str | None:
    """A duration such as `PT12H30M00S` as a number of days; None for what is none."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=float(found[4]))
    return repr((-length if found[1] else length) / timedelta(days=1))


@dataclass
class _ContentReader:
    path: Path
    styles: StylesReader
    tables: list[Table] = field(default_factory=list)
    _skipped: int = 0  # elements that are open in one that is skipped
    _in_styles: bool = False
    _table: Table | None = None
    _row: int = 0
    _rows: int = 1
    _row_style: str | None = None
    _is_row_hidden: bool = False
    _column: int = 0
    _columns: int = 0
    _column_styles: list[str | None] = field(default_factory=list)
    _cells: dict[int, GridCell] = field(default_factory=dict)
    _cell: Attributes | None = None
    _text: _CellText | None = None
    _values: _Values = field(default_factory=_Values)
    _cell_count: int = 0
    _spaces: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name.endswith(_LINKED):
            raise Refusal(self.path, LINKS)
        if self._skipped:
            self._skipped += 1
        elif self._in_styles:
            self.styles.start(name, attributes)
        elif self._text is not None:
            self._start_in_cell(name, attributes, self._text)
        elif name in _CELLS:
            self._cell, self._text = attributes, _CellText()
        elif name == "table-row":
            self._start_row(attributes)
        elif name == "table-column":
            self._add_columns(attributes)
        elif name == "table" and self._table is None:
            self._start_table(attributes)
        elif name == "automatic-styles":
            self._in_styles = True
        elif name not in _HOLDERS:
            self._skipped = 1

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._in_styles:
            self._in_styles = name != "automatic-styles"
            self.styles.end(name)
        elif name in _CELLS:
            self._finish_cell()
        elif self._text is not None:
            self._text.end(name)
        elif name == "table-row":
            self._finish_row()
        elif name == "table":
            self._table = None

    def text(self, text: str) -> None:
        if self._skipped:
            return
        if self._in_styles:
            self.styles.text(text)
        elif self._text is not None:
            self._text.add(text)

    def _start_in_cell(self, name: str, attributes: Attributes, text: _CellText) -> None:
        if name in _SIDE_TEXTS or not text.start(name):
            self._skipped = 1
        elif name == "s":
            count = bounded(attributes.get("text:c"), _MOST_SPACES, 1)
            self._spaces += count
            if self._spaces > _MOST_SPACES:
                raise Refusal(self.path, too_many())
            text.add_spaces(count)

    def _start_table(self, attributes: Attributes) -> None:
        if len(self.tables) == _MOST_SHEETS:
            raise Refusal(self.path, _TOO_MANY_SHEETS)
        is_visible = self.styles.is_visible(attributes.get("table:style-name"))
        self._table = Table(attributes.get("table:name", ""), is_visible)
        self.tables.append(self._table)
        self._row, self._rows = 0, 1
        self._columns, self._column_styles = 0, []

    def _add_columns(self, attributes: Attributes) -> None:
        first = self._columns + 1
        self._columns += bounded(attributes.get("table:number-columns-repeated"), _MOST_REPEATED, 1) or 1
        last = min(self._columns, MOST_COLUMNS)
        self._column_styles += [attributes.get("table:default-cell-style-name")] * (last - first + 1)
        if self._table is not None and attributes.get("table:visibility") in _HIDDEN:
            self._table.hidden_columns.update(range(first, last + 1))

    def _start_row(self, attributes: Attributes) -> None:
        self._row += 1
        self._rows = bounded(attributes.get("table:number-rows-repeated"), _MOST_REPEATED, 1) or 1
        self._row_style = attributes.get("table:default-cell-style-name")
        self._column, self._cells = 0, {}
        self._is_row_hidden = attributes.get("table:visibility") in _HIDDEN

    def _finish_row(self) -> None:
        table, cells, first = self._table, self._cells, self._row
        self._row += self._rows - 1
        if not cells or table is None or table.is_too_large:
            return
        self._cell_count += len(cells) * self._rows
        if len(table.rows) + self._rows > MOST_ROWS or self._cell_count > MOST_CELLS:
            table.is_too_large = True
            return
        for number in range(first, first + self._rows):
            table.rows[number] = dict(cells)
            if self._is_row_hidden:
                table.hidden_rows.add(number)

    def _finish_cell(self) -> None:
        attributes, text = self._cell or {}, self._text
        if _OTHER_FILE.search(attributes.get("table:formula", "")):
            raise Refusal(self.path, LINKS)
        self._cell = self._text = None
        column = self._column + 1
        repeated = bounded(attributes.get("table:number-columns-repeated"), _MOST_REPEATED, 1) or 1
        self._column += repeated
        if self._table is None or text is None or self._table.is_too_large:
            return
        self._add_block(attributes, column, self._table)
        value = self._values.value(attributes, str(text), self._format(attributes, column))
        if value is None:
            return
        if self._column > MOST_COLUMNS:
            self._table.is_too_large = True
            return
        for number in range(column, column + repeated):
            self._cells[number] = value

    def _format(self, attributes: Attributes, column: int) -> NumberFormat | None:
        style = attributes.get("table:style-name") or self._row_style
        if style is None and column <= len(self._column_styles):
            style = self._column_styles[column - 1]
        return self.styles.format(style)

    def _add_block(self, attributes: Attributes, column: int, table: Table) -> None:
        rows = bounded(attributes.get("table:number-rows-spanned"), _MOST_REPEATED, 1)
        columns = bounded(attributes.get("table:number-columns-spanned"), _MOST_REPEATED, 1)
        if rows > 1 or columns > 1:
            table.blocks.append(Block(self._row, self._row + rows - 1, column, column + columns - 1))
            table.is_too_large = table.is_too_large or len(table.blocks) > MOST_ROWS
