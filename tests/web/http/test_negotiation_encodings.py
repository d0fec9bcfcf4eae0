"""Content codings."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from lq_graph.web.http.negotiation import IDENTITY, SMALLEST, coding_for, encoded, encoder, wanted_coding

BODY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}' * 100


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, *", "zstd"),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0", IDENTITY),
        ("deflate", IDENTITY),
        ("", IDENTITY),
        (None, IDENTITY),
        ("gzip;q=nonsense", IDENTITY),
        ("identity, gzip;q=0.5", IDENTITY),
    ],
)
def test_the_client_chooses_and_ties_go_to_the_cheapest(header: str | None, coding: str) -> None:
    assert wanted_coding(header) == coding


def test_a_small_body_is_sent_as_it_is() -> None:
    assert coding_for("gzip", SMALLEST - 1) == IDENTITY


def test_every_coding_can_be_undone_and_is_the_same_each_time() -> None:
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress, IDENTITY: bytes}
    for coding, decode in undo.items():
        assert decode(encoded(BODY, coding)) == BODY
        assert encoded(BODY, coding) == encoded(BODY, coding)
        assert coding == IDENTITY or len(encoded(BODY, coding)) < len(BODY) / 5


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", IDENTITY])
def test_parts_make_a_whole(coding: str) -> None:
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, IDENTITY: bytes}
    undo["zstd"] = lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body)
    encode = encoder(coding)
    parts = [encode(BODY), encode(BODY), encode(None)]
    assert undo[coding](b"".join(parts)) == BODY * 2
