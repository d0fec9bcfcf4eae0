"""What untrusted clients may try at `/validate`: nothing is fetched or written; memory and time stay bounded."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.contribute import upload as upload_body
from processes.watching import until
from web.asgi import Client
from web.uploads import BOUNDARY, MULTIPART, UploadServer, children, running_server, written
from web.wire import served

MEGABYTE = 1_000_000
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY a "ha">%s]>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://a.example/">
<r:Description r:about="http://a.example/a"><e:b>&z;</e:b></r:Description></r:RDF>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(ord("a"), ord("z"))
)
XXE = b"""<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY x SYSTEM "%s">]>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://a.example/">
<r:Description r:about="http://a.example/a"><e:b>&x;</e:b></r:Description></r:RDF>"""
LONG = b"".join(
    b"<http://a.example/%d> <http://a.example/p> <http://a.example/%d> .\n" % (n, -n) for n in range(120_000)
)


@pytest.fixture(name="trap")
def _trap() -> Iterator[tuple[str, Callable[[], bool]]]:
    """An address that nobody may call, and whether somebody has."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)

        def was_called() -> bool:
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x", was_called


def test_nothing_that_a_file_names_is_fetched(server: UploadServer, trap: tuple[str, Callable[[], bool]]) -> None:
    address, was_called = trap
    at = address.encode()
    files = {
        "context.jsonld": b'{"@context": "%s", "@id": "http://a.example/a", "b": 1}' % at,
        "import.jsonld": b'{"@context": {"@import": "%s"}, "@id": "http://a.example/a"}' % at,
        "imports.ttl": b"# Made-up data.\n<http://a.example/> <http://www.w3.org/2002/07/owl#imports> <%s> ." % at,
        "entity.rdf": XXE % at,
        "file.rdf": XXE % b"file:///etc/passwd",
    }
    replies = {name: server.upload(name, content) for name, content in files.items()}
    assert {name: reply.status for name, reply in replies.items()} == {
        "context.jsonld": 422,
        "import.jsonld": 422,
        "imports.ttl": 422,
        "entity.rdf": 422,
        "file.rdf": 422,
    }
    assert "root:" not in "".join(reply.text for reply in replies.values())
    assert not was_called()


def test_a_billion_laughs_are_none(server: UploadServer) -> None:
    start = time.monotonic()
    assert server.upload("laughs.rdf", LAUGHS).status == 422
    assert time.monotonic() - start < 5


def test_what_needs_too_much_memory_ends_its_own_process_alone(server: UploadServer) -> None:
    before = server.validator
    reply = server.upload("deep.ttl", b"(" * 2_000_000)
    assert (reply.status, reply.json["type"]) == (422, "/problem/check-exhausted")
    assert server.validator == before
    assert server.ask("GET", "/health").status == 200


def _headers(length: str, content_type: str = MULTIPART) -> bytes:
    return f"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: {content_type}\r\n{length}\r\n\r\n".encode()


def _poured(port: int, head: bytes, piece: bytes, most: int) -> tuple[bytes, int]:
    """The answer to a body without end, and how many bytes of it went out before the answer."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head)
        with contextlib.suppress(OSError):
            while sent < most:
                connection.sendall(piece)
                sent += len(piece)
        with contextlib.suppress(OSError):
            return connection.recv(65536), sent
    return b"", sent


FILE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.ttl"\r\n\r\n'.encode()


def test_three_hundred_megabytes_are_refused_unread(server: UploadServer) -> None:
    before = server.peak
    answer, _ = _poured(server.port, _headers("Content-Length: 300000000"), b"x" * 65536, 65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert server.peak - before < 5 * MEGABYTE


@pytest.mark.parametrize("content_type", [MULTIPART, "text/turtle"])
def test_a_body_without_end_is_cut_off_at_the_limit(server: UploadServer, content_type: str) -> None:
    before = server.peak
    head = _headers("Transfer-Encoding: chunked", content_type)
    first = FILE if content_type == MULTIPART else b"# "
    chunk = b"%x\r\n" % len(first) + first + b"\r\n"
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer, sent = _poured(server.port, head + chunk, piece, 300 * MEGABYTE)
    assert answer.startswith(b"HTTP/1.1 413") or sent < 30 * MEGABYTE
    assert sent < 30 * MEGABYTE
    assert server.peak - before < 60 * MEGABYTE


def test_a_slow_body_is_cut_off(
    city: Release, engine: Engine, site_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 20 <= upload_body.BODY_SECONDS <= 120
    monkeypatch.setattr(upload_body, "BODY_SECONDS", 0.1)
    client = Client(create_app(engine, city, site_settings))
    with served(client.app) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(_headers("Content-Length: 1000", "text/turtle") + b"a")
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")


def _started_upload(server: UploadServer) -> socket.socket:
    """A connection on which a long file was sent, and nobody waits for the answer yet."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    connection.sendall(_headers(f"Content-Length: {len(LONG)}", "application/n-triples") + LONG)
    return connection


def test_a_client_that_leaves_takes_its_check_along(server: UploadServer) -> None:
    connection = _started_upload(server)
    assert until(lambda: len(children(server.validator)) == 1)
    connection.close()
    assert until(lambda: not children(server.validator))


def test_beyond_two_checks_others_are_told_to_come_back(release: Release, tmp_path: Path) -> None:
    with running_server(release, tmp_path, patience=2.0) as server:
        with _started_upload(server), _started_upload(server):
            assert until(lambda: len(children(server.validator)) == 2)
            for check in children(server.validator):
                os.kill(check, signal.SIGSTOP)  # so that neither ends before the others are refused
            with ThreadPoolExecutor(2) as pool:
                refused = list(pool.map(lambda _: server.send(b"# Made-up data.", "text/turtle"), range(2)))
            assert {reply.status for reply in refused} == {503}
            assert all(int(reply.headers["retry-after"]) > 0 for reply in refused)
            assert server.page("/contribute/company").status == 200
        assert until(lambda: not children(server.validator))


def test_the_server_lives_on_when_the_validator_dies(server: UploadServer) -> None:
    before = server.validator
    os.kill(before, signal.SIGKILL)
    assert until(lambda: before not in children(server.process))
    reply = server.send(b"# Made-up data.", "text/turtle")
    while reply.status == 503:
        time.sleep(0.1)
        reply = server.send(b"# Made-up data.", "text/turtle")
    assert reply.status == 200
    assert server.validator != before


def test_nothing_is_written(server: UploadServer) -> None:
    replies = [
        server.upload("plan.ttl", b"# Made-up data.\n<http://a.example/a> <http://a.example/b> 1 ."),
        server.upload("plan.xlsx", server.ask("GET", "/contribute/template.xlsx?class=plan").body),
        server.fill("/contribute/plan", {"Thing-prefLabel-sv": "Påhittad"}),
    ]
    assert [reply.status for reply in replies] == [200, 200, 200]
    assert written(server.folder) == server.own_files
