"""Messages between the server and the processes that check: two lengths, JSON, bytes. Nothing in them is executed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any

_LENGTHS = Struct("<II")
_MOST_JSON = 8_000_000
_PIECE = 1 << 20

Before = Callable[[], None]


@dataclass(frozen=True)
class Message:
    """What is asked or answered: members of JSON, and bytes."""

    said: Mapping[str, Any]
    body: bytes = b""


def send_message(end: socket.socket, message: Message, before: Before = lambda: None) -> None:
    """Sends a message whole; `before` is called before each wait, and may raise. Raises OSError if nobody receives."""
    said = json.dumps(message.said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    for part in (_LENGTHS.pack(len(said), len(message.body)), said, message.body):
        view = memoryview(part)
        while view:
            before()
            view = view[end.send(view[:_PIECE]) :]


def receive_message(end: socket.socket, most: int, before: Before = lambda: None) -> Message:
    """The next message; raises EOFError if the other end is gone before it is whole, ValueError if it is no message.

    `most` is the largest number of bytes beside the JSON; `before` is called before each wait, and may raise.
    """
    said, body = _LENGTHS.unpack(_receive(end, _LENGTHS.size, before))
    if said > _MOST_JSON or body > most:
        raise ValueError(f"a message of {said:,} and {body:,} bytes is too long")
    members = json.loads(_receive(end, said, before).decode("utf-8", "surrogatepass"))
    if not isinstance(members, dict):
        raise ValueError("a message begins with an object of JSON")
    return Message(members, _receive(end, body, before))


def _receive(end: socket.socket, size: int, before: Before) -> bytes:
    held = bytearray(size)
    view, count = memoryview(held), 0
    while count < size:
        before()
        received = end.recv_into(view[count:])
        if not received:
            raise EOFError("the other end is gone")
        count += received
    return bytes(held)
