"""A sheet as CSV, in the way that Excel in Swedish opens it: UTF-8 with a byte order mark, and semicolons."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import IO

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import Row, number_text, row_cells, sheet_columns, value_counts
from lq_graph.text import Language

DELIMITER = ";"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMMAND = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet takes for a formula, and what is guarded against that
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def write_csv(form: Form, language: Language, stream: IO[bytes], rows: Sequence[Row] = ()) -> None:
    """Writes a row of headers, and then the rows."""
    counts = value_counts(rows)
    columns = sheet_columns(form, counts)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([column.header.in_language(language) for column in columns])
    for row in rows:
        cells = row_cells(form, row, counts)
        values = (cells.get(column.key, "") for column in columns)
        writer.writerow(
            [guarded(value) if isinstance(value, str) else number_text(str(value), language) for value in values]
        )
    stream.write(_BYTE_ORDER_MARK + text.getvalue().encode())


def guarded(text: str) -> str:
    """A text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if _COMMAND.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if _GUARDED.match(text) else text
