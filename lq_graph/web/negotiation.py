"""Content negotiation, RFC 9110 §12.5: which of several offers a header asks for most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_STRING = r'"(?:[^"\\]++|\\.?)*+"?'  # one without an end is all that follows: nobody may have it looked for twice
_ELEMENT = re.compile(rf'(?:[^,"]++|{_STRING})++')
_PARAMETER = re.compile(rf'(?:[^;"]++|{_STRING})++')
_MEDIA_RANGE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+", re.ASCII)
_LANGUAGE_RANGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_CODING = re.compile(r"\*|[\w!#$%&'+.^`|~-]+", re.ASCII)
_LEAST = 0.0001
_QUALITY = re.compile(r"(?:0?\.\d{1,3}|[01](?:\.\d{0,3})?)")


@dataclass(frozen=True)
class Wish:
    """One element of an Accept header: a range in lower case, and how much it is wanted, from 0 to 1."""

    range: str
    quality: float


def best_media_type(header: str | None, offers: Sequence[str]) -> str | None:
    """The media type that an Accept header asks for most, or None if it takes no offer.

    The most specific range decides the quality of an offer, and ties go to the earlier offer. A missing, empty or
    malformed header takes everything.
    """
    wishes = _wishes(header, _MEDIA_RANGE) or (Wish("*/*", 1.0),)
    return _best(offers, {offer: _media_quality(offer, wishes) for offer in offers})


def best_language(header: str | None, offers: Sequence[str]) -> str | None:
    """The language that an Accept-Language header asks for most, or None if it takes no offer.

    A range such as `en-GB` also takes `en`. A missing, empty or malformed header takes everything.
    """
    wishes = _wishes(header, _LANGUAGE_RANGE) or (Wish("*", 1.0),)
    return _best(offers, {offer: _language_quality(offer, wishes) for offer in offers})


def best_coding(header: str | None, offers: Sequence[str]) -> str | None:
    """The content coding that an Accept-Encoding header asks for most, or None if it refuses all offers.

    `identity` is always taken, after all others, unless the header refuses it. A missing or malformed header takes
    nothing but identity. RFC 9110 §12.5.3.
    """
    wishes = {wish.range: wish.quality for wish in _wishes(header, _CODING)}
    least = 0.0 if wishes.get("*") == 0 else _LEAST
    rest = wishes.get("*", 0.0)
    return _best(offers, {offer: wishes.get(offer, least if offer == "identity" else rest) for offer in offers})


def _best(offers: Sequence[str], qualities: dict[str, float]) -> str | None:
    wanted = [offer for offer in offers if qualities[offer] > 0]
    return max(wanted, key=qualities.__getitem__, default=None)


def _wishes(header: str | None, allowed: re.Pattern[str]) -> tuple[Wish, ...]:
    """The elements of a header; none if any of them is malformed."""
    elements = [text.strip() for text in _ELEMENT.findall(header or "")]
    wishes = [_wish(text, allowed) for text in elements if text]
    return tuple(wish for wish in wishes if wish) if None not in wishes else ()


def _wish(text: str, allowed: re.Pattern[str]) -> Wish | None:
    wanted, *parameters = [part.strip() for part in _PARAMETER.findall(text)] or [""]
    wanted = "*/*" if wanted == "*" and allowed is _MEDIA_RANGE else wanted
    qualities = [part[2:] for part in parameters if part.lower().startswith("q=")]
    quality = qualities[0].strip() if qualities else "1"
    if not allowed.fullmatch(wanted) or not _QUALITY.fullmatch(quality):
        return None
    return Wish(wanted.lower(), min(float(quality), 1.0))


def _media_quality(offer: str, wishes: Iterable[Wish]) -> float:
    main = offer.partition("/")[0]
    specificity = {"*/*": 0, f"{main}/*": 1, offer: 2}
    return _most_specific((specificity[wish.range], wish.quality) for wish in wishes if wish.range in specificity)


def _language_quality(offer: str, wishes: Iterable[Wish]) -> float:
    return _most_specific(
        (0 if wish.range == "*" else 1, wish.quality)
        for wish in wishes
        if wish.range == "*" or wish.range.partition("-")[0] == offer
    )


def _most_specific(matches: Iterable[tuple[int, float]]) -> float:
    return max(matches, default=(0, 0.0))[1]
