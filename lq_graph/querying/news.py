"""What zygote and server say to each other: a letter asks for a worker; news come back, with descriptors at a birth."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass

WISH = b"w"
_MOST_BYTES = 1 << 16
_DESCRIPTORS = 2


@dataclass(frozen=True)
class Ready:
    """The store is held, in memory or not, and workers can be asked for; whether they can be confined."""

    in_memory: bool
    confined: bool


@dataclass(frozen=True)
class Born:
    """A worker was forked; with it come our end of its socket and a descriptor of its process."""

    process: int


@dataclass(frozen=True)
class Ended:
    """A worker is gone, with its exit status, or minus the signal that ended it."""

    process: int
    status: int


@dataclass(frozen=True)
class Failed:
    """There is no store, or no worker, and why."""

    reason: str


News = Ready | Born | Ended | Failed
_KINDS = {kind.__name__: kind for kind in (Ready, Born, Ended, Failed)}


def send_news(control: socket.socket, news: News, *descriptors: int) -> None:
    """Sends news in one message; raises OSError if the other end is gone."""
    message = json.dumps([type(news).__name__, asdict(news)]).encode()
    socket.send_fds(control, [message], descriptors)


def receive_news(control: socket.socket) -> tuple[News | None, list[int]]:
    """The next news and the descriptors that came with it; None if the other end is gone."""
    message, descriptors, _, _ = socket.recv_fds(control, _MOST_BYTES, _DESCRIPTORS)
    if not message:
        return None, []
    kind, values = json.loads(message)
    return _KINDS[kind](**values), descriptors
