"""Pages and documents are sent encoded, each encoding with its own entity tag."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from web.asgi import Client

UNDO = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.mark.parametrize("coding", sorted(UNDO))
@pytest.mark.parametrize("target", ["/", "/ns.ttl", "/page/direction/varmt"])
def test_an_answer_is_encoded_as_the_client_takes_it(client: Client, coding: str, target: str) -> None:
    plain, coded = client.get(target), client.get(target, accept_encoding=coding)
    assert coded.headers["content-encoding"] == coding
    assert UNDO[coding](coded.body) == plain.body
    assert len(coded.body) < len(plain.body)
    assert int(coded.headers["content-length"]) == len(coded.body)
    assert "Accept-Encoding" in coded.headers["vary"]


def test_a_coded_answer_has_a_tag_of_its_own_that_is_known_again(client: Client) -> None:
    plain, coded = client.get("/ns.ttl"), client.get("/ns.ttl", accept_encoding="gzip")
    assert plain.headers["etag"] != coded.headers["etag"]
    held = client.get("/ns.ttl", accept_encoding="gzip", if_none_match=coded.headers["etag"])
    assert (held.status, held.body, held.headers["etag"]) == (304, b"", coded.headers["etag"])


def test_small_answers_and_clients_that_take_no_coding_get_it_plain(client: Client) -> None:
    assert "content-encoding" not in client.get("/robots.txt", accept_encoding="gzip").headers
    assert "content-encoding" not in client.get("/").headers
    assert "content-encoding" not in client.get("/", accept_encoding="identity").headers


def test_ranges_are_of_the_plain_bytes(client: Client) -> None:
    reply = client.get("/data/dump.ttl", accept_encoding="gzip", range="bytes=0-1999")
    assert reply.status == 206
    assert "content-encoding" not in reply.headers
