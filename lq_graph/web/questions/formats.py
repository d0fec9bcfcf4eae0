"""CSV for a Swedish Excel, and ranges of bytes. RFC 9110 §14."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from lq_graph.names import XSD

# CSV as a Swedish Excel opens it by a double click: byte order mark, semicolons, decimal commas.

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


# Ranges of bytes: which part of an answer a client asks for. RFC 9110 §14.

_SINGLE = re.compile(r"bytes=[ \t]*(?P<first>\d{0,19})-(?P<last>\d{0,19})[ \t]*", re.IGNORECASE | re.ASCII)


class Unsatisfiable(Exception):
    """A range that begins beyond the end of the answer."""


def asked_range(header: str | None, size: int) -> range | None:
    """The bytes that a Range header asks for, of so many; None for all of them.

    A header that is malformed, or that asks for several ranges, is taken as if it was not there. Raises Unsatisfiable
    if none of the bytes asked for are there.
    """
    found = _SINGLE.fullmatch(header) if header else None
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        wanted = range(max(0, size - int(found["last"])), size)
    else:
        last = int(found["last"]) if found["last"] else size - 1
        if int(found["first"]) > last and found["last"]:
            return None
        wanted = range(int(found["first"]), min(last + 1, size))
    if not wanted:
        raise Unsatisfiable
    return wanted


def content_range(part: range, size: int) -> str:
    """The header that says which bytes a part is. RFC 9110 §14.4."""
    return f"bytes {part.start}-{part.stop - 1}/{size}"


def holds_for(if_range: str | None, tag: str) -> bool:
    """Whether a range may be given although the client says that it holds an older part. RFC 9110 §13.1.5."""
    return if_range is None or if_range.strip() == tag
