"""Texts from the data, made fit to show: in one line, nothing hidden, and no longer than a person reads."""

from __future__ import annotations

import unicodedata
from itertools import takewhile

SHOWN = 300
_AROUND = 40
_CUT = "…"


def visible(text: str) -> str:
    r"""A text in one line in which every character can be seen.

    Controls, invisible marks and changes of direction stand as their numbers, so that no text can drive a terminal or
    look like another: a line break as ↵, a no-break space as `\u00a0`.
    """
    return "".join(map(_shown, text))


def shortened(text: str) -> str:
    """A text of at most SHOWN characters."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + _CUT


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts less what long texts have in common, but for some of it around the first and the last difference.

    Accents that are written apart, so that two texts differ and look the same, stand as their numbers.
    """
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        old, new = _spelled(old), _spelled(new)
    if max(len(old), len(new)) <= SHOWN // 2:
        return old, new
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    return _between(old, start, end), _between(new, start, end)


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), len(text) - end + _AROUND)
    head, tail = _CUT if first else "", _CUT if last < len(text) else ""
    return shortened(f"{head}{text[first:last]}{tail}")


def _spelled(text: str) -> str:
    return "".join(_number(character) if unicodedata.combining(character) else character for character in text)


def _shown(character: str) -> str:
    if character == "\n":
        return "↵"
    return character if character.isprintable() else _number(character)


def _number(character: str) -> str:
    return f"\\u{ord(character):04x}"
