"""Middleware: security headers, CORS, HEAD, compression, HTTP/1.0, and the last-resort handler."""

from __future__ import annotations

import re
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from time import perf_counter

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.web.http.cache import Header
from lq_graph.web.http.negotiation import CODINGS, IDENTITY, SMALLEST, encoded, wanted_coding
from lq_graph.web.http.problem import problem_of
from lq_graph.web.http.requests import Note, begin_note, decoded, note_of
from lq_graph.web.http.responses import AnswerBroken, header
from lq_graph.web.http.service import Service

# A last net: what nobody foresaw becomes a problem that says nothing of what is inside, if nothing was sent yet.


class Net:
    """An application that answers whatever happens in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; raises what happens after the answer has begun, so that the connection breaks off."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            note = note_of(scope)
            if note.status:
                note.problem = "broken-off"
                raise
            problem = problem_of(_cause(error))
            note.problem = problem.name
            await problem.json()(scope, receive, send)


def _cause(error: Exception) -> Exception:
    """Why an answer broke off of which nothing was sent."""
    return error.__cause__ if isinstance(error, AnswerBroken) and isinstance(error.__cause__, LqError) else error


# Answers for clients of HTTP/1.0, which know no chunks: one that comes in parts goes out as one, with its length.

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


# Pages and documents in the content coding that a client takes; the endpoint encodes its own answers.

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


# What holds for every answer: security headers, CORS, HEAD without a body, and a note for log and counts.

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
CORS_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


class Gateway:
    """The outermost layer of the site."""

    def __init__(self, app: ASGIApp, release: str, service: Service) -> None:
        self._app = app
        self._release = release
        self._service = service
        always = (*SECURITY_HEADERS, ("LQ-Release", release))
        self._always = [header(name, value) for name, value in always]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request by the layers below, and adds to its answer what every answer has."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, note = perf_counter(), begin_note(scope)
        self._service.counts.begin()
        answer: Send = _Answer(send, self._always, scope["method"] == "HEAD", note)
        if not may_take_parts(scope):
            answer = WholeAnswer(answer)
        try:
            await (_early_answer(scope) or self._app)(scope, receive, answer)
        finally:
            self._service.end(scope, note, perf_counter() - begun, self._release)


class _Answer:
    """A `send` that adds headers to the start of an answer, and drops the body of an answer to HEAD."""

    __slots__ = ("_always", "_head", "_note", "_send")

    def __init__(self, send: Send, always: list[Header], head: bool, note: Note) -> None:
        self._send = send
        self._always = always
        self._head = head
        self._note = note

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._note.status = message["status"]
            message["headers"] = [*message["headers"], *self._always]
        elif self._head:
            message["body"] = b""
        else:
            self._note.size += len(message.get("body", b""))
        await self._send(message)


def _early_answer(scope: Scope) -> Response | None:
    """The answer to a CORS preflight, or to a request whose end two headers tell differently."""
    names = {name for name, _ in scope["headers"]}
    if b"content-length" in names and b"transfer-encoding" in names:
        fault = HTTPException(400, "Content-Length and Transfer-Encoding together", {"Connection": "close"})
        return problem_of(fault).json()
    if scope["method"] == "OPTIONS" and b"access-control-request-method" in names and b"origin" in names:
        return Response(status_code=204, headers={**CORS_HEADERS, "Vary": "Origin"})
    return None


def allowed_methods(error: HTTPException) -> str:
    """The methods of an address, as the refusal of another one names them; OPTIONS is always one."""
    named = (error.headers or {}).get("Allow", "GET, HEAD")
    return ", ".join(sorted({*(each.strip() for each in named.split(",")), "OPTIONS"}))


def options_response(request: Request, allow: str) -> Response:
    """The answer to OPTIONS for an address."""
    return Response(status_code=204, headers={**CORS_HEADERS, "Allow": allow})
