"""Checks that a query must pass before an engine runs it: size, nesting, no calls to other servers, no updates."""

from __future__ import annotations

import re
from typing import Literal, cast

from lq_graph.errors import QueryRefused
from lq_graph.querying.wire import query_bytes
from lq_graph.reading.sparql_tokens import Token, all_tokens, may_be_less_than

Form = Literal["select", "ask", "construct", "describe"]

DEEPEST = 100
_MOST_READINGS = 16
_MOST_MENTIONS = 200

GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
# `(?!)`, which never matches, ends the choices of a possessive group: Python before 3.11.5 goes on behind what the
# last, failed turn of one has read, unless another choice is tried. https://github.com/python/cpython/issues/106052
_START = re.compile(
    rf"""{GAP}(?:(?:BASE{GAP}<[^<>]*+>
    |PREFIX{GAP}[^\s:<]*+:{GAP}<[^<>]*+>
    |VERSION{GAP}(?:"[^"\r\n]*+"|'[^'\r\n]*+')){GAP}|(?!))*+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_FORM = re.compile(r"SELECT|ASK|CONSTRUCT|DESCRIBE", re.IGNORECASE | re.ASCII)
_UPDATE = re.compile(r"INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH", re.IGNORECASE | re.ASCII)
_CALL = re.compile(
    rf"""service{GAP}(?:silent{GAP})?
    (?:<[^<>"{{}}|^`\s]*+>|[?$]?(?:\\.|[^\s{{}}<>\#'"?$()\[\],;\\])++)
    {GAP}\{{""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_GRAPH_NAMED = re.compile(r"(?:^|[\s{}])(?:graph|from|named)[ \t]++\Z", re.IGNORECASE | re.ASCII)
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]|\\U(?!000[0-9A-Fa-f]|0010)")


def check_query(text: str) -> None:
    """Raises unless an engine may run the query.

    Raises QueryRefused if it is too large or too deep, calls another server or is an update; QuerySyntaxError if it is
    not Unicode text.
    """
    query_bytes(text)
    update = _UPDATE.match(text, start_of_form(text))
    if update:
        raise QueryRefused(
            f"{update[0].upper()} is an update; this endpoint is read-only: SELECT, ASK, CONSTRUCT, DESCRIBE"
        )
    mentions = text.lower().count("service")
    if not mentions and sum(map(text.count, "([{")) <= DEEPEST:
        return
    if mentions > _MOST_MENTIONS or (mentions and _HALF_CHARACTER.search(text)):
        raise QueryRefused(
            f"the word 'service' is there over {_MOST_MENTIONS} times or with \\u escapes of no character"
        )
    _check_readings(text)


def query_form(text: str) -> Form | None:
    """The form of the query, by its first keyword; None if it is no query."""
    found = _FORM.match(text, start_of_form(text))
    return cast("Form", found[0].lower()) if found else None


def start_of_form(text: str) -> int:
    """The position of the first keyword, after the prologue (BASE, PREFIX, VERSION)."""
    found = _START.match(text)
    return found.end() if found else 0


def _check_readings(text: str) -> None:
    """Checks every way in which the query can be tokenised: what looks like an IRI can be a comparison with `<`."""
    starts = [(0, 0)]
    seen: set[int] = set()
    while starts:
        for place in _check_reading(text, *starts.pop()):
            if place[0] not in seen:
                seen.add(place[0])
                starts.append(place)
        if len(seen) > _MOST_READINGS:
            raise QueryRefused("too many IRIs with # or ' that could be comparisons; write them in full, with https://")


def _check_reading(text: str, start: int, depth: int) -> list[tuple[int, int]]:
    """The places, with their depths, from which another reading must be checked."""
    others = []
    for token in all_tokens(text, start):
        if token.lastgroup == "mark":
            depth = max(0, depth + _step(token))
            _check_depth(depth)
        elif token.lastgroup == "iri":
            _check_depth(depth + token[0].count("(") + token[0].count("["))
            if may_be_less_than(token):
                others.append((token.start() + 1, depth))
        elif token.lastgroup in {"name", "word"}:
            _check_call(text, token)
    return others


def _step(mark: Token) -> int:
    return 1 if mark[0][0] in "([{" else -1 if mark[0][-1] in ")]}" else 0


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise QueryRefused(f"brackets are nested more than {DEEPEST} deep; write the query flatter")


def _check_call(text: str, token: Token) -> None:
    """Refuses a SERVICE in a name or a word; even `a:SERVICE<…>{}` can be one, where `a:` alone is a name."""
    lower = token[0].lower()
    place = lower.find("service")
    while place >= 0:
        if _CALL.match(text, token.start() + place) and not _names_graph(text, token):
            raise QueryRefused(
                "SERVICE is not given here: no query is sent to other servers"
                " (if 'service' is part of a name, write a full stop before the { that follows)"
            )
        place = lower.find("service", place + 1)


def _names_graph(text: str, token: Token) -> bool:
    """Whether the token is a graph's name: no group is open before it, or it follows GRAPH, FROM or NAMED."""
    before = text[: token.start()]
    return "{" not in before or bool(token.lastgroup == "name" and _GRAPH_NAMED.search(before[-40:]))
