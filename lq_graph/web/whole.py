"""Answers for clients of HTTP/1.0, which know no chunks: one that comes in parts goes out as one, with its length."""

from __future__ import annotations

from starlette.types import Message, Scope, Send

from lq_graph.web.outgoing import header


def may_take_parts(scope: Scope) -> bool:
    """Whether an answer may go out before its length is known. RFC 9112 §6.1, §7.1."""
    return scope.get("http_version") != "1.0" or scope["method"] == "HEAD"


class WholeAnswer:
    """A `send` that holds an answer without a length until all of it is there; one that breaks off is never sent."""

    __slots__ = ("_parts", "_send", "_start")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Sends or holds a message."""
        if message["type"] == "http.response.start" and not _has_length(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_all(self._start)

    async def _send_all(self, start: Message) -> None:
        body = b"".join(self._parts)
        length = header("Content-Length", str(len(body)))
        await self._send({**start, "headers": [*start["headers"], length]})
        await self._send({"type": "http.response.body", "body": body})


def _has_length(start: Message) -> bool:
    return start["status"] in {204, 304} or any(name == b"content-length" for name, _ in start["headers"])
