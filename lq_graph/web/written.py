"""Requests as they are written, and under which key the answer to each is kept; bounded, as strangers write them."""

from __future__ import annotations

from collections.abc import Hashable

MOST_BYTES = 32_000_000
LONGEST = 8_000  # bytes; what is longer is read again each time
_OVERHEAD = 400  # bytes that a request takes beside what is written

Written = tuple[str | bytes | None, ...]


class WrittenRequests:
    """The keys of requests that were answered. Memory: as much as is said; when it is full, all are forgotten."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._keys: dict[Written, Hashable] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, written: Written) -> Hashable | None:
        """The key of a request; None if it is not known."""
        return self._keys.get(written)

    def remember(self, written: Written, key: Hashable) -> None:
        """Notes the key of a request, if it is not too long."""
        size = written_bytes(written)
        if size > LONGEST or written in self._keys:
            return
        if self._size + size + _OVERHEAD > self._most_bytes:
            self._keys.clear()
            self._size = 0
        self._keys[written] = key
        self._size += size + _OVERHEAD


def written_bytes(written: Written) -> int:
    """How long a request is, in bytes, or in characters where it is text."""
    return sum(len(part) for part in written if part is not None)
