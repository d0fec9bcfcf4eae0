"""Answers for clients of HTTP/1.0, which know no chunks: one that comes in parts goes out as one, with its length."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Scope, Send

from lq_graph.web.outgoing import header

_IN_MEMORY = 1_000_000  # bytes; what is longer lies in a file, as the client may read slowly
_AT_ONCE = 1 << 18


def may_take_parts(scope: Scope) -> bool:
    """Whether an answer may go out before its length is known. RFC 9112 §6.1, §7.1."""
    return scope.get("http_version") != "1.0" or scope["method"] == "HEAD"


class WholeAnswer:
    """A `send` that holds an answer without a length until all of it is there; one that breaks off is never sent."""

    __slots__ = ("_held", "_send", "_start")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._held: SpooledTemporaryFile[bytes] | None = None

    async def __call__(self, message: Message) -> None:
        """Sends or holds a message; a new start takes the place of one that is held."""
        if message["type"] == "http.response.start":
            self._let_go()
            if _has_length(message):
                await self._send(message)
            else:
                self._start, self._held = message, SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # till sent
        elif self._start is None or self._held is None:
            await self._send(message)
        else:
            await run_in_threadpool(self._held.write, message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_all(self._start, self._held)

    async def _send_all(self, start: Message, held: SpooledTemporaryFile[bytes]) -> None:
        left = held.tell()
        await self._send({**start, "headers": [*start["headers"], header("Content-Length", str(left))]})
        held.seek(0)
        try:
            part = None
            while left > 0 or part is None:
                part = await run_in_threadpool(held.read, _AT_ONCE)
                left -= len(part)
                await self._send({"type": "http.response.body", "body": part, "more_body": left > 0})
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()
        self._start = self._held = None


def _has_length(start: Message) -> bool:
    return start["status"] in {204, 304} or any(name == b"content-length" for name, _ in start["headers"])
