"""Sets of characters in a regular expression of XPath, written for an engine that knows them by code point."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from lq_graph.checking.shacl.unicode_blocks import BLOCKS

_CATEGORIES = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_NAME_START = (
    r"A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}"
    r"\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}:"
)
_NAME = _NAME_START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_LETTERS = {"s": r" \t\n\r", "i": _NAME_START, "c": _NAME, "d": r"\p{Nd}", "w": r"\p{L}\p{M}\p{N}\p{S}"}
ESCAPES: Mapping[str, str] = MappingProxyType(
    {letter: f"[{members}]" for letter, members in _LETTERS.items()}
    | {letter.upper(): f"[^{members}]" for letter, members in _LETTERS.items()}
)
LAST_CASED = 0x1FFFF  # no character after it has two cases


def character(code: int) -> str:
    """A character, whatever it is, as a member of a set or as a pattern of its own."""
    return f"\\x{{{code:X}}}"


def span(first: int, last: int, any_case: bool) -> str:
    """The members of a set from one character to another, with their other cases if case does not count.

    XPath F&O 3.1 §5.6.1.1, flag i.
    """
    members = f"{character(first)}-{character(last)}"
    return members + "".join(map(character, sorted(_other_cases(first, last)))) if any_case else members


def one(code: int, any_case: bool) -> str:
    """A pattern for one character."""
    return f"[{span(code, code, any_case)}]" if any_case and _cases().get(code) else character(code)


def property_of(name: str, outside: bool) -> str:
    r"""The set of \p{name}, or of \P{name} outside it; raises ValueError for a name that XML Schema has not."""
    if _CATEGORIES.fullmatch(name):
        return f"\\{'P' if outside else 'p'}{{{name}}}"
    if not name.startswith("Is") or name[2:] not in BLOCKS:
        raise ValueError(f"Unicode has no category or block {name!r}")
    first, last = BLOCKS[name[2:]]
    return f"[{'^' if outside else ''}{character(first)}-{character(last)}]"


def _other_cases(first: int, last: int) -> set[int]:
    cases = _cases()
    if last - first < len(cases):
        codes: Iterator[int] = (code for code in range(first, last + 1) if code in cases)
    else:
        codes = (code for code in cases if first <= code <= last)
    return {other for code in codes for other in cases[code] if not first <= other <= last}


@lru_cache(maxsize=1)
def _cases() -> Mapping[int, frozenset[int]]:
    """For each character that has them, the characters with which it shares its lower or its upper case."""
    sharing: dict[tuple[bool, str], set[int]] = defaultdict(set)
    cased = [code for code in range(LAST_CASED) if chr(code).lower() != chr(code) or chr(code).upper() != chr(code)]
    for code in cased:
        sharing[True, chr(code).lower()].add(code)
        sharing[False, chr(code).upper()].add(code)
    together = {code: sharing[True, chr(code).lower()] | sharing[False, chr(code).upper()] for code in cased}
    return {code: frozenset(others - {code}) for code, others in together.items() if len(others) > 1}
