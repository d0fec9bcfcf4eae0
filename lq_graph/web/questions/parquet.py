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

docs: a value that is not there is null. pyarrow takes a second to load, so this module comes in by `oracle` alone.
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

_WHOLE = frozenset(XSD + name for name in INTEGERS)
_REAL = frozenset((f"{XSD}double", f"{XSD}float"))
_MOST_DIGITS = 38
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"-?\d{4,9}", re.ASCII)
_TRUE = ("true", "1")

Term = Mapping[str, Any]
Column = Sequence[Term | None]


def parquet_bytes(results: bytes, said: Mapping[str, str]) -> bytes:
    """SPARQL 1.1 JSON results as a Parquet file with some metadata; the same bytes each time."""
    read = json.loads(results)
    names, rows = read["head"]["vars"], read["results"]["bindings"]
    columns = [_array([row.get(name) for row in rows]) for name in names]
    table = pyarrow.table(columns, names=names).replace_schema_metadata(dict(said))
    output = io.BytesIO()
    pyarrow.parquet.write_table(table, output, compression="zstd")
    return output.getvalue()


def _array(column: Column) -> pyarrow.Array:
    terms = [term for term in column if term is not None]
    made = _typed(column, {_datatype(term) for term in terms}) if terms else None
    return made if made is not None else _made(column, str, pyarrow.string())


def _datatype(term: Term) -> str:
    if term["type"] not in ("literal", "typed-literal") or "xml:lang" in term:
        return ""
    return str(term.get("datatype", f"{XSD}string"))


def _typed(column: Column, datatypes: set[str]) -> pyarrow.Array | None:
    """The column in a type of its own; None if its values have none in common, or do not fit it."""
    try:
        if datatypes <= _WHOLE:
            return _made(column, int, pyarrow.int64())
        if datatypes <= _WHOLE | {f"{XSD}decimal"}:
            return _decimals(column)
        if datatypes <= _REAL:
            return _made(column, _real, pyarrow.float64())
        if len(datatypes) == 1:
            return _single(column, next(iter(datatypes)))
    except (ValueError, OverflowError, ArithmeticError, pyarrow.ArrowInvalid):
        return None
    return None


def _single(column: Column, datatype: str) -> pyarrow.Array | None:
    found = _SINGLE.get(datatype)
    return _made(column, found[0], found[1]()) if found else None


def _made(column: Column, value: Callable[[str], Any], kind: pyarrow.DataType) -> pyarrow.Array:
    return pyarrow.array([None if term is None else value(str(term["value"])) for term in column], kind)


def _decimals(column: Column) -> pyarrow.Array | None:
    numbers = [Decimal(str(term["value"])) for term in column if term is not None]
    scale = max(max(0, -int(number.as_tuple().exponent)) for number in numbers)
    whole = max(max(1, number.adjusted() + 1) for number in numbers)
    if scale + whole > _MOST_DIGITS:
        return None
    return _made(column, Decimal, pyarrow.decimal128(_MOST_DIGITS, scale))


def _real(text: str) -> float:
    return float(text.replace("INF", "inf"))


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise ValueError(text)
    return int(text)


_SINGLE: Mapping[str, tuple[Callable[[str], Any], Callable[[], pyarrow.DataType]]] = MappingProxyType(
    {
        f"{XSD}boolean": (lambda text: text in _TRUE, pyarrow.bool_),
        f"{XSD}date": (_day, pyarrow.date32),
        f"{XSD}gYear": (_year, pyarrow.int32),
    }
)
