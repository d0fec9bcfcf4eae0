"""Heads of requests are bounded in bytes and in time."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send

from lq_graph.web.http import server as module
from lq_graph.web.http.server import HEAD_BYTES, Connection
from web.wire import sent, served, talk

SHORT = 0.3
GET = "GET / HTTP/1.1\nHost: a\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """It takes the whole body, and its time if it is asked to."""
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(3 * SHORT if scope["path"] == "/slow" else 0)
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module", name="port")
def _port() -> Iterator[int]:
    with served(app, Connection) as port:
        yield port


@pytest.fixture(name="impatient")
def _impatient(monkeypatch: pytest.MonkeyPatch, port: int) -> int:
    monkeypatch.setattr(module, "HEAD_SECONDS", SHORT)
    return port


def all_of(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            received += part
    return received


def taken(connection: socket.socket, piece: bytes) -> int:
    """How many bytes a server takes of what never ends, up to ten times the bound."""
    size = 0
    with suppress(OSError):
        while size < 10 * HEAD_BYTES:
            connection.sendall(piece)
            size += len(piece)
            time.sleep(0.002)
    return size


@pytest.mark.parametrize("begin", ["GET /", "GET / HTTP/1.1\nX-Long: ", "GET / HTTP/1.1\nX-Many"])
def test_a_head_without_end_is_refused(port: int, begin: str) -> None:
    with sent(port, begin) as connection:
        piece = (b"a" if begin.endswith(("/", " ")) else b": a\r\nX-Many") * 2000
        assert taken(connection, piece) < 10 * HEAD_BYTES
        assert all_of(connection)[:12] in {b"HTTP/1.1 431", b"HTTP/1.1 400", b""}


def test_trailers_without_end_are_refused(port: int) -> None:
    with sent(port, "POST /slow HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\n") as connection:
        assert taken(connection, b"X-Many: a\r\n" * 1000) < 10 * HEAD_BYTES


@pytest.mark.parametrize("begin", ["", "GET", "GET / HTTP/1.1\nHost: a\nX-"])
def test_a_head_that_does_not_come_is_not_waited_for(impatient: int, begin: str) -> None:
    with sent(impatient, begin) as connection:
        begun = time.monotonic()
        assert all_of(connection).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - begun < 10 * SHORT


def test_nor_the_second_one_of_a_connection(impatient: int) -> None:
    with sent(impatient, f"{GET}\n") as connection:
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET")
        assert all_of(connection).startswith(b"HTTP/1.1 408")


def test_an_answer_may_take_longer_than_a_head(impatient: int) -> None:
    assert talk(impatient, "GET /slow HTTP/1.1\nHost: a\nConnection: close\n\n").endswith("ok")


def test_a_body_may_take_longer_than_a_head(impatient: int) -> None:
    with sent(impatient, "POST / HTTP/1.1\nHost: a\nContent-Length: 8\nConnection: close\n\n") as connection:
        for _ in range(8):
            time.sleep(SHORT / 4)
            connection.sendall(b"a")
        assert all_of(connection).endswith(b"ok")


def test_a_large_body_and_a_long_head_are_taken(port: int) -> None:
    head = f"X-Long: {'a' * 60_000}\nConnection: close\n"
    assert talk(port, f"{GET}{head}\n").startswith("HTTP/1.1 200")
    body = "a" * (5 * HEAD_BYTES)
    assert talk(port, f"POST / HTTP/1.1\nHost: a\nContent-Length: {len(body)}\n{head}\n{body}").endswith("ok")


def test_many_requests_may_wait_behind_another(port: int) -> None:
    reply = talk(port, f"{GET}\n" * 50 + f"{GET}Connection: close\n\n")
    assert reply.count("HTTP/1.1 200") == 51


def test_but_not_without_number(port: int) -> None:
    with sent(port, "GET /slow HTTP/1.1\nHost: a\n\n" + f"{GET}\n" * 10_000) as connection:
        connection.settimeout(2 * SHORT)
        assert all_of(connection) == b""
