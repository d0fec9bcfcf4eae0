"""A store that speaks the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from io import BytesIO
from types import TracebackType

import aiohttp
from yarl import URL

from lq_graph.errors import ReleaseError

NTRIPLES = "application/n-triples"
_SECONDS = 600.0
_LONGEST = 300
_TRIES = 4
_PAUSE = 0.05


class GraphStore:
    """Graphs by their IRI, put, got and deleted over HTTP; used as a context, by one thread."""

    def __init__(self, url: str, user: str = "", password: str = "") -> None:
        self._url = url
        self._user = user
        self._password = password
        self._runner = asyncio.Runner()

    def __enter__(self) -> GraphStore:
        self._session = self._runner.run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._session.close())
        self._runner.close()

    def put(self, graph: str, content: bytes) -> None:
        """Makes a graph hold what N-Triples say, and nothing else; raises ReleaseError if the store refuses."""
        self._run("PUT", graph, content)

    def get(self, graph: str) -> bytes:
        """The triples of a graph as N-Triples; nothing if there is no such graph. Raises as `put`."""
        return self._run("GET", graph)

    def delete(self, graph: str) -> None:
        """Removes a graph, if it is there; raises as `put`."""
        self._run("DELETE", graph)

    def _run(self, method: str, graph: str, content: bytes | None = None) -> bytes:
        return self._runner.run(self._sent(method, graph, content))

    async def _open(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        digest = _Digest(login=self._user, password=self._password)
        return aiohttp.ClientSession(timeout=timeout, middlewares=(digest,) if self._user else ())

    async def _sent(self, method: str, graph: str, content: bytes | None) -> bytes:
        try:
            reply, body = await self._answered(method, graph, content)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ReleaseError(f"{self._url} cannot be reached: {error or 'it took too long'}") from error
        if reply.status == HTTPStatus.NOT_FOUND and method != "PUT":
            return b""
        if not reply.ok:
            raise self._refused(method, graph, reply, body)
        return body

    async def _answered(self, method: str, graph: str, content: bytes | None) -> tuple[aiohttp.ClientResponse, bytes]:
        """The answer; asked again where the store drops the connection, as each method here may be repeated.

        A store that wants a new digest may drop a long body unread: a request without one renews the digest first.
        """
        for _ in range(_TRIES - 1):
            try:
                return await self._allowed(method, graph, content)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if isinstance(error, aiohttp.ClientConnectorError):
                    raise
            await asyncio.sleep(_PAUSE)
            await self._allowed("GET", graph, None)
        return await self._allowed(method, graph, content)

    async def _allowed(self, method: str, graph: str, content: bytes | None) -> tuple[aiohttp.ClientResponse, bytes]:
        """The answer to the user, by digest or, if the store asks for that, by the password itself."""
        reply, body = await self._exchanged(method, graph, content, None)
        if reply.status == HTTPStatus.UNAUTHORIZED and self._user and "basic" in _challenge(reply):
            return await self._exchanged(method, graph, content, aiohttp.BasicAuth(self._user, self._password))
        return reply, body

    async def _exchanged(
        self, method: str, graph: str, content: bytes | None, auth: aiohttp.BasicAuth | None
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        headers = {"GET": {"Accept": NTRIPLES}, "PUT": {"Content-Type": NTRIPLES}}.get(method)
        asked = self._session.request(
            method,
            self._url,
            params={"graph": graph},
            data=content and BytesIO(content),
            headers=headers,
            auth=auth,
        )
        async with asked as reply:
            return reply, await reply.read()

    def _refused(self, method: str, graph: str, reply: aiohttp.ClientResponse, body: bytes) -> ReleaseError:
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return ReleaseError(f"{self._url} asks who you are; give --user, and the password in LQ_PASSWORD")
        words = body.decode("utf-8", "replace").strip()[:_LONGEST]
        return ReleaseError(f"{self._url} refused to {method} <{graph}>: {reply.status} {words}")


class _Digest(aiohttp.DigestAuthMiddleware):
    """Says who it is with each request, once it was asked: a store may drop a long body that comes without that.

    aiohttp does so itself, but not for an address with a query after the protected path.
    """

    def _in_protection_space(self, url: URL) -> bool:
        return super()._in_protection_space(url.with_query(None))


def _challenge(reply: aiohttp.ClientResponse) -> str:
    return " ".join(reply.headers.getall("WWW-Authenticate", [])).lower()
