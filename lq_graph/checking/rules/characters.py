"""What is wrong with the characters of one text: nothing to read, lost or hidden characters, wrong decoding, markup."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest

from lq_graph.text import has_visible_character

LONGEST_NAME = 250


@dataclass(frozen=True)
class TextFault:
    """The code of a rule on texts, and the text as it would be right, if that can be computed."""

    code: str
    repaired: str | None = None


@dataclass(frozen=True)
class Use:
    """How a text is used: as a name or a code in one line, and whether it quotes the name that somebody else gave."""

    is_name: bool = False
    is_code: bool = False
    is_quoted: bool = False


def text_fault(text: str, use: Use) -> TextFault | None:
    """The first fault of a text, the gravest first; None if it has none. Time: about 1 µs for a plain text."""
    if not text or text[0].isspace() or text[-1].isspace() or "  " in text or not _PLAIN.fullmatch(text):
        if not has_visible_character(text):
            return TextFault("text-empty")
        for rule in _RULES:
            fault = rule(text, use)
            if fault is not None:
                return fault
    return _overlong(text, use) or _placeholder(text, use)


_LETTERS = "[A-Za-z0-9åäöÅÄÖéÉüÜ ,;()!%+=–—’”“‘'-]*"
_PLAIN = re.compile(rf"{_LETTERS}(?:[.:](?=[ )”\d]|$){_LETTERS})*")  # nothing that a rule below looks for
_LOST = re.compile(r"\ufffd|(?<=[A-Za-zåäöÅÄÖ])\?(?=[a-zåäö])")


def _lost(text: str, use: Use) -> TextFault | None:
    """A replacement character, or a question mark within a word, where a character could not be decoded."""
    is_address = _ADDRESS.search(text) is not None
    found = "\ufffd" in text or (not is_address and _LOST.search(text) is not None)
    return TextFault("text-lost-character") if found else None


# Text that was decoded with the wrong encoding: UTF-8 read as that of Windows, of DOS or of the Mac.

_ENCODINGS = (("cp1252", "latin-1"), ("cp850",), ("mac_roman",))
_LEADS = re.compile("[ÂÃâð├┬Ô√¬‚]")
_MOST_ROUNDS = 3


def _misread(text: str, use: Use) -> TextFault | None:
    repaired = text
    for _ in range(_MOST_ROUNDS):
        again = _decoded_again(repaired)
        if again == repaired:
            break
        repaired = again
    return None if repaired == text else TextFault("text-wrong-encoding", unicodedata.normalize("NFC", repaired))


def _decoded_again(text: str) -> str:
    """The text with what can only be UTF-8 in a wrong encoding decoded as UTF-8."""
    if not _LEADS.search(text):
        return text
    for encodings in _ENCODINGS:
        pattern, bytes_ = _misreading(encodings)
        parts = (bytes(map(bytes_.__getitem__, found)).decode("utf-8") for found in pattern.findall(text))
        again = "".join(chain.from_iterable(zip_longest(pattern.split(text), parts, fillvalue="")))
        if again != text:
            return again
    return text


@cache
def _misreading(encodings: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, int]]:
    """The pattern of Latin letters, punctuation and emoji of UTF-8 in other encodings, and the bytes of characters."""
    characters: dict[int, str] = {}
    for byte in range(0x80, 0x100):
        decoded = (bytes([byte]).decode(encoding, "ignore") for encoding in encodings)
        characters[byte] = "".join(dict.fromkeys(character for character in decoded if character))

    def one_of(first: int, last: int) -> str:
        return "[" + "".join(re.escape(characters[byte]) for byte in range(first, last + 1)) + "]"

    rest = one_of(0x80, 0xBF)
    latin = one_of(0xC2, 0xC3) + rest
    punctuation = one_of(0xE2, 0xE2) + one_of(0x80, 0x84) + rest
    emoji = one_of(0xF0, 0xF0) + one_of(0x9F, 0x9F) + rest + rest
    known = {character: byte for byte, found in characters.items() for character in found}
    return re.compile(f"{latin}|{punctuation}|{emoji}"), known


# Characters that are not seen, and letters in pieces.

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_BREAKS = "\n\r"


def _hidden(text: str, use: Use) -> TextFault | None:
    """Control and format characters: without width, turning the direction of text, private or unassigned."""
    if text.isprintable():
        return None
    hidden = {each for each in text if each not in _BREAKS and unicodedata.category(each) in _HIDDEN}
    if not hidden:
        return None
    repaired = "".join((" " if each in "\t\u2028\u2029" else "") if each in hidden else each for each in text)
    return TextFault("text-hidden-character", unicodedata.normalize("NFC", repaired).strip())


# Letters of other alphabets that look like Latin ones, which a keyboard or a text that was read from a picture gives.

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXaeopcyxijsABEZHIKMNOPTYXo")
_OTHER_LETTERS = re.compile(f"[{''.join(map(chr, _ALIKE))}]")
_WORD = re.compile(r"[^\W\d_]+")


def _mixed(text: str, use: Use) -> TextFault | None:
    """A Latin word with a letter of another alphabet that looks like a Latin one, so that searches miss the word."""
    if not _OTHER_LETTERS.search(text):
        return None

    def latin(found: re.Match[str]) -> str:
        return found[0].translate(_ALIKE) if _LATIN.search(found[0]) else found[0]

    repaired = _WORD.sub(latin, text)
    return None if repaired == text else TextFault("text-mixed-script", repaired)


def _decomposed(text: str, use: Use) -> TextFault | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    return TextFault("text-decomposed", unicodedata.normalize("NFC", text))


# Markup and addresses.

_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>", re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKDOWN = (
    (re.compile(r"!?\[([^\]\n]+)\]\([^)\s]+\)"), r"\1"),
    (re.compile(r"\[\[(?:[^\]|\n]*\|)?([^\]|\n]+)\]\]"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)([^\n]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]*[^\s*_])\1(?![\w*_])"), r"\2"),
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"^[ ]{0,3}(?:#{1,6}|[*+>])[ ]+(?=\S)", re.MULTILINE), ""),
)


def _marked_up(text: str, use: Use) -> TextFault | None:
    """Tags and entities of HTML, and marks of Markdown and wikis."""
    plain = _TAG.sub("", text)
    if _ENTITY.search(plain):
        plain = html.unescape(plain)
    for pattern, inner in _MARKDOWN:
        plain = pattern.sub(inner, plain)
    if plain == text:
        return None
    plain = " ".join(plain.split()) if use.is_name else plain.strip()
    return TextFault("text-markup", plain or None)


_ADDRESS = re.compile(r"(?i)\b(?:https?|ftp|file|urn|mailto):\S|\bwww\.[\w-]+\.")
_ONLY_ADDRESS = re.compile(r"(?i)<?(?:(?:https?|ftp|file|urn|mailto):\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*)>?")


def _address(text: str, use: Use) -> TextFault | None:
    """A name in which an address stands, or any text that is an address and nothing else."""
    if use.is_code:
        return None
    found = _ONLY_ADDRESS.fullmatch(text.strip()) or (use.is_name and _ADDRESS.search(text))
    return TextFault("text-is-address") if found else None


# Space and length.


def _broken(text: str, use: Use) -> TextFault | None:
    has_break = (use.is_name or use.is_code) and any(each in text.strip() for each in _BREAKS)
    return TextFault("text-line-break", " ".join(text.split())) if has_break else None


def _spaced(text: str, use: Use) -> TextFault | None:
    """Space around a text, or more than one space in a row in a name; a quoted name stays as it is."""
    if use.is_quoted:
        return None
    right = text.strip()
    if use.is_name or use.is_code:
        right = re.sub(" {2,}", " ", right)
    return None if right == text else TextFault("text-space", right)


def _overlong(text: str, use: Use) -> TextFault | None:
    is_overlong = use.is_name and not use.is_quoted and len(text) > LONGEST_NAME
    return TextFault("text-too-long") if is_overlong else None


_PLACEHOLDER = re.compile(r"(?i)[\W_]+|todo\b.*|tbd|fixme\b.*|x{3,}|n/a|lorem ipsum\b.*")


def _placeholder(text: str, use: Use) -> TextFault | None:
    """A name without a letter or digit, or with words that only keep the place of a name."""
    is_one = use.is_name and not use.is_quoted and _PLACEHOLDER.fullmatch(text)
    return TextFault("text-placeholder") if is_one else None


_RULES: tuple[Callable[[str, Use], TextFault | None], ...] = (
    _lost,
    _misread,
    _hidden,
    _mixed,
    _marked_up,
    _address,
    _broken,
    _spaced,
    _decomposed,
)
