"""Pages and documents that are the same until the next release: made once, and kept beside the answers to queries."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.web.answers import Header, KeptAnswer
from lq_graph.web.incoming import Incoming
from lq_graph.web.note import note_of
from lq_graph.web.outgoing import send_kept
from lq_graph.web.service import Service

LARGEST = 500_000  # bytes; larger bodies are files, which the system keeps
OK = 200
_READING = frozenset(("GET", "HEAD"))
_OWN = frozenset((b"range", b"cookie", b"authorization"))
_KEPT_ELSEWHERE = ("/q/", "/en/q/")
_DECIDING = frozenset(("accept", "accept-encoding"))


class KeptPages:
    """The site of one release with a memory of what it has answered.

    Kept is what may be by its own headers (RFC 9111 §3): a 200 that is public for a while, and varies by nothing but
    what the key holds.
    """

    def __init__(self, app: ASGIApp, release: str, service: Service) -> None:
        self._app = app
        self._release = release
        self._answers = service.answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, from what is kept if it is there."""
        if scope["type"] != "http" or scope["method"] not in _READING or _is_left_alone(scope):
            await self._app(scope, receive, send)
            return
        incoming = Incoming(scope)
        key = ("page", self._release, *_written(scope), incoming.accept, incoming.codings)
        kept = self._answers.get(key)
        if kept is not None:
            note_of(scope).is_kept = True
            await send_kept(send, kept, incoming)
            return
        recording = _Recording(send)
        await self._app(scope, receive, recording)
        if scope["method"] == "GET" and recording.is_kept:
            self._answers.put(key, recording.answer)


class _Recording:
    """A `send` that notes what passes."""

    __slots__ = ("_headers", "_parts", "_send", "_size", "is_kept")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._headers: list[Header] = []
        self._parts: list[bytes] = []
        self._size = 0
        self.is_kept = False

    @property
    def answer(self) -> KeptAnswer:
        return KeptAnswer(OK, tuple(self._headers), b"".join(self._parts))

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = list(message.get("headers", ()))
            self.is_kept = message["status"] == OK and _may_be_kept(self._headers)
        elif self.is_kept:
            self._add(message.get("body", b""))
        await self._send(message)

    def _add(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)
        if self._size > LARGEST:
            self.is_kept = False
            self._parts.clear()


def _written(scope: Scope) -> tuple[str, str, bytes, bytes]:
    """The whole address that is asked for: pages name it."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return scope.get("scheme", ""), scope["path"], scope["query_string"], host


def _is_left_alone(scope: Scope) -> bool:
    """Whether the answer may be for this client alone, or a part of one, or is kept by those who make it."""
    return scope["path"].startswith(_KEPT_ELSEWHERE) or any(name in _OWN for name, _ in scope["headers"])


def _may_be_kept(headers: list[Header]) -> bool:
    told = {name: value.decode("latin-1").lower() for name, value in headers}
    varies = {name.strip() for name in told.get(b"vary", "").split(",") if name.strip()}
    caching = told.get(b"cache-control", "")
    is_lasting = "public" in caching and "max-age=" in caching and "max-age=0" not in caching
    return is_lasting and varies <= _DECIDING and b"set-cookie" not in told
