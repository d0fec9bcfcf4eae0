"""Content codings: which one a client takes, and bodies written in it. RFC 9110 §8.4 and §12.5.3."""

from __future__ import annotations

import gzip
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


def coding_for(header: str | None, size: int) -> str:
    """The coding that a client takes best for a body of so many bytes; `identity` for small ones."""
    if header is None or size < SMALLEST:
        return IDENTITY
    return best_coding(header, CODINGS) or IDENTITY


def encoded(body: bytes, coding: str) -> bytes:
    """A body in a coding; the same bytes each time. About 10 ms a megabyte."""
    return body if coding == IDENTITY else _CODERS[coding](body)
