"""The response cache: complete responses by key, and raw requests by the key of their response. RFC 9110 §13, RFC 9111.

A handler whose response takes the engine's time stores it under a key of its own (`ResponseCache.once`) and notes which
raw request it answered (`remember`). Other cacheable responses are stored by `CacheMiddleware` as they pass. Either way
the same request is answered the next time without routing, parsing or rendering.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lq_graph.web.http.log import record_of

Header = tuple[bytes, bytes]
Headers = tuple[Header, ...]
RawRequest = tuple[str | bytes | None, ...]

CACHE_CONTROL = "public, max-age=300"
LARGEST_PAGE = 500_000  # bytes; larger bodies are files, which the system caches
LONGEST_REQUEST = 8_000  # bytes; longer requests are parsed again each time
INDEX_BYTES = 32_000_000
_RESPONSE_OVERHEAD = 500  # bytes that a response takes beside its body
_REQUEST_OVERHEAD = 400  # bytes that a raw request takes beside what it says
_OK, _NOT_MODIFIED = 200, 304
_STORED_BY_HANDLER = ("/q/", "/en/q/")
_PERSONAL = frozenset((b"range", b"cookie", b"authorization"))  # their responses may be for one client
_RAW_REQUEST = "lq.raw_request"  # where the scope of a request has it


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A complete response: status, headers and body; and the seconds that the engine took for it."""

    status: int
    headers: Headers
    body: bytes
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """What the response takes of the cache, in bytes."""
        return len(self.body) + sum(len(value) for _, value in self.headers) + _RESPONSE_OVERHEAD


_Stored = tuple[int, Headers, bytes, float]  # bare: Python's garbage collector traverses instances again and again


class ResponseCache:
    """Responses by key, bounded in bytes; the least recently used are evicted first.

    A key holds the release, so that no response is sent across releases. Used from one event loop, not thread-safe.
    """

    def __init__(self, limit: int) -> None:
        """An empty cache of at most so many bytes; responses over a tenth of it are not stored."""
        self._limit = limit
        self._responses: OrderedDict[Hashable, _Stored] = OrderedDict()
        self._waiting: dict[Hashable, list[asyncio.Future[CachedResponse | None]]] = {}
        self.requests = RequestIndex()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._responses)

    def get(self, key: Hashable) -> CachedResponse | None:
        """The response with a key; None if there is none, or it was evicted."""
        stored = self._responses.get(key)
        if stored is None:
            self.misses += 1
            return None
        self.hits += 1
        self._responses.move_to_end(key)
        return CachedResponse(*stored)

    async def once(self, key: Hashable, build: Callable[[], Awaitable[CachedResponse]]) -> CachedResponse:
        """The response with a key, built by the first caller and awaited by all others that ask meanwhile.

        What building it raises is raised to all of them. If the first caller is cancelled, the next waiter retries.
        """
        while (waiting := self._waiting.get(key)) is not None:
            outcome: asyncio.Future[CachedResponse | None] = asyncio.get_running_loop().create_future()
            waiting.append(outcome)
            response = await outcome
            if response is not None:
                return response
        self._waiting[key] = []
        try:
            response = await build()
        except asyncio.CancelledError:
            self._resolve(key, None)
            raise
        except Exception as error:
            self._resolve(key, error)
            raise
        self.put(key, response)
        self._resolve(key, response)
        return response

    def put(self, key: Hashable, response: CachedResponse) -> None:
        """Stores a response, unless it is too large."""
        size = _size(key, response)
        if size * 10 > self._limit:
            return
        self._evict(key)
        self._responses[key] = response.status, response.headers, response.body, response.seconds
        self.size += size
        while self.size > self._limit:
            self._evict(next(iter(self._responses)))

    def remember(self, scope: Scope, key: Hashable) -> None:
        """Notes the key of the response to a request, so that the middleware sends it the next time."""
        raw = scope.get(_RAW_REQUEST)
        if raw is not None:
            self.requests.put(raw, key)

    def clear(self) -> None:
        """Evicts everything."""
        self._responses.clear()
        self.size = 0

    def _resolve(self, key: Hashable, outcome: CachedResponse | Exception | None) -> None:
        for waiter in self._waiting.pop(key):
            if waiter.done():
                continue
            if isinstance(outcome, Exception):
                waiter.set_exception(outcome)
            else:
                waiter.set_result(outcome)

    def _evict(self, key: Hashable) -> None:
        stored = self._responses.pop(key, None)
        if stored is not None:
            self.size -= _size(key, CachedResponse(*stored))


def _size(key: Hashable, response: CachedResponse) -> int:
    """What a response takes; keys hold untrusted input, however long it is."""
    return response.size + len(repr(key))


class RequestIndex:
    """The keys of responses by raw request, bounded in bytes; when it is full, it is emptied."""

    def __init__(self, limit: int = INDEX_BYTES) -> None:
        self._limit = limit
        self._keys: dict[RawRequest, Hashable] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, raw: RawRequest) -> Hashable | None:
        """The key of the response to a request; None if it is not known."""
        return self._keys.get(raw)

    def put(self, raw: RawRequest, key: Hashable) -> None:
        """Notes the key of the response to a request, unless the request is too long."""
        size = sum(len(part) for part in raw if part is not None)
        if size > LONGEST_REQUEST or raw in self._keys:
            return
        if self._size + size + _REQUEST_OVERHEAD > self._limit:
            self._keys.clear()
            self._size = 0
        self._keys[raw] = key
        self._size += size + _REQUEST_OVERHEAD


class CacheMiddleware:
    """Sends cached responses, and caches those of the router; the addresses in `direct` bypass the router.

    `direct` handlers, and those under `_STORED_BY_HANDLER`, store their responses themselves. Of the others, those are
    stored that may be by their own headers (RFC 9111 §3): a 200 that is public for a while, and varies by nothing but
    what the raw request holds.
    """

    def __init__(self, app: ASGIApp, direct: Mapping[str, ASGIApp], release: str, cache: ResponseCache) -> None:
        self._app = app
        self._direct = direct
        self._release = release
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request from the cache, or by the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, is_get = scope["path"], scope["method"] == "GET"
        app, headers = self._direct.get(path, self._app), RequestHeaders(scope)
        if headers.is_personal or not (is_get or scope["method"] == "HEAD"):
            await app(scope, receive, send)
            return
        address = self._release, scope.get("scheme"), path, scope["query_string"], headers.host
        raw: RawRequest = (*address, headers.accept, headers.codings)
        scope[_RAW_REQUEST] = raw
        is_stored_by_handler = path in self._direct or (
            path.startswith(_STORED_BY_HANDLER) and path not in _STORED_BY_HANDLER  # not the list of questions itself
        )
        key = self._cache.requests.get(raw) if is_stored_by_handler else raw
        cached = None if key is None else self._cache.get(key)
        if cached is not None:
            record_of(scope).is_cached = True
            await send_cached(send, cached, headers)
        elif is_stored_by_handler or not is_get:
            await app(scope, receive, send)
        else:
            recorder = _Recorder(send)
            await app(scope, receive, recorder)
            if recorder.is_cacheable:
                self._cache.put(raw, CachedResponse(_OK, tuple(recorder.headers), b"".join(recorder.parts)))


class _Recorder:
    """A `send` that records a response that may be cached."""

    __slots__ = ("_send", "_size", "headers", "is_cacheable", "parts")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._size = 0
        self.headers: list[Header] = []
        self.parts: list[bytes] = []
        self.is_cacheable = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = list(message.get("headers", ()))
            self.is_cacheable = message["status"] == _OK and _may_be_cached(self.headers)
        elif self.is_cacheable:
            part = message.get("body", b"")
            self.parts.append(part)
            self._size += len(part)
            if self._size > LARGEST_PAGE:
                self.is_cacheable = False
                self.parts.clear()
        await self._send(message)


def _may_be_cached(headers: list[Header]) -> bool:
    values = {name: value.decode("latin-1").lower() for name, value in headers}
    varies = {name.strip() for name in values.get(b"vary", "").split(",") if name.strip()}
    caching = values.get(b"cache-control", "")
    is_lasting = "public" in caching and "max-age=" in caching and "max-age=0" not in caching
    return is_lasting and varies <= {"accept", "accept-encoding"} and b"set-cookie" not in values


# Requests and responses on the hot path: raw headers, in one pass.


class RequestHeaders:
    """The headers of a request that select its response; each a value, or None."""

    __slots__ = ("accept", "codings", "host", "if_none_match", "is_personal")

    def __init__(self, scope: Scope) -> None:
        self.accept: bytes | None = None
        self.codings: bytes | None = None
        self.if_none_match: bytes | None = None
        self.host: bytes | None = None
        self.is_personal = False  # whether the response may be for this client alone, or a part of one
        for name, value in scope["headers"]:
            if name == b"accept":
                self.accept = value if self.accept is None else self.accept + b", " + value
            elif name == b"accept-encoding":
                self.codings = value if self.codings is None else self.codings + b", " + value
            elif name == b"if-none-match":
                self.if_none_match = value if self.if_none_match is None else self.if_none_match + b", " + value
            elif name == b"host":
                self.host = self.host or value
            elif name in _PERSONAL:
                self.is_personal = True

    def names_tag(self, tag: bytes) -> bool:
        """Whether If-None-Match lists an entity tag. RFC 9110 §13.1.2."""
        if self.if_none_match is None:
            return False
        return any(each.strip().removeprefix(b"W/") == tag for each in self.if_none_match.split(b","))

    def has_current(self, tag: bytes) -> bool:
        """Whether If-None-Match is false for a response that exists: it lists its entity tag, or is `*`."""
        return self.if_none_match is not None and (self.if_none_match.strip() == b"*" or self.names_tag(tag))


async def send_cached(send: Send, response: CachedResponse, headers: RequestHeaders) -> None:
    """Sends a complete response, or 304 if the client has it already."""
    if headers.if_none_match is not None:
        tag = next((value for name, value in response.headers if name == b"etag"), None)
        if tag is not None and headers.has_current(tag):
            await send_not_modified(send, response.headers)
            return
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    await send({"type": "http.response.body", "body": response.body})


async def send_not_modified(send: Send, headers: Sequence[Header]) -> None:
    """Sends 304, with those headers that it must have. RFC 9110 §15.4.5."""
    sent = [each for each in headers if each[0] in (b"etag", b"cache-control", b"vary", b"content-location")]
    await send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": sent})
    await send({"type": "http.response.body", "body": b""})


def header(name: str, value: str) -> Header:
    """A header as ASGI sends it."""
    return name.lower().encode("ascii"), value.encode("latin-1")


def decoded(value: bytes | None) -> str | None:
    """A header's value as text; None if there is none."""
    return None if value is None else value.decode("latin-1")


# Conditional requests to the handlers of the router.


def entity_tag(*parts: str) -> str:
    """The strong entity tag of a response that these parts determine."""
    digest = hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()[:32]}"'


def has_current(request: Request, tag: str) -> bool:
    """Whether the client has the response with an entity tag; the response must exist."""
    return RequestHeaders(request.scope).has_current(tag.encode("latin-1"))


def cache_headers(tag: str) -> dict[str, str]:
    """The headers of a response with an entity tag."""
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept"}


def not_modified(tag: str) -> Response:
    """The 304 of a response with an entity tag."""
    return Response(status_code=_NOT_MODIFIED, headers=cache_headers(tag))
