"""The formats in which a named question is answered: those of the engine, Parquet, and CSV for a Swedish Excel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from lq_graph.names import XSD
from lq_graph.querying.formats import CSV, JSON, TSV, XML, Format
from lq_graph.triples.oracles import oracle


@dataclass(frozen=True)
class NamedFormat:
    """One format: its extension, its media type, and the format of the engine that it is converted from.

    `is_saved` states that browsers save it instead of showing it, `is_compressed` that content codings gain nothing.
    """

    name: str
    media_type: str
    source: Format
    is_saved: bool = False
    is_compressed: bool = False
    conversion: Literal["", "excel", "parquet"] = ""

    @property
    def content_type(self) -> str:
        """The media type with its charset, where it has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


RESULTS_JSON = NamedFormat("json", JSON.media_type, JSON)
EXCEL = NamedFormat("csv", CSV.media_type, JSON, is_saved=True, conversion="excel")
PARQUET = NamedFormat(
    "parquet", "application/vnd.apache.parquet", JSON, is_saved=True, is_compressed=True, conversion="parquet"
)
PARQUET_ADVICE = "parquet needs pyarrow, which comes with: pip install 'lq-graph[parquet]'"
_ALWAYS = (
    RESULTS_JSON,
    NamedFormat("csv", CSV.media_type, CSV, is_saved=True),
    NamedFormat("tsv", TSV.media_type, TSV, is_saved=True),
    NamedFormat("xml", XML.media_type, XML),
)


def offered_formats() -> tuple[NamedFormat, ...]:
    """The formats on offer, in the order of preference; Parquet only where pyarrow is installed."""
    return _ALWAYS if find_spec("pyarrow") is None else (*_ALWAYS, PARQUET)


def converted(
    form: NamedFormat, body: bytes, metadata: Mapping[str, str], heading: Callable[[str], str] = str
) -> bytes:
    """The engine's answer in a format; `metadata` goes into some formats, `heading` into those for people."""
    match form.conversion:
        case "excel":
            return excel_csv(body, heading)
        case "parquet":
            parquet: bytes = oracle("lq_graph.web.questions.parquet", "parquet_bytes")(body, metadata)
            return parquet
        case _:
            return body


_WITH_COMMA = frozenset(f"{XSD}{name}" for name in ("decimal", "double", "float"))
_NUMBERS = _WITH_COMMA | {f"{XSD}{name}" for name in ("integer", "int", "long")}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LABEL = "Label"
_BYTE_ORDER_MARK = "\ufeff"


def excel_csv(results: bytes, heading: Callable[[str], str] = str) -> bytes:
    """SPARQL 1.1 JSON results as CSV that a Swedish Excel opens by a double click, in UTF-8.

    `heading` gives the heading of a variable; that of `x` is also the one of `xLabel`, and `x` then has the address.

    It has a byte order mark, semicolons, and decimal commas. A text that a spreadsheet would take as a formula gets an
    apostrophe before it; numbers keep their sign.
    """
    document = json.loads(results)
    columns = document["head"]["vars"]
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(_without_formula(_heading(name, columns, heading)) for name in columns)
    for row in document["results"]["bindings"]:
        writer.writerow(_cell(row.get(name)) for name in columns)
    return (_BYTE_ORDER_MARK + output.getvalue()).encode()


def _heading(name: str, columns: list[str], heading: Callable[[str], str]) -> str:
    if f"{name}{_LABEL}" in columns and heading(name) != name:
        return f"{heading(name)} (adress)"
    base = name.removesuffix(_LABEL)
    return heading(base) if base != name and base in columns and heading(base) != base else heading(name)


def _cell(term: Mapping[str, Any] | None) -> str:
    if term is None:
        return ""
    text = str(term["value"])
    datatype = term.get("datatype")
    if datatype in _NUMBERS:
        return text.replace(".", ",") if datatype in _WITH_COMMA else text
    return _without_formula(text)


def _without_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
