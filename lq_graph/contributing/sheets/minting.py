"""Addresses of things: those that people give, and those that are minted from what a thing is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lq_graph.contributing.sheets.misreading import Misreading, probably
from lq_graph.contributing.sheets.slug import LONGEST, shortened, slug
from lq_graph.names import Names

_KEY = re.compile("[a-z0-9]+(?:--?[a-z0-9]+)*")
_LONGEST_KEY = 120
_SCHEME = re.compile("[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Minting:
    """Gives the things of one class their addresses; the same things in the same order get the same addresses.

    `is_known` tells whether the graph has something at an address, `is_member` whether it is a thing of the class.
    """

    names: Names
    segment: str
    is_known: Callable[[str], bool]
    is_member: Callable[[str], bool]
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def given(self, text: str) -> str | Misreading:
        """The address that a person gave, whole, as `id/plan/x`, or as the key alone."""
        iri = self._whole(text)
        if self.is_member(iri):
            return self._take(iri)
        parts = self.names.thing_parts(iri)
        if parts is None:
            return self._not_ours(text, iri)
        if parts[0] != self.segment:
            return probably("row-id-of-another-class", self.names.thing(self.segment, slug(parts[1])))
        if not _KEY.fullmatch(parts[1]) or len(parts[1]) > _LONGEST_KEY:
            return probably("row-id-not-a-key", slug(parts[1]))
        return self._take(iri)

    def mint(self, label: str) -> str:
        """A new address for a thing of a label; with a number behind it where the plain one is taken."""
        key = slug(label) or self.segment
        iri = self.names.thing(self.segment, key)
        while iri in self._taken or self.is_known(iri):
            iri = self.names.thing(self.segment, self._numbered(key))
        return self._take(iri)

    def _numbered(self, key: str) -> str:
        number = self._numbers[key] = self._numbers.get(key, 1) + 1
        return f"{shortened(key, LONGEST - len(str(number)) - 1)}-{number}"

    def _take(self, iri: str) -> str:
        self._taken.add(iri)
        return iri

    def _whole(self, text: str) -> str:
        if _SCHEME.match(text):
            return text
        path = text if "/" in text else f"id/{self.segment}/{text}"
        return f"{self.names.base}{path}"

    def _not_ours(self, text: str, iri: str) -> Misreading:
        """Of another base, or of this one and no address of a thing."""
        key = slug(text.rstrip("/").rpartition("/")[2])
        if iri.startswith(self.names.base):
            return probably("row-id-not-a-key", key)
        here = self.names.thing(self.segment, key)
        return probably("row-id-elsewhere", here if self.is_known(here) else None)
