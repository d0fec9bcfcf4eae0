"""The two languages of the site, their addresses, their numbers and their order of letters."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from lq_graph.settings import Texts
from lq_graph.web.negotiation import best_language

Language = Literal["sv", "en"]

_SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
YEAR_DIGITS = 4
_DIGITS = re.compile(r"(\d+)")
_DECIMAL = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:\.(?P<fraction>\d+))?")


def language_of(path: str) -> Language:
    """The language of the page at a path."""
    return "en" if path == "/en" or path.startswith("/en/") else "sv"


def prefix_of(language: Language) -> str:
    """What the paths of a language start with."""
    return "/en" if language == "en" else ""


def preferred_language(header: str | None) -> Language:
    """The language that an Accept-Language header prefers, Swedish unless it says English."""
    return "en" if best_language(header, ("sv", "en")) == "en" else "sv"


def text_in(texts: Texts, language: Language) -> str:
    """A text in a language."""
    return texts.en if language == "en" else texts.sv


def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """The key that sorts texts as Swedish does, å ä ö last, and numbers by their size."""
    pieces = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, _letters(piece)) for piece in pieces if piece)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_SWEDISH_LAST))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def number(lexical: str, language: Language) -> str:
    """A number as the language writes it; thousands are set apart from 10 000 up, so that years stay whole."""
    found = _DECIMAL.fullmatch(lexical)
    if not found:
        return lexical
    whole = found["whole"]
    if len(whole) > YEAR_DIGITS:
        whole = f"{int(whole):,}".replace(",", "\u00a0" if language == "sv" else ",")
    mark = "," if language == "sv" else "."
    return found["sign"].replace("-", "−") + whole + (mark + found["fraction"] if found["fraction"] else "")
