"""The HTTP server: uvicorn with bounds on the head of a request, and short answers in one packet."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

# A connection over which the head of an answer goes out with the body, in one write to the network instead of two.

_HEAD, _INTERIM = b"HTTP/1.1 ", b"HTTP/1.1 1"


class Cork(asyncio.Transport):
    """A transport around another: it holds what begins like the head of an answer until the next write, or the end."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._held = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Writes, or holds a head; interim answers, such as 100, are never held."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        elif isinstance(data, bytes) and data.startswith(_HEAD) and not data.startswith(_INTERIM):
            self._held = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Writes what is held: the head of an answer without a body."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        """Writes what is held, and closes."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """As the transport within; so are the others below."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What the transport knows of itself."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Reads no more for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Reads again."""
        self._transport.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Speaks another protocol from now on."""
        self._transport.set_protocol(protocol)

    def abort(self) -> None:
        """Closes without writing anything more."""
        self._transport.abort()


# HTTP as uvicorn speaks it, with bounds on the head of a request, and a short answer in one packet.

HEAD_BYTES = 200_000  # the parser takes an address of 65,535 at most, and browsers send some thousand beside it
HEAD_SECONDS = 30.0
MOST_PIPELINED = 100  # requests that wait behind another; about 5 kB each
_AT_ONCE = 1 << 14  # bytes
_TOO_LARGE, _TOO_SLOW = 431, 408


class Connection(HttpToolsProtocol):
    """One connection. uvicorn alone would keep a head without end, and wait for one without end."""

    _unread = 0  # bytes that came since a head, or a piece of a body, was whole
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn itself
        """Begins with a connection."""
        self._cork = Cork(transport)
        super().connection_made(self._cork)
        self._patience = self.loop.call_later(HEAD_SECONDS, self._lose_patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends with it."""
        self._be_patient()
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes what came; refuses a head that is too large, and waits only so long for the rest of one."""
        for start in range(0, len(data), _AT_ONCE):
            piece = data[start : start + _AT_ONCE]  # all of it, most times
            self._unread += len(piece)
            super().data_received(piece)
            if len(self.pipeline) > MOST_PIPELINED:
                self.transport.abort()
            if self.transport.is_closing():
                return
            if self._unread:
                self._bound()

    def on_headers_complete(self) -> None:
        """Begins with a request."""
        self._unread = 0
        self._be_patient()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Takes a piece of a body; its bounds are those of the address that it is for."""
        self._unread = 0
        self._be_patient()
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Ends an answer, which may have had no body."""
        self._cork.flush()
        super().on_response_complete()

    def _bound(self) -> None:
        if self._unread > HEAD_BYTES:
            self._refuse(_TOO_LARGE)
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self._lose_patience)

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        if self._is_idle and not self.transport.is_closing():
            self._refuse(_TOO_SLOW)

    def _refuse(self, status: int) -> None:
        if self._is_idle:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    @property
    def _is_idle(self) -> bool:
        """Whether no answer is being made, in the middle of which another must not stand."""
        return self.cycle is None or self.cycle.response_complete
