"""Malformed requests and request smuggling: refused, and no part of them becomes a header."""

from __future__ import annotations

import pytest

from threats.service import Service

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
REFUSED = (b"HTTP/1.1 400", b"HTTP/1.1 403", b"HTTP/1.1 404", b"HTTP/1.1 405", b"HTTP/1.1 414", b"HTTP/1.1 421")


def head_of(reply: bytes) -> bytes:
    return reply.partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK%7B%7D&format=json%0d%0aEvil:%201",
        "/id/direction/x%0d%0aEvil:%201",
        "/page/x%0d%0aEvil:%201",
        "/data/x%0d%0aEvil:%201",
        "/en/%0d%0aEvil:%201",
        "/q/x%0d%0aEvil:%201.csv",
        "/about?iri=x%0d%0aEvil:%201",
    ],
)
def test_line_breaks_in_an_address_make_no_header(service: Service, path: str) -> None:
    reply = service.talk(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert reply.startswith(REFUSED)
    assert b"\r\nevil" not in head_of(reply)


@pytest.mark.parametrize("path", ["/", "/sparql", "/id/programme/livskvalitetsprogrammet", "/data", "/q", "/en/data"])
def test_a_host_is_not_reflected(service: Service, path: str) -> None:
    reply = service.talk(
        f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
        "Accept: text/html\r\nConnection: close\r\n\r\n".encode()
    )
    assert b"evil.example" not in reply


@pytest.mark.parametrize("path", ["//evil.example/", "/en//evil.example", "/%2f%2fevil.example", "/\\evil.example/"])
def test_nobody_is_sent_elsewhere(service: Service, path: str) -> None:
    reply = service.talk(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert b"\r\nlocation: //" not in head_of(reply)
    assert b"\r\nlocation: http" not in head_of(reply)


@pytest.mark.parametrize(
    "path", ["/data/../manifest.json", "/data/%2e%2e/manifest.json", "/static/../app.py", "/data/..%2f..%2fcurrent"]
)
def test_no_path_leads_out_of_its_folder(service: Service, path: str) -> None:
    reply = service.talk(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert reply.startswith(REFUSED)


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"FOO", b"PROPFIND", b"get", b"DELETE", b"PUT", b"PATCH"])
@pytest.mark.parametrize("path", [b"/sparql?query=ASK%7B%7D", b"/"])
def test_an_odd_method_is_refused(service: Service, method: bytes, path: bytes) -> None:
    head = b" HTTP/1.1\r\nHost: a\r\nX-Secret: between-us\r\nConnection: close\r\n\r\n"
    reply = service.talk(method + b" " + path + head)
    assert reply.startswith((b"HTTP/1.1 400", b"HTTP/1.1 405", b"HTTP/1.1 501"))
    assert b"between-us" not in reply


def test_big_headers_are_refused_or_answered(service: Service) -> None:
    big = ASK + b"Host: a\r\nX-Big: " + b"a" * 200_000 + b"\r\nConnection: close\r\n\r\n"
    many = ASK + b"Host: a\r\n" + b"X-Many: a\r\n" * 20_000 + b"Connection: close\r\n\r\n"
    for request in (big, many):
        assert service.talk(request, 2)[:12] in {
            b"",
            b"HTTP/1.1 200",
            b"HTTP/1.1 400",
            b"HTTP/1.1 413",
            b"HTTP/1.1 431",
        }


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 6\r\nContent-Length: 5\r\n",
        b"Content-Length: 6\r\nContent-Length: 60\r\n",
        b"Content-Length: 6, 7\r\n",
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 6x\r\n",
        b"Transfer-Encoding: xchunked\r\n",
    ],
)
def test_a_body_with_two_ends_is_answered_once_and_with_a_refusal(service: Service, lengths: bytes) -> None:
    first = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n" + lengths + b"\r\nASK {}"
    reply = service.talk(first + b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", 1)
    assert reply.startswith((b"HTTP/1.1 400", b"HTTP/1.1 411", b"HTTP/1.1 501")) or reply == b""
    assert reply.count(b"HTTP/1.1 ") <= 1


def test_two_requests_on_one_connection_get_two_answers_in_order(service: Service) -> None:
    first = ASK + b"Host: a\r\nAccept: application/sparql-results+xml\r\n\r\n"
    second = ASK + b"Host: a\r\nAccept: application/sparql-results+json\r\nConnection: close\r\n\r\n"
    reply = service.talk(first + second)
    assert reply.count(b"HTTP/1.1 200") == 2
    assert reply.index(b"sparql-results+xml") < reply.index(b"sparql-results+json")
