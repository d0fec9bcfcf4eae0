"""What another endpoint's refusal means, by its status and its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

from lq_graph.errors import EngineBusy, EngineError, LqError, QueryError, QueryExhausted, QuerySyntaxError

_LINE = re.compile(r"line\s+(\d+)(?:\D{1,20}(\d+))?", re.IGNORECASE)
_TOO_MUCH = re.compile("estimated execution time|exceeds the limit|time-?out|timed out|memory|S1T00", re.IGNORECASE)
_SYNTAX = re.compile(r"syntax|SPARQL compiler|parse error|encountered", re.IGNORECASE)
_ECHO = re.compile(r"\s*SPARQL query:.*", re.DOTALL)
_RETRY_SECONDS = 5
_LONGEST = 300
_BUSY = frozenset((429, 503))
_CAP = "X-SPARQL-MaxRows"
_PARTIAL = "X-SQL-State"


def refusal_of(status: int, headers: Mapping[str, str], body: bytes) -> LqError:
    """The error that an answer other than 200 means."""
    words = _ECHO.sub("", body.decode("utf-8", "replace")).strip()[:_LONGEST] or f"status {status}"
    if status in _BUSY:
        given = headers.get("Retry-After", "")
        return EngineBusy(int(given) if given.isdecimal() else _RETRY_SECONDS)
    if _TOO_MUCH.search(words):
        return QueryExhausted(f"the query needs more than the engine gives: {words}")
    if status == HTTPStatus.BAD_REQUEST and _SYNTAX.search(words):
        place = _LINE.search(words)
        return QuerySyntaxError(words, int(place[1]) if place else None, _number(place and place[2]))
    if status == HTTPStatus.BAD_REQUEST:
        return QueryError(words)
    return EngineError(f"the engine answered {status}: {words}")


def row_cap(headers: Mapping[str, str]) -> int | None:
    """The number of rows at which the endpoint cuts answers, if it says so."""
    cap = headers.get(_CAP, "")
    return int(cap) if cap.isdecimal() else None


def is_partial(headers: Mapping[str, str]) -> bool:
    """Whether the endpoint says that it stopped before the answer was complete, although its status is 200."""
    return _PARTIAL in headers


def _number(text: str | None) -> int | None:
    return int(text) if text else None
