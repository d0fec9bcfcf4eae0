"""Texts in the two languages of lq: shown safely, compared as people do, and in the order of Swedish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")  # of names, labels and messages


@dataclass(frozen=True)
class Texts:
    """A text in the two languages of lq."""

    sv: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in one of them."""
        return self.en if language == "en" else self.sv


# Text as it is shown: nothing in it can drive a terminal, hide, or reorder what follows.

_PICTURES = 0x2400  # the block of Unicode that has a picture for each control character
_DELETE, _DELETE_PICTURE = 0x7F, 0x2421
_REPLACEMENT = 0xFFFD
_NARROW = "\u0300"  # characters below are neither marks nor wide
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


def explicit(text: str) -> str:
    r"""A text in one line in which each character can be distinguished from every other: what differs looks different.

    Unlike in `visible`, a no-break space is `\u00a0` and not a space, and marks without width stand as their code
    points; a line feed is ↵.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else "↵" if each == "\n" else code_of_character(each) for each in text)


def code_of_character(character: str) -> str:
    r"""The code point of a character, such as `\u00a0`."""
    return f"\\u{ord(character):04x}"


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


def has_visible_character(text: str) -> bool:
    """Whether there is anything to see in a text: a character that is no space, control or format character."""
    return text[:1].isalnum() or any(character.isprintable() and not character.isspace() for character in text)


# Numbers as people read them.

_YEAR_DIGITS = 4
_DECIMAL = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:\.(?P<fraction>\d+))?")


def number(lexical: str, language: Language) -> str:
    """A number as the language writes it; thousands are separated from 10 000 up, so that years are not."""
    found = _DECIMAL.fullmatch(lexical)
    if not found:
        return lexical
    whole = found["whole"]
    if len(whole) > _YEAR_DIGITS:
        whole = f"{int(whole):,}".replace(",", "\u00a0" if language == "sv" else ",")
    mark = "," if language == "sv" else "."
    return found["sign"].replace("-", "−") + whole + (mark + found["fraction"] if found["fraction"] else "")


# Text as it is compared.

_ALIKE = 0.75
_SHORT_ALIKE = 0.6
_SHORT = 5
_BEGUN = 0.15
_LONGEST = 200
_SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """A text as it is compared: without regard to case, the form of its letters, or the amount of space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is most like a text, the first of those that are equally like it; None if none is like it.

    Likeness is the share of characters in common, in order, at least three quarters; a candidate that begins with the
    text is liker than its share, and no number is like another. Time: about 20 µs a candidate.
    """
    wanted = folded(text[:_LONGEST])
    if not any(map(str.isalpha, wanted)):
        return None
    least = _SHORT_ALIKE if len(wanted) <= _SHORT else _ALIKE
    matcher = SequenceMatcher(None, "", wanted, autojunk=False)
    best, found = least, None
    for candidate in candidates:
        letters = folded(candidate[:_LONGEST])
        more = _BEGUN if len(wanted) > _SHORT and letters.startswith(wanted) else 0.0
        matcher.set_seq1(letters)
        if matcher.real_quick_ratio() + more >= best and matcher.quick_ratio() + more >= best:
            ratio = matcher.ratio() + more
            if ratio > best or (found is None and ratio == best):
                best, found = ratio, candidate
    return found


# The order of Swedish.

_SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_DIGITS = re.compile(r"(\d+)")


def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """The key that sorts texts as Swedish does: å ä ö last, and numbers by their size."""
    pieces = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, _letters(piece)) for piece in pieces if piece)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_SWEDISH_LAST))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
