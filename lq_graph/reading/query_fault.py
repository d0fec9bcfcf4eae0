"""Where a SPARQL parser says that a query is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)$", re.DOTALL)


@dataclass(frozen=True)
class QueryFault:
    """What is wrong with a query, and where; line and column count from 1."""

    reason: str
    line: int | None
    column: int | None


def query_fault(error: SyntaxError) -> QueryFault:
    """The fault that the engine's parser found."""
    text = error.msg or str(error)
    found = _PLACE.match(text)
    if found is None:
        return QueryFault(text, error.lineno, error.offset)
    return QueryFault(found["reason"], int(found["line"]), int(found["column"]))
