"""CSV as a Swedish Excel opens it by a double click: byte order mark, semicolons, decimal commas."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from lq_graph.names import XSD

_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))
_WITH_COMMA = frozenset(f"{XSD}{name}" for name in ("decimal", "double", "float"))
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "\ufeff"


def excel_csv(results: bytes) -> bytes:
    """SPARQL 1.1 JSON results as CSV for Excel, in UTF-8.

    A text that a spreadsheet would take as a formula gets an apostrophe before it; numbers keep their sign.
    """
    read = json.loads(results)
    columns = read["head"]["vars"]
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(_guarded(name) for name in columns)
    for row in read["results"]["bindings"]:
        writer.writerow(_cell(row.get(name)) for name in columns)
    return (_MARK + output.getvalue()).encode()


def _cell(term: dict[str, Any] | None) -> str:
    if term is None:
        return ""
    text = str(term["value"])
    datatype = term.get("datatype")
    if datatype in _NUMBERS:
        return text.replace(".", ",") if datatype in _WITH_COMMA else text
    return _guarded(text)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
