"""Web addresses as people write them."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from lq_graph.contributing.sheets.misreading import Misreading, probably

CODE = "cell-not-an-address"
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`\u00a0\u2000-\u200b\u3000]')  # RFC 3987 §2.2 has none of them
_ADDRESS = re.compile(r"https?://[^/?#:@\s]+(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-zåäö]{2,}(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HALF_SCHEME = re.compile(r"\A(?:h?t?t?ps?:?/+|https?:|//)", re.IGNORECASE)
_WRAPPED = re.compile(r"[<(\[\"'”](?P<inner>.+)[>)\]\"'”]")


def read_address(text: str) -> NamedNode | Misreading:
    """The address of a web page, absolute and with http or https."""
    if _is_address(text):
        scheme, _, rest = text.partition(":")
        return NamedNode(f"{scheme.lower()}:{rest}")
    return probably(CODE, _probable(text))


def _is_address(text: str) -> bool:
    if not _ADDRESS.fullmatch(text) or _FORBIDDEN.search(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _probable(text: str) -> str | None:
    """The address that is nearly written: without its scheme, with space in it, in brackets."""
    inner = _WRAPPED.fullmatch(text)
    bare = " ".join((inner["inner"] if inner else text).split())
    for each in (bare, bare.replace(" ", "%20"), bare.replace(" ", "")):
        for offer in (each, f"https://{_HALF_SCHEME.sub('', each, count=1)}"):
            if _is_address(offer) and _HOST.fullmatch(offer.partition("://")[2]):
                return offer
    return None
