"""What holds for every answer: security headers, CORS, HEAD without a body, and a note for log and counts."""

from __future__ import annotations

from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.web.answers import Header
from lq_graph.web.note import Note, begin_note
from lq_graph.web.outgoing import header
from lq_graph.web.problem import problem_of
from lq_graph.web.service import Service
from lq_graph.web.whole import WholeAnswer, may_take_parts

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
