"""Which queries were slow lately, so that those like them need not be tried among the short ones."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Protocol

_MOST_REMEMBERED = 4096
_MEMORY_SECONDS = 60.0


class Fingerprinted(Protocol):
    """A query that can be compared with those like it."""

    @property
    def fingerprint(self) -> int:
        """What `fingerprint` returns for its text."""
        ...


class SlowQueryMemo:
    """Queries that were slow within the last minute, by fingerprint, so that those like them need no quick worker."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def remember(self, query: Fingerprinted, now: float) -> None:
        """Notes that a query is slow."""
        self._until[query.fingerprint] = now + _MEMORY_SECONDS
        self._until.move_to_end(query.fingerprint)
        if len(self._until) > _MOST_REMEMBERED:
            self._until.popitem(last=False)

    def forget(self, query: Fingerprinted) -> None:
        """Notes that a query is not slow after all."""
        self._until.pop(query.fingerprint, None)

    def holds(self, query: Fingerprinted, now: float) -> bool:
        """Whether a query like this was slow. While none was, no fingerprint is computed, which takes longer."""
        until = self._until.get(query.fingerprint, 0.0) if self._until else 0.0
        if 0.0 < until < now:
            del self._until[query.fingerprint]
        return until > now


_LONGEST = 10_000  # characters; a longer query is only like itself
_PARTS = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\s]*>)"""
    r"""|"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?"""
    r"""|(?<![\w:.?$-])\d[\d.]*(?:[eE][+-]?\d+)?"""
    r"""|(?:\s|\#[^\n\r]*)+""",
    re.DOTALL,
)


def fingerprint(text: str) -> int:
    """A number that queries share if they differ in literals, comments and white space only, as those of a search box.

    It predicts how long a query takes, from others like it, and never what its answer is; text that is no query has one
    too.
    """

    def without_literals(part: re.Match[str]) -> str:
        found = part.group()
        if part["iri"]:
            return found
        return " " if found[0] == "#" or found[0].isspace() else "0"

    return hash(_PARTS.sub(without_literals, text).strip()) if len(text) <= _LONGEST else hash(text)
