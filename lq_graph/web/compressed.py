"""Pages and documents in the content coding that a client takes; the endpoint encodes its own answers."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.web.answers import Header
from lq_graph.web.encodings import CODINGS, IDENTITY, SMALLEST, encoded, wanted_coding
from lq_graph.web.incoming import decoded

_KINDS = ("text/", "application/json", "application/ld+json", "application/n-triples", "application/rdf+xml",
          "application/problem+json", "application/sarif+json", "application/openapi+json", "image/svg+xml",
          "application/trig", "application/n-quads", "application/javascript")  # fmt: skip
_MARKED = re.compile(rb"-(?:" + "|".join(CODINGS).encode() + rb')"')


class Compressed:
    """An application whose complete, larger answers go out encoded; what comes in parts goes out as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; a tag that was given with a coded answer is known again."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        codings = next((value for name, value in scope["headers"] if name == b"accept-encoding"), None)
        coding = wanted_coding(decoded(codings))
        if coding == IDENTITY:
            await self._app(scope, receive, send)
            return
        await self._app({**scope, "headers": list(map(_unmarked, scope["headers"]))}, receive, _Encoder(send, coding))


class _Encoder:
    """A `send` that encodes an answer, if it comes whole."""

    def __init__(self, send: Send, coding: str) -> None:
        self._send = send
        self._coding = coding
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            body, more = message.get("body", b""), message.get("more_body", False)
            headers = MutableHeaders(raw=list(start["headers"]))
            if _may_be_encoded(headers):
                headers.add_vary_header("Accept-Encoding")
                if not more and len(body) >= SMALLEST and start["status"] != HTTPStatus.PARTIAL_CONTENT:
                    message = {**message, "body": self._encoded(body, headers)}
                elif start["status"] == HTTPStatus.NOT_MODIFIED:
                    self._mark(headers)
            await self._send({**start, "headers": headers.raw})
        await self._send(message)

    def _encoded(self, body: bytes, headers: MutableHeaders) -> bytes:
        coded = encoded(body, self._coding)
        headers["Content-Encoding"] = self._coding
        headers["Content-Length"] = str(len(coded))
        self._mark(headers)
        return coded

    def _mark(self, headers: MutableHeaders) -> None:
        """A coded answer has a tag of its own: strong tags are those of bytes. RFC 9110 §8.8.3."""
        tag = headers.get("etag", "")
        if tag.endswith('"') and not tag.startswith("W/"):
            headers["ETag"] = f'{tag[:-1]}-{self._coding}"'


def _unmarked(header: Header) -> Header:
    """A header as the application knows it: tags without the mark of a coding."""
    name, value = header
    return (name, _MARKED.sub(b'"', value)) if name == b"if-none-match" else header


def _may_be_encoded(headers: MutableHeaders) -> bool:
    return "content-encoding" not in headers and headers.get("content-type", "text/").startswith(_KINDS)
