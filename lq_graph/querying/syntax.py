"""What is wrong with a query that Oxigraph cannot parse, in words."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from lq_graph.errors import QuerySyntaxError
from lq_graph.names import WELL_KNOWN_PREFIXES
from lq_graph.reading.query_file import query_fault
from lq_graph.reading.sparql_tokens import Token, words

_EXPECTED = re.compile(r"expected (?:one of )?")
_ITEM = re.compile(
    r""""(?P<quoted>(?:[^"\\]|\\.)+)"|\[[^\[\]]*\]
    |(?P<keyword>[A-Za-z_]+)(?=,|$)|(?P<reason>[A-Za-z]+\ [^",\[\]]+)""",
    re.VERBOSE,
)
_MOST_ITEMS = 12
_LONGEST = 30


def syntax_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    """The refusal of a query that the engine cannot parse, with its place and what could stand there instead."""
    missing = _missing_prefix(text)
    if missing:
        return QuerySyntaxError(_undeclared(missing[0].partition(":")[0], _declared(text)), *_place(text, missing))
    fault = query_fault(error)
    if fault.line is None or fault.column is None:
        return QuerySyntaxError(fault.reason)
    column = _characters(text, fault.line, fault.column)
    expected = _EXPECTED.sub("", fault.reason, count=1)
    return QuerySyntaxError(_reason(_rest(text, fault.line, column), expected), fault.line, column)


def _reason(rest: str, expected: str) -> str:
    items = list(_ITEM.finditer(expected))
    reasons = [item["reason"] for item in items if item["reason"]]
    if reasons:
        return f"{'; '.join(reasons)}, at {rest}"
    could = [item[0] for item in items if item["quoted"] or item["keyword"]][:_MOST_ITEMS]
    return f"unexpected {rest}" + (f"; expected, for example, {' or '.join(could)}" if could else "")


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _characters(text: str, line: int, column: int) -> int:
    """The column in characters of a column in bytes."""
    lines = _lines(text)
    if line > len(lines):
        return column
    return len(lines[line - 1].encode()[: column - 1].decode(errors="ignore")) + 1


def _rest(text: str, line: int, column: int) -> str:
    """What stands at a place, shortened."""
    rest = "\n".join(_lines(text)[line - 1 :])[column - 1 :].split()
    return f'"{rest[0][:_LONGEST]}"' if rest else "end of the query"


def _place(text: str, token: Token) -> tuple[int, int]:
    before = text[: token.start()]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _declared(text: str) -> set[str]:
    """The prefixes that a query declares, each with its colon."""
    pairs = pairwise(words(text))
    return {name[0] for keyword, name in pairs if keyword[0].lower() == "prefix" and name.lastgroup == "name"}


def _missing_prefix(text: str) -> Token | None:
    declared = _declared(text)
    names = [token for token in words(text) if token.lastgroup == "name"]
    return next((name for name in names if name[0].partition(":")[0] + ":" not in declared), None)


def _undeclared(prefix: str, declared: Collection[str]) -> str:
    """What is wrong with a prefix, and what to do: declare it, or use one that is declared."""
    reason = f"the prefix {prefix}: is not declared"
    if prefix in WELL_KNOWN_PREFIXES or not declared:
        return f"{reason}; begin with PREFIX {prefix}: <{WELL_KNOWN_PREFIXES.get(prefix, '…')}>"
    return f"{reason}; declared are {', '.join(sorted(declared)[:_MOST_ITEMS])}"
