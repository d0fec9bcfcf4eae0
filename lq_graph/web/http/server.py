"""The HTTP server: uvicorn, with bounds on request heads, short responses in one packet, and releases that change.

`serve` runs it. Each connection is a `Connection`; each request is passed to the application of the current release by
the `ReleaseSwitcher`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from lq_graph.web.http.middleware import ResponseBroken

HEAD_BYTES = 200_000  # the parser takes an address of 65,535 at most, and browsers send some thousand beside it
HEAD_SECONDS = 30.0
MOST_PIPELINED = 100  # requests that wait behind another; about 5 kB each
LOOK_SECONDS = 1.0  # between looks for another release
_KEEP_ALIVE_SECONDS = 20
_SHUTDOWN_SECONDS = 5
_PIECE_BYTES = 1 << 14
_TOO_LARGE, _TOO_SLOW = 431, 408
_HEAD, _INTERIM = b"HTTP/1.1 ", b"HTTP/1.1 1"
_log = logging.getLogger(__name__)


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serves an application on a listening socket until the process is interrupted."""
    logging.getLogger("uvicorn.error").addFilter(_WithoutBrokenResponses())
    configuration = uvicorn.Config(
        app,
        http=Connection,
        log_level="warning",
        server_header=False,
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    uvicorn.Server(configuration).run(sockets=[listener])


class _WithoutBrokenResponses(logging.Filter):
    """Leaves out responses that broke off, which have their line in the log of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to print."""
        return not (record.exc_info and isinstance(record.exc_info[1], ResponseBroken))


class Connection(HttpToolsProtocol):
    """One connection. uvicorn alone would buffer a head of any size, and wait for one for ever."""

    _unread = 0  # bytes since a head, or a piece of a body, was complete
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn itself
        """Starts the timeout of the first head."""
        self._cork = Cork(transport)
        super().connection_made(self._cork)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._on_head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Drops the requests that wait."""
        self._stop_head_timer()
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parses data; refuses a head that is too large, and starts the timeout of one that is incomplete."""
        for start in range(0, len(data), _PIECE_BYTES):
            piece = data[start : start + _PIECE_BYTES]  # most times all of it
            self._unread += len(piece)
            super().data_received(piece)
            if len(self.pipeline) > MOST_PIPELINED:
                self.transport.abort()
            if self.transport.is_closing():
                return
            if self._unread > HEAD_BYTES:
                self._refuse(_TOO_LARGE)
            elif self._unread and self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._on_head_timeout)

    def on_headers_complete(self) -> None:
        """Starts a request."""
        self._unread = 0
        self._stop_head_timer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Passes on a piece of a body, which the handler of the address bounds."""
        self._unread = 0
        self._stop_head_timer()
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Flushes a response, which may have had no body."""
        self._cork.flush()
        super().on_response_complete()

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _on_head_timeout(self) -> None:
        self._head_timer = None
        if self._is_idle and not self.transport.is_closing():
            self._refuse(_TOO_SLOW)

    def _refuse(self, status: int) -> None:
        if self._is_idle:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    @property
    def _is_idle(self) -> bool:
        """Whether no response is under way, into the middle of which another must not be written."""
        return self.cycle is None or self.cycle.response_complete


class Cork(asyncio.Transport):
    """A transport around another that writes the head of a response together with its body, in one packet."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._head = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Writes, or buffers a head; interim responses, such as 100, are never buffered."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head + data)
        elif isinstance(data, bytes) and data.startswith(_HEAD) and not data.startswith(_INTERIM):
            self._head = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Writes a buffered head: that of a response without a body."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        """Flushes, and closes."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """As the transport within; so are the others below."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Information about the transport."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Pauses reading."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Resumes reading."""
        self._transport.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Changes the protocol."""
        self._transport.set_protocol(protocol)

    def abort(self) -> None:
        """Closes without writing anything more."""
        self._transport.abort()


@dataclass
class ServedRelease:
    """One release as it is served: its folder, its application, and what closes its engine."""

    folder: Path
    app: ASGIApp
    close: Callable[[], None]
    requests: int = 0
    is_retired: bool = False


class ReleaseSwitcher:
    """The application of the current release; an older one is closed when its last request is done.

    `current` is the link to the current release. `start` makes a folder ready to be served; if it raises, the release
    before goes on being served. `on_shutdown` is called when the server stops.
    """

    def __init__(
        self,
        first: ServedRelease,
        current: Path,
        start: Callable[[Path], ServedRelease],
        on_shutdown: Callable[[], None] = lambda: None,
    ) -> None:
        self._served = first
        self._current = current
        self._start = start
        self._on_shutdown = on_shutdown
        self._refused: Path | None = None
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Future[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request with the release that was current when it arrived."""
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
            return
        served = self._served
        served.requests += 1
        try:
            await served.app(scope, receive, send)
        finally:
            served.requests -= 1
            self._close_if_done(served)

    async def look(self) -> bool:
        """Switches to the current release if it is another one; returns whether it was."""
        async with self._lock:
            folder = await run_in_threadpool(self._current.resolve)
            if folder in (self._served.folder, self._refused) or not folder.is_dir():
                return False
            try:
                served = await run_in_threadpool(self._start, folder)
            except Exception as error:  # whatever is wrong with a release, the one before is served
                self._refused = folder  # so that this is logged once
                text = "the release in %s is not taken up, the one before is still served: %s: %s"
                _log.error(text, folder, type(error).__name__, error)
                return False
            before, self._served, self._refused = self._served, served, None
            _log.warning("release %s is served now, in the place of %s", folder.name, before.folder.name)
            before.is_retired = True
            self._close_if_done(before)
            return True

    async def watch(self) -> None:
        """Looks for another release once a second, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except (OSError, RuntimeError) as error:  # of the link, such as one that leads to itself
                _log.error("the link to the current release cannot be followed: %s", error)

    def close(self) -> None:
        """Closes the release that is served."""
        self._served.close()

    def _close_if_done(self, served: ServedRelease) -> None:
        if served.is_retired and not served.requests:
            served.is_retired = False
            self._keep(asyncio.ensure_future(run_in_threadpool(served.close)))

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        watch = asyncio.ensure_future(self.watch())
        with suppress(NotImplementedError, ValueError, RuntimeError):  # only the main thread takes signals
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._on_hangup)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        self._on_shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    def _on_hangup(self) -> None:
        self._keep(asyncio.ensure_future(self.look()))

    def _keep(self, task: asyncio.Future[Any]) -> None:
        """References a task until it is done, as the event loop does not."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
