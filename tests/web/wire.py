"""An application behind a real server, and a client of raw requests."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

WAIT_SECONDS = 60.0


@contextlib.contextmanager
def served(app: ASGIApp, protocol: type[asyncio.Protocol] | Literal["auto"] = "auto") -> Iterator[int]:
    """Serves an application on this machine, by a protocol of ours if one is given; gives its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=protocol, log_level="error", server_header=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        deadline = time.monotonic() + WAIT_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(WAIT_SECONDS)


def sent(port: int, request: str) -> socket.socket:
    """A connection over which a request was sent; its answer is not read."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request.replace("\n", "\r\n").encode())
    return connection


def talk(port: int, request: str) -> str:
    """Everything that comes back for a request."""
    with sent(port, request) as connection:
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := connection.recv(65536):
                received += chunk
        return received.decode()
