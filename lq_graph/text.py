"""Text from strangers, made fit to show: control characters made visible, long texts cut."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PICTURES = 0x2400  # the block of Unicode that has a picture for each control character
_DELETE, _DELETE_PICTURE = 0x7F, 0x2421
_REPLACEMENT = 0xFFFD
_NARROW = "\u0300"  # below stand neither marks nor wide characters
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)  # they reorder what follows
_NO_CHARACTERS = (*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF, 0x2028, 0x2029)
_VISIBLE = {
    **dict.fromkeys((*_TURNING, *_NO_CHARACTERS), _REPLACEMENT),
    **{code: _PICTURES + code for code in range(0x20)},
    _DELETE: _DELETE_PICTURE,
}
_WITH_LINES = {code: shown for code, shown in _VISIBLE.items() if code not in (0x09, 0x0A)}


def visible(text: str) -> str:
    """The text in one line, with pictures for control characters; what turns or breaks a line is replaced."""
    return text if text.isprintable() else text.translate(_VISIBLE)


def visible_lines(text: str) -> str:
    """The same for a text of several lines, whose line feeds and tabs stay."""
    return text.translate(_WITH_LINES)


def width(text: str) -> int:
    """How many columns of a terminal a visible text takes. UAX #11."""
    return len(text) if max(text, default="") < _NARROW else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if character >= _NARROW and unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
