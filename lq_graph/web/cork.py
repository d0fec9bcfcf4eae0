"""A connection over which the head of an answer goes out with the body, in one write to the network instead of two."""

from __future__ import annotations

import asyncio

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
