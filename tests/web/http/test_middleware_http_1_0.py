"""Streamed responses for HTTP/1.0 clients, which cannot read chunked bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from lq_graph.errors import AnswerTooLarge
from lq_graph.settings import Limits
from lq_graph.web.http.middleware import CommonMiddleware, LastResortMiddleware, ResponseBroken
from lq_graph.web.http.service import service_of
from web.wire import served, talk


async def parts(scope: Scope, receive: Receive, send: Send) -> None:
    """An answer in two parts; in the middle of it, one breaks off."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"first, ", "more_body": True})
    if scope["path"] == "/broken":
        raise ResponseBroken("too large") from AnswerTooLarge(5)
    await send({"type": "http.response.body", "body": b"second"})


@pytest.fixture(scope="module", name="port")
def _port() -> Iterator[int]:
    with served(
        CommonMiddleware(LastResortMiddleware(parts), "2000-01-01-00000000", service_of(Limits(2, 1, 1000, 1000)))
    ) as port:
        yield port


def test_a_client_of_http_1_0_gets_a_length_and_no_chunks(port: int) -> None:
    head, _, body = talk(port, "GET / HTTP/1.0\n\n").partition("\r\n\r\n")
    assert "content-length: 13" in head.lower()
    assert "transfer-encoding" not in head.lower()
    assert body == "first, second"


def test_others_get_chunks(port: int) -> None:
    head, _, body = talk(port, "GET / HTTP/1.1\nHost: a\nConnection: close\n\n").partition("\r\n\r\n")
    assert "transfer-encoding: chunked" in head.lower()
    assert body.startswith("7\r\nfirst, ")


def test_what_breaks_off_is_an_error_to_a_client_of_http_1_0(port: int) -> None:
    refused = talk(port, "GET /broken HTTP/1.0\n\n")
    assert refused.startswith("HTTP/1.1 413")
    assert "larger than 5 bytes" in refused
    reply = talk(port, "GET /broken HTTP/1.1\nHost: a\n\n")
    assert reply.startswith("HTTP/1.1 200")
    assert not reply.endswith("0\r\n\r\n")


def test_head_tells_no_length_that_it_does_not_know(port: int) -> None:
    reply = talk(port, "HEAD / HTTP/1.0\n\n")
    assert reply.startswith("HTTP/1.1 200")
    assert "content-length" not in reply.lower()
    assert reply.endswith("\r\n\r\n")
