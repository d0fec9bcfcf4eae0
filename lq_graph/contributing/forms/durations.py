"""Durations of years and months, as people write them: `7 år`, `1 år och 6 månader`. XML Schema 1.1 Part 2 §3.3.6."""

from __future__ import annotations

import re

from lq_graph.names import XSD
from lq_graph.text import Language

DURATION = f"{XSD}duration"
_LEXICAL = re.compile(r"P(?:(?P<years>[1-9][0-9]*)Y)?(?:(?P<months>[1-9][0-9]*)M)?")
_WRITTEN = re.compile(
    r"(?:(?P<years>[0-9]{1,3}) ?(?:år|års|years?|yrs?\.?))?"
    r"(?:,? ?(?:och |and )?(?P<months>[0-9]{1,3}) ?(?:månader|månad|mån\.?|months?))?",
    re.IGNORECASE,
)
_MONTHS_OF_A_YEAR = 12


def duration_of(text: str) -> str | None:
    """The lexical form of a duration that somebody wrote, None for what is none; a number alone is one of years."""
    plain = " ".join(text.split())
    if _LEXICAL.fullmatch(plain) and plain != "P":
        return plain
    found = _WRITTEN.fullmatch(plain if not plain.isdecimal() else f"{plain} år")
    years, months = (int(found[name] or 0) for name in ("years", "months")) if found and plain else (0, 0)
    years, months = years + months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR
    lexical = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"P{lexical}" if lexical else None


def duration_text(lexical: str, language: Language) -> str:
    """A duration as people write it; what is no duration of years and months is returned as it is."""
    found = _LEXICAL.fullmatch(lexical)
    if found is None or not (found["years"] or found["months"]):
        return lexical
    words = {"sv": (("år", "år"), ("månad", "månader"), "och"), "en": (("year", "years"), ("month", "months"), "and")}
    of_years, of_months, and_ = words[language]
    parts = [
        f"{number} {names[number != '1']}"
        for number, names in ((found["years"], of_years), (found["months"], of_months))
        if number
    ]
    return f" {and_} ".join(parts)
