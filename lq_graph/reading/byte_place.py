"""Where a byte of a content stands in its text."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\r\n|\r|\n")


def byte_place(content: bytes, offset: int) -> tuple[int, int]:
    """The line and column of a byte, which count from 1, in characters; bytes that are no UTF-8 count as one each."""
    text = content[:offset].decode("utf-8", "replace")
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    return len(starts), len(text) - starts[-1] + 1
