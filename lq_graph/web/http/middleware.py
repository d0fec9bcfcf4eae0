"""Middleware, from the outside in: what every response has, the last resort for errors, and compression."""

from __future__ import annotations

import re
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from time import perf_counter
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.web.http.body import ClientDisconnected
from lq_graph.web.http.cache import Header, decoded, header
from lq_graph.web.http.log import RequestRecord, begin_record, record_of
from lq_graph.web.http.negotiation import CODINGS, IDENTITY, SMALLEST, encoded, wanted_coding
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.service import Service

_IN_MEMORY = 1_000_000  # bytes; what is longer lies in a file, as the client may read slowly
_AT_ONCE = 1 << 18
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/problem+json",
    "application/sarif+json",
    "application/openapi+json",
    "image/svg+xml",
    "application/trig",
    "application/n-quads",
    "application/javascript",
)
_MARKED_TAG = re.compile(rb"-(?:" + "|".join(CODINGS).encode() + rb')"')
SECURITY_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Accept-Ranges, Content-Disposition, Content-Location, Content-Range, ETag, LQ-Findings, LQ-Release, Link, "
        "Retry-After, Server-Timing",
    ),
)
LATEST = "latest"  # the release that is served, in addresses
CORS_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


class CommonMiddleware:
    """What every response has: security headers, CORS, no body for HEAD, a line in the log. The outermost layer."""

    def __init__(self, app: ASGIApp, release: str, service: Service) -> None:
        self._app = app
        self._release = release
        self._service = service
        always = (*SECURITY_HEADERS, ("LQ-Release", release))
        self._always = [header(name, value) for name, value in always]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request by the layers below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, record, service = perf_counter(), begin_record(scope), self._service
        service.metrics.begin()
        outgoing: Send = _CommonSend(send, self._always, scope["method"] == "HEAD", record)
        if scope.get("http_version") == "1.0" and scope["method"] != "HEAD":
            outgoing = _BufferedSend(outgoing)
        try:
            await (_early_response(scope) or self._other_release(scope) or self._app)(scope, receive, outgoing)
        finally:
            seconds = perf_counter() - started
            service.metrics.end(scope, record, seconds)
            if service.log is not None:
                service.log.write(scope, record, seconds, service.clients.of(scope), self._release)

    def _other_release(self, scope: Scope) -> Response | None:
        """The refusal of a request that asks for another release: it is never answered from this one."""
        if b"release=" not in scope["query_string"]:
            return None
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("release", [])
        if all(each in (self._release, LATEST) for each in asked):
            return None
        detail = f"answers are given from release {self._release} alone; the files of others are at /release/"
        return problem_of(HTTPException(404, detail)).json()


class _CommonSend:
    """A `send` that adds headers to the start of a response, and drops the body of a response to HEAD."""

    __slots__ = ("_always", "_head", "_record", "_send")

    def __init__(self, send: Send, always: list[Header], head: bool, record: RequestRecord) -> None:
        self._send = send
        self._always = always
        self._head = head
        self._record = record

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._record.status = message["status"]
            message["headers"] = [*message["headers"], *self._always]
        elif self._head:
            message["body"] = b""
        else:
            self._record.size += len(message.get("body", b""))
        await self._send(message)


def _early_response(scope: Scope) -> Response | None:
    """The response to a CORS preflight, or to a request whose end two headers state differently."""
    names = {name for name, _ in scope["headers"]}
    if b"content-length" in names and b"transfer-encoding" in names:
        fault = HTTPException(400, "Content-Length and Transfer-Encoding together", {"Connection": "close"})
        return problem_of(fault).json()
    if scope["method"] == "OPTIONS" and b"access-control-request-method" in names and b"origin" in names:
        return Response(status_code=204, headers={**CORS_HEADERS, "Vary": "Origin"})
    return None


class _BufferedSend:
    """A `send` for clients of HTTP/1.0, which cannot read chunked bodies. RFC 9112 §6.1, §7.1.

    Buffers a response without a length until it is complete; a response that breaks off is never sent.
    """

    __slots__ = ("_buffer", "_send", "_start")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._buffer: SpooledTemporaryFile[bytes] | None = None

    async def __call__(self, message: Message) -> None:
        """Sends or buffers a message; a new start replaces one that is buffered."""
        if message["type"] == "http.response.start":
            self._discard()
            has_length = any(name == b"content-length" for name, _ in message["headers"])
            if has_length or message["status"] in {204, 304}:
                await self._send(message)
            else:
                self._start, self._buffer = message, SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # until sent
        elif self._start is None or self._buffer is None:
            await self._send(message)
        else:
            await run_in_threadpool(self._buffer.write, message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_all(self._start, self._buffer)

    async def _send_all(self, start: Message, buffer: SpooledTemporaryFile[bytes]) -> None:
        left = buffer.tell()
        await self._send({**start, "headers": [*start["headers"], header("Content-Length", str(left))]})
        buffer.seek(0)
        try:
            part = None
            while left > 0 or part is None:
                part = await run_in_threadpool(buffer.read, _AT_ONCE)
                left -= len(part)
                await self._send({"type": "http.response.body", "body": part, "more_body": left > 0})
        finally:
            self._discard()

    def _discard(self) -> None:
        if self._buffer is not None:
            self._buffer.close()
        self._start = self._buffer = None


class LastResortMiddleware:
    """Answers unexpected errors with an opaque 500, if nothing was sent yet, and does nothing for clients that left."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; raises what happens after the response has started, so that the connection is closed."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnected:
            return
        except Exception as error:
            record = record_of(scope)
            if record.status:
                record.problem = "broken-off"
                raise
            cause = error.__cause__ if isinstance(error, ResponseBroken) else None
            problem = problem_of(cause if isinstance(cause, LqError) else error)
            record.problem = problem.name
            await problem.json()(scope, receive, send)


class ResponseBroken(Exception):
    """A response that broke off after its start was sent; the connection must be closed, so that it looks cut off."""


class CompressionMiddleware:
    """Compresses complete, larger responses; streams pass as they are, and the endpoint compresses its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; a tag that was sent with a compressed response is recognised again."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        codings = next((value for name, value in scope["headers"] if name == b"accept-encoding"), None)
        coding = wanted_coding(decoded(codings))
        if coding == IDENTITY:
            await self._app(scope, receive, send)
            return
        await self._app(
            {**scope, "headers": list(map(_unmarked, scope["headers"]))}, receive, _CompressingSend(send, coding)
        )


class _CompressingSend:
    """A `send` that compresses a response, if it is complete in one message."""

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
            is_plain = "content-encoding" not in headers
            if is_plain and headers.get("content-type", "text/").startswith(_COMPRESSIBLE):
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
        """A compressed response has a tag of its own: strong tags are those of bytes. RFC 9110 §8.8.3."""
        tag = headers.get("etag", "")
        if tag.endswith('"') and not tag.startswith("W/"):
            headers["ETag"] = f'{tag[:-1]}-{self._coding}"'


def _unmarked(header: Header) -> Header:
    """A header as the application knows it: entity tags without the mark of a coding."""
    name, value = header
    return (name, _MARKED_TAG.sub(b'"', value)) if name == b"if-none-match" else header


def options_response(request: Request, allow: str) -> Response:
    """The response to OPTIONS for an address."""
    return Response(status_code=204, headers={**CORS_HEADERS, "Allow": allow})
