"""Which texts a datatype allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, partial
from types import MappingProxyType

from pyoxigraph import Literal

from lq_graph.triples.temporal import DURATIONS, MOMENTS, is_temporal

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Check = Callable[[str], bool]

INTEGERS: Mapping[str, tuple[Decimal | None, Decimal | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "long": (Decimal(-(2**63)), Decimal(2**63 - 1)),
        "int": (Decimal(-(2**31)), Decimal(2**31 - 1)),
        "short": (Decimal(-(2**15)), Decimal(2**15 - 1)),
        "byte": (Decimal(-(2**7)), Decimal(2**7 - 1)),
        "nonNegativeInteger": (Decimal(0), None),
        "positiveInteger": (Decimal(1), None),
        "unsignedLong": (Decimal(0), Decimal(2**64 - 1)),
        "unsignedInt": (Decimal(0), Decimal(2**32 - 1)),
        "unsignedShort": (Decimal(0), Decimal(2**16 - 1)),
        "unsignedByte": (Decimal(0), Decimal(2**8 - 1)),
        "nonPositiveInteger": (None, Decimal(0)),
        "negativeInteger": (None, Decimal(-1)),
    }
)
_NAME_START = (
    r"A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_REST = _NAME_START + r"\-.0-9\xb7\u0300-\u036f\u203f-\u2040"
_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"
_WORD = r"[^\x00\t\n\r \ud800-\udfff\ufffe\uffff]+"
_BASE64 = r"[A-Za-z0-9+/] ?"
_GRAMMARS = {
    "string": r"[^\x00\ud800-\udfff\ufffe\uffff]*",
    "normalizedString": r"[^\x00\t\n\r\ud800-\udfff\ufffe\uffff]*",
    "token": f"(?:{_WORD}(?: {_WORD})*)?",
    "anyURI": r"[^\x00\ud800-\udfff\ufffe\uffff]*",
    "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "Name": f"[:{_NAME_START}][:{_NAME_REST}]*",
    "NCName": f"[{_NAME_START}][{_NAME_REST}]*",
    "NMTOKEN": f"[:{_NAME_REST}]+",
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "float": _FLOAT,
    "double": _FLOAT,
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": (
        f"(?:(?:{_BASE64}){{4}})*"
        f"(?:(?:{_BASE64}){{3}}[A-Za-z0-9+/]|(?:{_BASE64}){{2}}[AEIMQUYcgkosw048] ?=|{_BASE64}[AQgw] ?= ?=)|"
    ),
}
_DIGITS = re.compile(r"[+-]?[0-9]+")


def is_well_formed(literal: Literal) -> bool:
    """Whether a literal's text is in the lexical space of its datatype; True for datatypes that are not known here.

    Known are those of RDF 1.1 Concepts §5.1; space around a value is not taken away, and a day must exist. rdf:HTML and
    rdf:XMLLiteral take any text; rdf:langString needs a language tag. XSD 1.1 Part 2 §3.3 and §3.4.
    """
    datatype = literal.datatype.value
    check = CHECKS.get(datatype)
    if check is None:
        return datatype != RDF + "langString" or literal.language is not None
    return check(literal.value)


def _matches(grammar: str, text: str) -> bool:
    return _compiled(grammar).fullmatch(text) is not None


@cache
def _compiled(grammar: str) -> re.Pattern[str]:
    """The pattern of a grammar, made when a literal first needs it: few datatypes occur in a graph."""
    return re.compile(grammar)


def _is_integer(least: Decimal | None, most: Decimal | None, text: str) -> bool:
    if _DIGITS.fullmatch(text) is None:
        return False
    return (least is None or Decimal(text) >= least) and (most is None or Decimal(text) <= most)


def _checks() -> dict[str, Check]:
    checks: dict[str, Check] = {XSD + name: partial(_matches, text) for name, text in _GRAMMARS.items()}
    checks |= {XSD + name: partial(_is_integer, *bounds) for name, bounds in INTEGERS.items()}
    return checks | {XSD + name: partial(is_temporal, name) for name in MOMENTS | DURATIONS}


CHECKS: Mapping[str, Check] = MappingProxyType(_checks())
