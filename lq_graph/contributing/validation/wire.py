"""Messages between the server and the validation process, and the limits of one check."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from struct import Struct
from typing import Any

from lq_graph.processes.confinement import limit_cpu, limit_memory
from lq_graph.processes.seccomp import deny_writes

# Messages between the server and the processes that check: two lengths, JSON, bytes. Nothing in them is executed.

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


# What the check of one contribution may take.


@dataclass(frozen=True)
class JobLimits:
    """The largest contribution and the largest answer, in bytes, and what the child that checks may take.

    `memory_bytes` are beyond what the validator has mapped itself; `seconds` are of the clock and of the processor.
    """

    contribution_bytes: int = 10_000_000
    answer_bytes: int = 40_000_000
    memory_bytes: int = 1_000_000_000
    seconds: int = 20

    def to_json(self) -> str:
        """The same as a text."""
        return json.dumps(asdict(self))

    def impose(self) -> None:
        """Takes from this process, for good, all beyond the limits, the network, and the writing of files."""
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        limit_cpu(self.seconds)
        limit_memory(self.memory_bytes)
        deny_writes()


def job_limits(text: str) -> JobLimits:
    """The limits that a text of `to_json` holds."""
    return JobLimits(**json.loads(text))
