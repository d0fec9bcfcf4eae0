"""The two languages of the site, and their addresses."""

from __future__ import annotations

from lq_graph.text import Language
from lq_graph.web.http.negotiation import best_language


def language_of(path: str) -> Language:
    """The language of the page at a path."""
    return "en" if path == "/en" or path.startswith("/en/") else "sv"


def prefix_of(language: Language) -> str:
    """The prefix of the paths of a language."""
    return "/en" if language == "en" else ""


def preferred_language(header: str | None) -> Language:
    """The language that an Accept-Language header prefers; Swedish unless that is English."""
    return "en" if best_language(header, ("sv", "en")) == "en" else "sv"
