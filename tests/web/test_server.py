"""The site behind a real server, with raw requests."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest

from web.asgi import Client
from web.wire import served, talk


@pytest.fixture(scope="module", name="port")
def _port(client: Client) -> Iterator[int]:
    with served(client.app) as port:
        yield port


def test_get_and_head_over_the_wire(port: int) -> None:
    get = talk(port, "GET /ns.ttl HTTP/1.1\nHost: a\nConnection: close\n\n")
    head = talk(port, "HEAD /ns.ttl HTTP/1.1\nHost: a\nConnection: close\n\n")
    assert get.startswith("HTTP/1.1 200")
    assert head.startswith("HTTP/1.1 200")
    assert head.endswith("\r\n\r\n")
    assert "@prefix" in get
    assert "@prefix" not in head


def test_a_head_of_a_page_and_of_a_query(port: int) -> None:
    for path in ("/", "/sparql?query=ASK%7B%7D", "/data/dump.ttl"):
        assert talk(port, f"HEAD {path} HTTP/1.1\nHost: a\nConnection: close\n\n").startswith("HTTP/1.1 200")


def test_line_breaks_in_a_path_make_no_header(port: int) -> None:
    reply = talk(port, "GET /id/direction/x%0d%0aEvil:%201 HTTP/1.1\nHost: a\nConnection: close\n\n")
    assert reply.startswith("HTTP/1.1 404")
    assert "\r\nEvil" not in reply


def test_a_request_with_two_ends_is_answered_once(port: int) -> None:
    first = "POST /sparql HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n"
    reply = talk(port, f"{first}GET /health HTTP/1.1\nHost: a\n\n")
    assert reply.startswith("HTTP/1.1 400")
    assert reply.count("HTTP/1.1 ") == 1


def test_a_body_without_end_is_cut_off(port: int) -> None:
    chunk = "10000\r\n" + "x" * 0x10000 + "\r\n"
    start = "POST /sparql HTTP/1.1\nHost: a\nContent-Type: application/sparql-query\nTransfer-Encoding: chunked\n\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(start.replace("\n", "\r\n").encode())
        with contextlib.suppress(OSError):
            for _ in range(200):
                connection.sendall(chunk.encode())
        with contextlib.suppress(OSError):
            assert connection.recv(65536).startswith(b"HTTP/1.1 413")
