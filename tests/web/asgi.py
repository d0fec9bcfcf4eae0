"""Calls an application in this process, like a server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import anyio
from starlette.types import ASGIApp, Message

PATIENCE = 60.0  # seconds for one reply


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the headers by their names in lower case, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Client:
    """Sends requests to an application."""

    app: ASGIApp

    def get(self, target: str, **headers: str) -> Reply:
        """The reply to a GET; `_` in a header's name stands for `-`."""
        return self.request("GET", target, headers)

    def page(self, target: str) -> Reply:
        """The reply to a browser."""
        return self.get(target, accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")

    def post(self, target: str, body: bytes, unfinished: bool = False, **headers: str) -> Reply:
        """The reply to a POST, whose body may never come to its end."""
        return self.request("POST", target, headers, body, unfinished)

    def request(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        unfinished: bool = False,
    ) -> Reply:
        """The reply to a request."""
        return anyio.run(self._request, method, target, headers or {}, body, unfinished)

    async def _request(self, method: str, target: str, headers: dict[str, str], body: bytes, unfinished: bool) -> Reply:
        path, _, query = target.partition("?")
        sent: list[Message] = []
        pending = [body[start : start + 50_000] for start in range(0, len(body), 50_000)] or [b""]

        async def receive() -> Message:
            if not pending:
                await anyio.sleep_forever()
            return {"type": "http.request", "body": pending.pop(0), "more_body": bool(pending) or unfinished}

        async def send(message: Message) -> None:
            sent.append(message)

        names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        if method == "POST" and "content_length" not in headers:
            names.append((b"transfer-encoding", b"chunked") if unfinished else _length(body))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"evil.example"), *names],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        with anyio.fail_after(PATIENCE):
            await self.app(scope, receive, send)
        start = next(message for message in sent if message["type"] == "http.response.start")
        parts = [message.get("body", b"") for message in sent if message["type"] == "http.response.body"]
        fields = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Reply(start["status"], fields, b"".join(parts))


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()
