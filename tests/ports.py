"""Ports for servers that cannot choose a free one themselves, such as nginx and Virtuoso."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that no other process is given while this lasts.

    It is bound here but not listened on, so a server that sets SO_REUSEADDR can listen on it. Linux: socket(7).
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])
