"""The head of a response is sent together with its body, for every kind of response."""

from __future__ import annotations

import asyncio

import pytest

from lq_graph.web.http.server import Cork

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n"


class Wire(asyncio.Transport):
    """A transport that notes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


@pytest.fixture(name="wire")
def _wire() -> Wire:
    return Wire()


@pytest.fixture(name="cork")
def _cork(wire: Wire) -> Cork:
    return Cork(wire)


def test_a_head_goes_out_with_the_body(cork: Cork, wire: Wire) -> None:
    for _ in range(2):
        cork.write(HEAD)
        cork.write(b"yes")
        cork.flush()
    assert wire.written == [HEAD + b"yes"] * 2


def test_an_empty_body_does_too(cork: Cork, wire: Wire) -> None:
    cork.write(HEAD)
    cork.write(b"")
    assert wire.written == [HEAD]


def test_a_head_alone_goes_out_at_the_end_of_the_answer(cork: Cork, wire: Wire) -> None:
    cork.write(HEAD)
    assert wire.written == []
    cork.flush()
    cork.flush()
    assert wire.written == [HEAD]


def test_nothing_is_lost_when_the_connection_is_closed(cork: Cork, wire: Wire) -> None:
    cork.write(HEAD)
    assert not cork.is_closing()
    cork.close()
    assert wire.written == [HEAD]
    assert wire.is_closed
    assert cork.is_closing()


def test_parts_and_interim_answers_are_not_held(cork: Cork, wire: Wire) -> None:
    for part in (b"HTTP/1.1 100 Continue\r\n\r\n", b"4\r\npart\r\n", b"0\r\n\r\n", b""):
        cork.write(part)
        assert wire.written[-1] == part
