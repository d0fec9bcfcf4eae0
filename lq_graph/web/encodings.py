"""Content codings: which one a client takes, and bodies written in it. RFC 9110 §8.4 and §12.5.3."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

import brotli
import zstandard

from lq_graph.web.negotiation import best_coding

SMALLEST = 1_000  # bytes; below, the headers of a packet outweigh what is saved
IDENTITY = "identity"

_GZIP_LEVEL, _ZSTD_LEVEL, _BROTLI_QUALITY = 5, 3, 4  # where time and size meet for answers made once and sent once
_CODERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "zstd": lambda body: zstandard.compress(body, _ZSTD_LEVEL),
        "br": lambda body: brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": lambda body: gzip.compress(body, _GZIP_LEVEL, mtime=0),
    }
)
CODINGS = (*_CODERS, IDENTITY)


def wanted_coding(header: str | None) -> str:
    """The coding that a client takes best; `identity` without a header."""
    return IDENTITY if header is None else best_coding(header, CODINGS) or IDENTITY


def coding_for(wanted: str, size: int) -> str:
    """The coding of a body of so many bytes: the wanted one, but for a small body."""
    return IDENTITY if size < SMALLEST else wanted


def encoded(body: bytes, coding: str) -> bytes:
    """A body in a coding; the same bytes each time. About 10 ms a megabyte."""
    return body if coding == IDENTITY else _CODERS[coding](body)


def encoder(coding: str) -> Callable[[bytes | None], bytes]:
    """A function that encodes a body part by part: given a part, what can be sent by then; given None, the rest."""
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
