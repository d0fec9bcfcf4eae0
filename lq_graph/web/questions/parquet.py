"""Result rows as Parquet, each column of the type that all of its values have.

| values | column |
|---|---|
| xsd:integer and what is derived from it | int64, if all of them fit |
| xsd:decimal, also together with integers | decimal128, exact, with the most decimals that occur |
| xsd:double, xsd:float | double |
| xsd:boolean | bool |
| xsd:date without zone | date32 |
| xsd:gYear without zone | int32 |
| anything else, IRIs, and mixed values | string, as in CSV |

A value that is absent is null. pyarrow takes a second to load and need not be installed, so `oracle` loads this module.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pyarrow
import pyarrow.parquet

from lq_graph.names import XSD
from lq_graph.triples.datatypes import INTEGERS

_INTEGERS = frozenset(XSD + name for name in INTEGERS)
_FLOATS = frozenset((f"{XSD}double", f"{XSD}float"))
_MAX_DIGITS = 38
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"-?\d{4,9}", re.ASCII)

Term = Mapping[str, Any]
Column = Sequence[Term | None]


def parquet_bytes(results: bytes, metadata: Mapping[str, str]) -> bytes:
    """SPARQL 1.1 JSON results as a Parquet file with some metadata; the same bytes each time."""
    document = json.loads(results)
    names, rows = document["head"]["vars"], document["results"]["bindings"]
    columns = [_column([row.get(name) for row in rows]) for name in names]
    table = pyarrow.table(columns, names=names).replace_schema_metadata(dict(metadata))
    output = io.BytesIO()
    pyarrow.parquet.write_table(table, output, compression="zstd")
    return output.getvalue()


def _column(terms: Column) -> pyarrow.Array:
    datatypes = {_datatype(term) for term in terms if term is not None}
    column = _typed(terms, datatypes) if datatypes else None
    return column if column is not None else _array(terms, str, pyarrow.string())


def _datatype(term: Term) -> str:
    """The datatype of a literal without language; empty for any other term."""
    if term["type"] not in ("literal", "typed-literal") or "xml:lang" in term:
        return ""
    return str(term.get("datatype", f"{XSD}string"))


def _typed(terms: Column, datatypes: set[str]) -> pyarrow.Array | None:
    """The column in the type of its values; None if they have no type in common, or do not fit it."""
    try:
        if datatypes <= _INTEGERS:
            return _array(terms, int, pyarrow.int64())
        if datatypes <= _INTEGERS | {f"{XSD}decimal"}:
            return _decimals(terms)
        if datatypes <= _FLOATS:
            return _array(terms, lambda text: float(text.replace("INF", "inf")), pyarrow.float64())
        simple = _SIMPLE.get(next(iter(datatypes))) if len(datatypes) == 1 else None
        return _array(terms, simple[0], simple[1]()) if simple else None
    except (ValueError, OverflowError, ArithmeticError, pyarrow.ArrowInvalid):
        return None


def _array(terms: Column, value: Callable[[str], Any], kind: pyarrow.DataType) -> pyarrow.Array:
    return pyarrow.array([None if term is None else value(str(term["value"])) for term in terms], kind)


def _decimals(terms: Column) -> pyarrow.Array | None:
    numbers = [Decimal(str(term["value"])) for term in terms if term is not None]
    scale = max(max(0, -int(number.as_tuple().exponent)) for number in numbers)
    whole = max(max(1, number.adjusted() + 1) for number in numbers)
    if scale + whole > _MAX_DIGITS:
        return None
    return _array(terms, Decimal, pyarrow.decimal128(_MAX_DIGITS, scale))


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):  # a date with a time zone, which date32 cannot store
        raise ValueError(text)
    return date.fromisoformat(text)


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise ValueError(text)
    return int(text)


_SIMPLE: Mapping[str, tuple[Callable[[str], Any], Callable[[], pyarrow.DataType]]] = MappingProxyType(
    {
        f"{XSD}boolean": (lambda text: text in ("true", "1"), pyarrow.bool_),
        f"{XSD}date": (_date, pyarrow.date32),
        f"{XSD}gYear": (_year, pyarrow.int32),
    }
)
