"""A literal that is nearly right, spelt as its datatype has it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from lq_graph.names import XSD
from lq_graph.triples.datatypes import is_well_formed
from lq_graph.triples.terms import Term

_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/. ]\s*(?P<year>\d{4})")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SPACE = re.compile(r"[\s\u00a0\u202f]+")
_TRUTHS = {"ja": "true", "yes": "true", "sant": "true", "nej": "false", "no": "false", "falskt": "false"}
_NUMBERS = frozenset((f"{XSD}decimal", f"{XSD}integer"))


def respelt(literal: Literal, datatypes: Iterable[Term]) -> str | None:
    """The text of a literal as the first datatype that it nearly fits would have it; None if it is near none."""
    for datatype in datatypes:
        if not isinstance(datatype, NamedNode):
            continue
        for text in (literal.value.strip(), *_spellings(literal.value, datatype.value)):
            if _is_new(literal, text, datatype) and is_well_formed(Literal(text, datatype=datatype)):
                return text
    return None


def _is_new(literal: Literal, text: str, datatype: NamedNode) -> bool:
    return bool(text) and (text != literal.value or datatype != literal.datatype)


def _spellings(text: str, datatype: str) -> Iterable[str]:
    if datatype in _NUMBERS:
        plain = _SPACE.sub("", text).replace("−", "-")
        return (plain, plain.replace(",", ".")) if plain.count(",") <= 1 else ()
    if datatype == f"{XSD}boolean":
        return (_TRUTHS.get(text.strip().casefold(), ""),)
    return _days(text.strip())


def _days(text: str) -> Iterable[str]:
    for pattern in (_DAY, _DAY_FIRST, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            day = f"-{int(parts['day']):02}" if parts["day"] else ""
            yield f"{parts['year']}-{int(parts['month']):02}{day}"
