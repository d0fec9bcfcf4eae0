"""Maps raw requests to cache keys, to skip routing."""

from __future__ import annotations

from collections.abc import Hashable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.web.http.cache import AnswerCache, Header, KeptAnswer, WrittenRequests
from lq_graph.web.http.requests import Incoming, note_of
from lq_graph.web.http.responses import send_kept
from lq_graph.web.http.service import Service

# Which kept answer a request has, by the request as it is written: so that it need not be routed and read again.

MOST_PATHS = 20_000
_READING = frozenset(("GET", "HEAD"))
_Written = tuple[str, bytes, bytes | None, bytes | None, bytes | None]


class Shortcuts:
    """The requests to one release that were answered before."""

    def __init__(self, answers: AnswerCache) -> None:
        self._answers = answers
        self._known = WrittenRequests()
        self._paths: set[str] = set()

    def remember(self, scope: Scope, key: Hashable) -> None:
        """Notes under which key the answer to a request is kept."""
        written = None if scope["method"] not in _READING else _written(scope, Incoming(scope))
        if written is None:
            return
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._known.remember(written, key)
        self._paths.add(scope["path"])

    async def send(self, scope: Scope, send: Send) -> bool:
        """Sends the answer to a request, if it is kept; whether it was."""
        if scope["path"] not in self._paths or scope["method"] not in _READING:
            return False
        incoming = Incoming(scope)
        written = _written(scope, incoming)
        key = None if written is None else self._known.get(written)
        kept = None if key is None else self._answers.get(key)
        if kept is None:
            return False
        note_of(scope).is_kept = True
        await send_kept(send, kept, incoming)
        return True


def _written(scope: Scope, incoming: Incoming) -> _Written | None:
    """What decides the answer to a request; None if it asks for a part of one."""
    host = None
    for name, value in scope["headers"]:
        if name == b"range":
            return None
        if name == b"host" and host is None:
            host = value
    return scope["path"], scope["query_string"], incoming.accept, incoming.codings, host


# Pages and documents that are the same until the next release: made once, and kept beside the answers to queries.

LARGEST = 500_000  # bytes; larger bodies are files, which the system keeps
OK = 200
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
        key = ("page", self._release, *_written_kept_pages(scope), incoming.accept, incoming.codings)
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


def _written_kept_pages(scope: Scope) -> tuple[str, str, bytes, bytes]:
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
