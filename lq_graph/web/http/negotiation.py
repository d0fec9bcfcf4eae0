"""Content negotiation: media types and content codings, and the formats on offer. RFC 9110 §8.4 and §12.5."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import brotli
import zstandard
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, FORMATS, GRAPH_FORMATS, RESULT_FORMATS, Format, format_named

HTML = "text/html"
IDENTITY = "identity"
SMALLEST = 1_000  # bytes; below, the headers of a packet outweigh what is saved
_STRING = r'"(?:[^"\\]++|\\.?)*+"?'  # one without an end is all that follows, so that no input is scanned twice
_ELEMENT = re.compile(rf'(?:[^,"]++|{_STRING})++')
_PARAMETER = re.compile(rf'(?:[^;"]++|{_STRING})++')
_MEDIA_RANGE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+", re.ASCII)
_LANGUAGE_RANGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_CODING = re.compile(r"\*|[\w!#$%&'+.^`|~-]+", re.ASCII)
_LEAST = 0.0001
_QUALITY = re.compile(r"(?:0?\.\d{1,3}|[01](?:\.\d{0,3})?)")


@dataclass(frozen=True)
class Preference:
    """One element of an Accept header: a range in lower case, and its quality, from 0 to 1."""

    range: str
    quality: float


def best_media_type(header: str | None, offers: Sequence[str]) -> str | None:
    """The media type that an Accept header prefers, or None if it accepts no offer.

    The most specific range decides the quality of an offer, and ties go to the earlier offer. A missing, empty or
    malformed header accepts everything.
    """
    preferences = _preferences(header, _MEDIA_RANGE) or (Preference("*/*", 1.0),)
    return _best(offers, {offer: _media_quality(offer, preferences) for offer in offers})


def best_language(header: str | None, offers: Sequence[str]) -> str | None:
    """The language that an Accept-Language header prefers, or None if it accepts no offer.

    A range such as `en-GB` also accepts `en`. A missing, empty or malformed header accepts everything.
    """
    preferences = _preferences(header, _LANGUAGE_RANGE) or (Preference("*", 1.0),)
    return _best(offers, {offer: _language_quality(offer, preferences) for offer in offers})


def best_coding(header: str | None, offers: Sequence[str]) -> str | None:
    """The content coding that an Accept-Encoding header prefers, or None if it refuses all offers.

    `identity` is always accepted, after all others, unless the header refuses it. A missing or malformed header accepts
    identity alone. RFC 9110 §12.5.3.
    """
    preferences = {each.range: each.quality for each in _preferences(header, _CODING)}
    least = 0.0 if preferences.get("*") == 0 else _LEAST
    rest = preferences.get("*", 0.0)
    return _best(offers, {offer: preferences.get(offer, least if offer == "identity" else rest) for offer in offers})


def _best(offers: Sequence[str], qualities: dict[str, float]) -> str | None:
    wanted = [offer for offer in offers if qualities[offer] > 0]
    return max(wanted, key=qualities.__getitem__, default=None)


def _preferences(header: str | None, allowed: re.Pattern[str]) -> tuple[Preference, ...]:
    """The elements of a header; none if any of them is malformed."""
    elements = [text.strip() for text in _ELEMENT.findall(header or "")]
    preferences = [_preference(text, allowed) for text in elements if text]
    return tuple(each for each in preferences if each) if None not in preferences else ()


def _preference(text: str, allowed: re.Pattern[str]) -> Preference | None:
    wanted, *parameters = [part.strip() for part in _PARAMETER.findall(text)] or [""]
    wanted = "*/*" if wanted == "*" and allowed is _MEDIA_RANGE else wanted
    qualities = [part[2:] for part in parameters if part.lower().startswith("q=")]
    quality = qualities[0].strip() if qualities else "1"
    if not allowed.fullmatch(wanted) or not _QUALITY.fullmatch(quality):
        return None
    return Preference(wanted.lower(), min(float(quality), 1.0))


def _media_quality(offer: str, preferences: Iterable[Preference]) -> float:
    main = offer.partition("/")[0]
    specificity = {"*/*": 0, f"{main}/*": 1, offer: 2}
    return _most_specific((specificity[each.range], each.quality) for each in preferences if each.range in specificity)


def _language_quality(offer: str, preferences: Iterable[Preference]) -> float:
    return _most_specific(
        (0 if each.range == "*" else 1, each.quality)
        for each in preferences
        if each.range == "*" or each.range.partition("-")[0] == offer
    )


def _most_specific(matches: Iterable[tuple[int, float]]) -> float:
    return max(matches, default=(0, 0.0))[1]


# Content codings: which one a client prefers, and bodies encoded in it. RFC 9110 §8.4 and §12.5.3.

_GZIP_LEVEL, _ZSTD_LEVEL, _BROTLI_QUALITY = 5, 3, 4  # a balance of time and size for responses that are sent once
_CODERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "zstd": lambda body: zstandard.compress(body, _ZSTD_LEVEL),
        "br": lambda body: brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": lambda body: gzip.compress(body, _GZIP_LEVEL, mtime=0),
    }
)
CODINGS = (*_CODERS, IDENTITY)


def wanted_coding(header: str | None) -> str:
    """The coding that a client prefers; `identity` without a header."""
    return IDENTITY if header is None else best_coding(header, CODINGS) or IDENTITY


def coding_for(wanted: str, size: int) -> str:
    """The coding of a body of so many bytes: the wanted one, but for a small body."""
    return IDENTITY if size < SMALLEST else wanted


def encoded(body: bytes, coding: str) -> bytes:
    """A body in a coding; the same bytes each time. About 10 ms a megabyte."""
    return body if coding == IDENTITY else _CODERS[coding](body)


def encoder(coding: str) -> Callable[[bytes | None], bytes]:
    """A function that encodes a body part by part: for a part, it returns what can be sent; for None, the rest."""
    match coding:
        case "gzip":
            stream = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
            return lambda part: stream.flush() if part is None else stream.compress(part)
        case "zstd":
            frame = zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()
            return lambda part: frame.flush() if part is None else frame.compress(part)
        case "br":
            brotlied = brotli.Compressor(quality=_BROTLI_QUALITY)
            return lambda part: brotlied.finish() if part is None else brotlied.process(part)
        case _:
            return lambda part: part or b""


# The formats on offer: formats of rows, formats of graphs, and the page for people.


@dataclass(frozen=True)
class Offer:
    """One representation on offer: its media type, and its format, or None for the page."""

    media_type: str
    format: Format | None

    @property
    def is_page(self) -> bool:
        """Whether this is the page for people."""
        return self.format is None


@dataclass(frozen=True)
class Choice:
    """The representations chosen for an answer of rows and for one of triples; None where none is acceptable."""

    results: Offer | None
    graph: Offer | None

    @property
    def is_page(self) -> bool:
        """Whether an answer of either kind would be a page."""
        return any(offer is not None and offer.is_page for offer in (self.results, self.graph))


PAGE = Offer(HTML, None)


def choose_of_query(accept: str | None, format_name: str | None) -> Choice:
    """The representation of each kind of answer that a client prefers, by `format`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if none is acceptable.
    """
    if format_name is not None:
        return _named(format_name)
    choice = Choice(
        _best_offers(accept, [*_offers(RESULT_FORMATS), PAGE]),
        _best_offers(accept, [*_offers(ANSWER_GRAPH_FORMATS), PAGE]),
    )
    if choice.results is None and choice.graph is None:
        raise not_acceptable([*FORMATS])
    return choice


def choose_for_graph(request: Request, formats: Sequence[Format] = GRAPH_FORMATS, page_first: bool = True) -> Offer:
    """The page or the format of a graph that the client prefers, by `?format=`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if none is acceptable.
    """
    name = request.query_params.get("format")
    offers = [PAGE, *_offers(formats)] if page_first else [*_offers(formats), PAGE]
    chosen = _best_offers(accept_header(request), offers) if name is None else _named(name).graph
    if chosen is None or (chosen.format is not None and chosen.format not in formats):
        raise not_acceptable(formats)
    return chosen


def accept_header(request: Request) -> str | None:
    """The Accept header of a request, its lines joined; None if there is none."""
    return ", ".join(request.headers.getlist("accept")) or None


def prefers_page(request: Request) -> bool:
    """Whether the client prefers a page to JSON."""
    return best_media_type(accept_header(request), ("application/problem+json", "application/json", HTML)) == HTML


def not_acceptable(formats: Iterable[Format]) -> NotAcceptable:
    """The error that lists the formats."""
    known = ", ".join(each.media_type for each in formats)
    return NotAcceptable(f"none of the formats in Accept is given here; ask for {HTML}, {known}")


def _named(name: str) -> Choice:
    wanted = name.replace(" ", "+")
    if wanted.lower() in ("html", HTML):
        return Choice(PAGE, PAGE)
    results, graph = format_named(wanted, "results"), format_named(wanted, "graph")
    if results is None and graph is None:
        known = ", ".join(["html", *(each.name for each in FORMATS)])
        raise HTTPException(400, f"format is not one of {known}, nor the media type of one of these")
    return Choice(_offer(results), _offer(graph))


def _offer(form: Format | None) -> Offer | None:
    return Offer(form.media_type, form) if form else None


def _offers(formats: Sequence[Format]) -> list[Offer]:
    """Every name of the formats, their own before the aliases."""
    own = [Offer(each.media_type, each) for each in formats]
    return own + [Offer(alias, each) for each in formats for alias in each.aliases]


def _best_offers(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    chosen = best_media_type(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == chosen), None)
