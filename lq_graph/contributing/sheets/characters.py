"""Characters that look like others or cannot be seen: their names, and texts without them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lq_graph.text import Texts


class _Sign(NamedTuple):
    """What a keyboard has for a character, empty for one that cannot be seen; the names of both."""

    usual: str
    name: Texts
    instead: Texts


def _signs(usual: str, instead: Texts, names: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, _Sign]]:
    return ((each, _Sign(usual, Texts(*name), instead)) for characters, name in names.items() for each in characters)


def _letters(unusual: str, usual: str, name: Texts, instead: Texts) -> Iterator[tuple[str, _Sign]]:
    return ((each, _Sign(letter, name, instead)) for each, letter in zip(unusual, usual, strict=True))


def _range(*spans: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in spans for code in range(first, last + 1))


_NOTHING = Texts("", "")
_HYPHENS = Texts("bindestreck", "hyphens")
_SPACES = Texts("vanliga mellanslag", "ordinary spaces")
_QUOTES = Texts("raka citattecken", "straight quotes")
_SIGNS: Mapping[str, _Sign] = MappingProxyType(
    dict(
        [
            *_signs(
                "-",
                _HYPHENS,
                {
                    "\u2010": ("typografiska bindestreck", "typographic hyphens"),
                    "\u2011": ("hårda bindestreck", "non-breaking hyphens"),
                    "\u2012": ("siffertankstreck", "figure dashes"),
                    "\u2013": ("tankstreck", "en dashes"),
                    "\u2014\u2015": ("långa tankstreck", "em dashes"),
                    "\u2212": ("minustecken", "minus signs"),
                    "\ufe58\ufe63\uff0d": ("bindestreck av ett annat slag", "hyphens of another kind"),
                },
            ),
            *_signs(
                " ",
                _SPACES,
                {
                    "\u1680\u205f\u3000" + _range((0x2000, 0x2006), (0x2008, 0x200A)): (
                        "mellanslag av ett annat slag",
                        "spaces of another kind",
                    ),
                    "\u00a0": ("hårda mellanslag", "no-break spaces"),
                    "\u2007": ("siffermellanslag", "figure spaces"),
                    "\u202f": ("smala hårda mellanslag", "narrow no-break spaces"),
                },
            ),
            *_signs(" ", _NOTHING, {"\r\n": ("en radbrytning", "a line break"), "\t": ("en tabb", "a tab")}),
            *_signs(
                "",
                _NOTHING,
                {
                    "\u00ad": ("ett mjukt bindestreck", "a soft hyphen"),
                    "\ufe0e\ufe0f\ufeff" + _range((0x200B, 0x200D), (0x2060, 0x2064)): (
                        "tecken utan bredd",
                        "characters without width",
                    ),
                    "\u061c\u200e\u200f" + _range((0x202A, 0x202E), (0x2066, 0x2069)): (
                        "tecken för skrivriktning",
                        "marks of writing direction",
                    ),
                },
            ),
            *_letters("’‘‛”“„", "'''\"\"\"", Texts("böjda citattecken", "curled quotes"), _QUOTES),
            *_letters(
                "аеорсухіјѕАВЕКМНОРСТХІЈЅ",
                "aeopcyxijsABEKMHOPCTXIJS",
                Texts("kyrilliska bokstäver", "Cyrillic letters"),
                Texts("latinska bokstäver", "Latin letters"),
            ),
        ]
    )
)
_USUAL = {ord(character): sign.usual for character, sign in _SIGNS.items()}
_DIGITS = Texts("vanliga siffror", "ordinary digits")
_OTHER_DIGITS = Texts("siffror av ett annat slag", "digits of another kind")


def usual(text: str) -> str:
    """A text with what a keyboard has for characters that look alike, single spaces, and nothing that is not seen."""
    plain = text if text.isascii() else "".join(map(_digit, text.translate(_USUAL)))
    return " ".join(plain.split())


def unusual_character(text: str, what: Texts, ignored: str = "") -> Texts | None:
    """A sentence on the first character that is not as a keyboard has it; None if there is none but ignored ones.

    Such as `Datumet har tankstreck i stället för bindestreck.`; `what` is what the text is: `datumet`, `the date`.
    """
    return next((_sentence(what, each) for each in text if _sign(each) and each not in ignored), None)


def differing_character(text: str, right: str, what: Texts) -> Texts | None:
    """A sentence on the first character that another text, which looks like this one, has otherwise; None if none."""
    if usual(text).casefold() != usual(right).casefold():
        return None
    pairs = zip(_units(text), _units(right), strict=False)
    return next((_sentence(what, ours or theirs, theirs) for ours, theirs in pairs if ours != theirs), None)


def _units(text: str) -> Iterable[str]:
    """The characters of a text in small letters, with single spaces."""
    return " ".join(text.casefold().split(" "))


def _sentence(what: Texts, character: str, right: str | None = None) -> Texts:
    sign = _sign(character)
    name = _name(character)
    swedish, english = f"{what.sv} har {name.sv}", f"{what.en} has {name.en}"
    if sign is not None and not sign.usual:
        swedish, english = f"{swedish}, som inte syns", f"{english}, which cannot be seen"
    instead = _name(right) if right is not None else sign.instead if sign is not None else _NOTHING
    if instead.sv and (sign is None or sign.usual):
        swedish, english = f"{swedish} i stället för {instead.sv}", f"{english} instead of {instead.en}"
    return Texts(f"{swedish[:1].upper()}{swedish[1:]}.", f"{english[:1].upper()}{english[1:]}.")


def _name(character: str) -> Texts:
    """The name of a character, usual or not."""
    sign = _sign(character)
    if sign is not None:
        return sign.name
    names = {"-": _HYPHENS, " ": _SPACES, "'": _QUOTES, '"': _QUOTES}
    return names.get(character, Texts(f"”{character}”", f"“{character}”"))


def _sign(character: str) -> _Sign | None:
    if character.isascii() and character not in "\r\n\t":
        return None
    found = _SIGNS.get(character)
    if found is not None or _digit(character) == character:
        return found
    return _Sign(_digit(character), _OTHER_DIGITS, _DIGITS)


def _digit(character: str) -> str:
    value = None if character.isascii() else unicodedata.decimal(character, None)
    return character if value is None else str(value)
