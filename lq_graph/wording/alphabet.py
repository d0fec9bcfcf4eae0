"""The order of letters in Swedish."""

from __future__ import annotations

import re
import unicodedata

_SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_DIGITS = re.compile(r"(\d+)")


def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """The key that sorts texts as Swedish does, å ä ö last, and numbers by their size."""
    pieces = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, _letters(piece)) for piece in pieces if piece)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_SWEDISH_LAST))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
