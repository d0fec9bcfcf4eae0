"""A request as the hot path reads it: the few headers that matter, found in one pass, without objects around them."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import Scope

_NAMED = frozenset((b"accept", b"accept-encoding", b"if-none-match"))


class Incoming:
    """The headers that decide which answer a client takes; each a value, or None."""

    __slots__ = ("accept", "codings", "held")

    def __init__(self, scope: Scope) -> None:
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _NAMED:
                found[name] = found[name] + b", " + value if name in found else value
        self.accept = found.get(b"accept")
        self.codings = found.get(b"accept-encoding")
        self.held = found.get(b"if-none-match")

    def holds(self, tag: bytes) -> bool:
        """Whether the client says that it has the answer with an entity tag. RFC 9110 §13.1.2."""
        return self.held is not None and (tag in self._held_tags())

    def _held_tags(self) -> Iterable[bytes]:
        held = self.held or b""
        return (each.strip().removeprefix(b"W/") for each in held.split(b","))


def decoded(value: bytes | None) -> str | None:
    """A header's value as text; None if there is none."""
    return None if value is None else value.decode("latin-1")
