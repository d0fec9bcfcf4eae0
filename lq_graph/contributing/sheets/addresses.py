"""Web addresses as people write them."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from lq_graph.contributing.sheets.characters import unusual_character, usual
from lq_graph.contributing.sheets.problems import CellError, same
from lq_graph.text import Texts

_CODE = "cell-not-an-address"
_FORBIDDEN = re.compile(  # space, what RFC 3987 §2.2 excludes, and what cannot be seen or looks like a hyphen
    r'[\x00-\x20<>"{}|\\^`\u00a0\u00ad\u061c\u1680\u2000-\u2015\u2028-\u202f\u205f-\u206f\u2212\u3000\ufe0e\ufe0f\ufeff]'
)
_ADDRESS = re.compile(r"https?://[^/?#:@\s]+(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-zåäö]{2,}(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HALF_SCHEME = re.compile(r"\A(?:h?t?t?ps?:?/+|https?:|//)", re.IGNORECASE)
_WRAPPED = re.compile(r"[<(\[\"'”](?P<inner>.+)[>)\]\"'”]")
_BETWEEN = re.compile(r"\s*[;,|\n]\s*|\s+(?:och|and|&)\s+")
_BEGUN = re.compile(r"(?<![^\s;,|])(?:https?://|www\.)", re.IGNORECASE)
_RECORD = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|ärende|§)|\b[A-ZÅÄÖ]{2,5}[ -]?(?:19|20)[0-9]{2}[/:-][0-9]+", re.IGNORECASE
)
_FILE = re.compile(r"(?:[a-z]:|file:/|\\)[\\/].*", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[^\s@/]+@[^\s@/]+\.[a-z]+", re.IGNORECASE)
_REMARK = re.compile(  # behind an address; with an ending, it is a part of the name of a file
    r"[,;]? (?:[(\[]|(?:läst|hämtad|hämtat|besökt|accessed|read|sidan?|sid\.?|s\.|avsnitt|kap\.?) ).*"
    r"(?<!\.\w\w\w)(?<!\.\w\w\w\w)\Z",
    re.IGNORECASE,
)
_THE_ADDRESS = Texts("adressen", "the address")
_KEYBOARD = Texts("Kopiera adressen igen från webbläsaren.", "Copy the address again from the browser.")
_ONE_EACH = Texts(
    "Cellen har flera adresser. Skriv en i varje kolumn.", "The cell has several addresses. Write one in each column."
)
_ONE = Texts("Cellen har flera adresser. Skriv en enda av dem.", "The cell has several addresses. Write one of them.")
_PAGE_OF_RECORD = Texts(
    "Ange adressen till sidan där handlingen finns, med https:// först.",
    "Give the address of the page where the record is, with https:// first.",
)
_PAGE = Texts(
    "Ange adressen till sidan där källan finns, med https:// först.",
    "Give the address of the page where the source is, with https:// first.",
)
_PUBLISHED = Texts(
    "En fil på en egen dator går inte att nå. Ange adressen till sidan där den är publicerad.",
    "A file on a computer of one's own cannot be reached. Give the address of the page where it is published.",
)
_NO_MAIL = Texts(
    "En e-postadress är ingen källa. Ange adressen till en sida.",
    "A mail address is no source. Give the address of a page.",
)


def read_address(text: str, is_one_of_several: bool = False) -> NamedNode | CellError:
    """The address of a web page, absolute and with http or https."""
    if _is_several(text):
        return CellError(_CODE, None, _ONE_EACH if is_one_of_several else _ONE)
    if _is_address(text):
        scheme, _, rest = text.partition(":")
        return NamedNode(f"{scheme.lower()}:{rest}")
    plain = usual(text)
    named = unusual_character(text, _THE_ADDRESS, "\u00a0\u202f")
    if named is not None and "\n" not in text and _is_address(plain):
        return CellError(_CODE, same(plain), _KEYBOARD, named)
    probable = _probable_address(text)
    return CellError(_CODE, same(probable) if probable else None, None if probable else _advice(text))


def _is_several(text: str) -> bool:
    """Whether a text has more than one address in it, with something between them."""
    begun = len(_BEGUN.findall(text))
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    return begun > 1 or (begun == 0 and len(parts) > 1 and all(map(_HOST.fullmatch, parts)))


def _advice(text: str) -> Texts | None:
    """What to do about what is no address at all."""
    if _FILE.match(text):
        return _PUBLISHED
    if _MAIL.fullmatch(text):
        return _NO_MAIL
    if _RECORD.search(text):
        return _PAGE_OF_RECORD
    return None if "/" in text or ":" in text else _PAGE


def _is_address(text: str) -> bool:
    if not _ADDRESS.fullmatch(text) or _FORBIDDEN.search(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _probable_address(text: str) -> str | None:
    """The address that is nearly written: without its scheme, with space in it or a remark behind it, in brackets."""
    inner = _WRAPPED.fullmatch(text)
    bare = _REMARK.sub("", " ".join((inner["inner"] if inner else text).split()))
    for each in (bare, bare.replace(" ", "%20")):
        for offer in (each, f"https://{_HALF_SCHEME.sub('', each, count=1)}"):
            if _is_address(offer) and _HOST.fullmatch(offer.partition("://")[2]):
                return offer
    return None
