"""Messages between the server and the validation process, and the limits of one check."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from struct import Struct
from typing import Any

_LENGTHS = Struct("<II")
_MAX_JSON_BYTES = 8_000_000
_MAX_SEND_BYTES = 1 << 20

Before = Callable[[], None]


@dataclass(frozen=True)
class Message:
    """A task or its result: members of JSON, and bytes. Nothing in it is executed."""

    members: Mapping[str, Any]
    body: bytes = b""


def check_task(files: Sequence[tuple[str, bytes]], **members: Any) -> Message:
    """The task to check files together, each by its name, of which no two are equal, and its content."""
    sizes = [(name, len(content)) for name, content in files]
    return Message({"task": "check", "files": sizes, **members}, b"".join(content for _, content in files))


def files_of(task: Message) -> Mapping[str, bytes]:
    """The content of each file in a task, by its name; none in a task without files."""
    start, found = 0, {}
    for name, size in task.members.get("files", ()):
        found[name] = task.body[start : start + size]
        start += size
    return found


@dataclass(frozen=True)
class JobLimits:
    """The largest contribution and the largest answer, in bytes, and what the child that checks may take.

    `memory_bytes` are beyond what the validation process has mapped itself; `seconds` are of the clock and of the
    processor.
    """

    contribution_bytes: int = 10_000_000
    answer_bytes: int = 40_000_000
    memory_bytes: int = 1_000_000_000
    seconds: int = 20

    def to_json(self) -> str:
        """The limits as JSON, which `job_limits` reads."""
        return json.dumps(asdict(self))


def job_limits(text: str) -> JobLimits:
    """The limits in a text of `JobLimits.to_json`."""
    return JobLimits(**json.loads(text))


def send_message(end: socket.socket, message: Message, before: Before = lambda: None) -> None:
    """Sends a complete message: two lengths, JSON, bytes. Raises OSError if the other end is gone.

    `before` is called before each wait, and may raise.
    """
    members = json.dumps(message.members, ensure_ascii=False).encode("utf-8", "surrogatepass")
    for part in (_LENGTHS.pack(len(members), len(message.body)), members, message.body):
        view = memoryview(part)
        while view:
            before()
            view = view[end.send(view[:_MAX_SEND_BYTES]) :]


def receive_message(end: socket.socket, max_body_bytes: int, before: Before = lambda: None) -> Message:
    """The next message; `before` is called before each wait, and may raise.

    Raises EOFError if the other end is gone before it is complete, ValueError if it is malformed or too long.
    """
    json_bytes, body_bytes = _LENGTHS.unpack(_receive(end, _LENGTHS.size, before))
    if json_bytes > _MAX_JSON_BYTES or body_bytes > max_body_bytes:
        raise ValueError(f"a message of {json_bytes:,} and {body_bytes:,} bytes is too long")
    members = json.loads(_receive(end, json_bytes, before).decode("utf-8", "surrogatepass"))
    if not isinstance(members, dict):
        raise ValueError("a message begins with an object of JSON")
    return Message(members, _receive(end, body_bytes, before))


def _receive(end: socket.socket, size: int, before: Before) -> bytes:
    buffer = bytearray(size)
    view, count = memoryview(buffer), 0
    while count < size:
        before()
        received = end.recv_into(view[count:])
        if not received:
            raise EOFError("the other end is gone")
        count += received
    return bytes(buffer)
