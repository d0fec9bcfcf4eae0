"""The two languages of the site, their addresses and their numbers."""

from __future__ import annotations

import re

from lq_graph.text import Language
from lq_graph.web.http.negotiation import best_language

YEAR_DIGITS = 4
_DECIMAL = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:\.(?P<fraction>\d+))?")


def language_of(path: str) -> Language:
    """The language of the page at a path."""
    return "en" if path == "/en" or path.startswith("/en/") else "sv"


def prefix_of(language: Language) -> str:
    """The prefix of the paths of a language."""
    return "/en" if language == "en" else ""


def preferred_language(header: str | None) -> Language:
    """The language that an Accept-Language header prefers; Swedish unless that is English."""
    return "en" if best_language(header, ("sv", "en")) == "en" else "sv"


def number(lexical: str, language: Language) -> str:
    """A number as the language writes it; thousands are separated from 10 000 up, so that years are not."""
    found = _DECIMAL.fullmatch(lexical)
    if not found:
        return lexical
    whole = found["whole"]
    if len(whole) > YEAR_DIGITS:
        whole = f"{int(whole):,}".replace(",", "\u00a0" if language == "sv" else ",")
    mark = "," if language == "sv" else "."
    return found["sign"].replace("-", "−") + whole + (mark + found["fraction"] if found["fraction"] else "")
