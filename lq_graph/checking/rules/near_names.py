"""Names that are nearly the same: alike but for case, punctuation or one letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations

_SHORTEST = 6
_NUMBERS = re.compile(r"\d+")
_NO_LETTERS = re.compile(r"[\W_]+")


def near_pairs(names: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """The pairs of things whose names are nearly but not exactly the same, each once.

    Names with different numbers are different. Time: about 5 µs a name; names that differ by one letter share the
    first or the last half, so that only those are compared.
    """
    halves: dict[Hashable, list[tuple[int, str, str]]] = {}
    for thing, name in names:
        letters = _letters(name)
        numbers = tuple(_NUMBERS.findall(name))
        for key in _halves(letters):
            halves.setdefault((numbers, key), []).append((thing, name, letters))
    seen = set()
    for group in halves.values():
        for (one, name, letters), (other, other_name, other_letters) in combinations(group, 2):
            pair = frozenset((one, other))
            if one != other and pair not in seen and name != other_name and _are_near(letters, other_letters):
                seen.add(pair)
                yield one, other


def _halves(letters: str) -> Iterable[tuple[int, str]]:
    """The halves of a name of which one is in every name near to it; the whole of a short name."""
    if len(letters) < _SHORTEST:
        return ((0, letters),) if letters else ()
    lengths = {len(letters) // 2, (len(letters) - 1) // 2}
    return [key for half in lengths for key in ((half, letters[:half]), (-half, letters[-half:]))]


def _letters(name: str) -> str:
    """A name as it is compared: letters and digits alone, with one space between words."""
    return _NO_LETTERS.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip()


def _are_near(one: str, other: str) -> bool:
    """Whether two names differ by one letter of a word of several, or by spaces alone."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) < _SHORTEST:
        return False
    start = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    rest = short[start + 1 :] if len(short) == len(long) else short[start:]
    return rest == long[start + 1 :] and _stands_in_word(long, start)


def _stands_in_word(name: str, place: int) -> bool:
    """Whether a letter is one of at least four of a word: “Nämnd A” and “Nämnd B” are different names."""
    start, end = name.rfind(" ", 0, place) + 1, name.find(" ", place)
    return (len(name) if end < 0 else end) - start > 3  # noqa: PLR2004 - the shortest word that can be misspelt
