"""Publishes a release to another store by the SPARQL 1.1 Graph Store HTTP Protocol, and makes it current at the end."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from types import TracebackType

import aiohttp
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from yarl import URL

from lq_graph.errors import ReleaseError
from lq_graph.names import DCTERMS, Names
from lq_graph.releasing.release import Release
from lq_graph.triples.vocabulary import DCTERMS_IDENTIFIER

_HAS_VERSION = NamedNode(f"{DCTERMS}hasVersion")
_MADE = 6  # catalogue, inferred, ontology, questions, shapes, and the default graph
Step = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """The graphs that were loaded, and those that an earlier try had loaded."""

    loaded: tuple[str, ...]
    present: tuple[str, ...]


def publish(release: Release, store: GraphStore, step: Step = lambda _: None) -> Published:
    """Loads every graph of a release into a store, and states there at the end that it is the current one.

    The release's default graph becomes the graph of the release's IRI, so that queries on the previous release work
    until the switch. A graph that an earlier try loaded is not loaded again. Raises ReleaseError if the store refuses;
    publishing again resumes there.
    """
    names = Names(release.base)
    progress = names.release(f"{release.identifier}/loading")
    done = _identifiers(store.get(progress))
    loaded, present = [], []
    for name, content in graphs_of(release, names):
        digest = hashlib.sha256(content).hexdigest()
        if done.get(name) == digest:
            present.append(name)
            continue
        step(name)
        store.put(name, content)
        done[name] = digest
        digests = (Triple(NamedNode(each), DCTERMS_IDENTIFIER, Literal(known)) for each, known in done.items())
        store.put(progress, _ntriples(digests))
        loaded.append(name)
    _switch(store, names, release, progress)
    return Published(tuple(loaded), tuple(present))


def graphs_in(release: Release) -> int:
    """How many graphs a release has at most, for the display of progress."""
    return len(release.datasets) + _MADE


def current_release(store: GraphStore, names: Names) -> str | None:
    """The IRI of the release that a store states to be the current one; None if it states none."""
    quads = parse(store.get(pointer(names)), format=RdfFormat.N_TRIPLES)
    found = [quad.object for quad in quads if quad.predicate == _HAS_VERSION]
    return next((each.value for each in found if isinstance(each, NamedNode)), None)


def pointer(names: Names) -> str:
    """The IRI of the graph that states which release is the current one."""
    return names.release("current")


def graphs_of(release: Release, names: Names) -> Iterator[tuple[str, bytes]]:
    """The graphs of a release as sorted N-Triples: the named ones, and the default graph under the release's IRI."""
    named: dict[str, list[Triple]] = {}
    for quad in parse(path=release.path / "dump.nq", format=RdfFormat.N_QUADS):
        if not isinstance(quad.graph_name, NamedNode):
            raise ReleaseError(
                f"{release.path}: dump.nq has statements outside its named graphs; build the release anew"
            )
        named.setdefault(quad.graph_name.value, []).append(quad.triple)
    merged = (quad.triple for quad in parse(path=release.dump, format=RdfFormat.TURTLE))
    yield names.release(release.identifier), _ntriples(merged)
    for name in sorted(named):
        yield name, _ntriples(named[name])


def _switch(store: GraphStore, names: Names, release: Release, progress: str) -> None:
    before, now = current_release(store, names), names.release(release.identifier)
    current = Triple(NamedNode(names.catalogue), _HAS_VERSION, NamedNode(now))
    store.put(pointer(names), _ntriples([current]))
    store.delete(progress)
    if before is not None and before != now:
        store.delete(before)


def _identifiers(content: bytes) -> dict[str, str]:
    quads = (quad for quad in parse(content, format=RdfFormat.N_TRIPLES) if quad.predicate == DCTERMS_IDENTIFIER)
    return {str(each.subject).strip("<>"): getattr(each.object, "value", "") for each in quads}


def _ntriples(triples: Iterable[Triple]) -> bytes:
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


# A store that speaks the SPARQL 1.1 Graph Store HTTP Protocol.

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
        """Replaces a graph by N-Triples; raises ReleaseError if the store refuses."""
        self._run("PUT", graph, content)

    def get(self, graph: str) -> bytes:
        """The triples of a graph as N-Triples; nothing if there is no such graph. Raises as `put`."""
        return self._run("GET", graph)

    def delete(self, graph: str) -> None:
        """Removes a graph, if it is there; raises as `put`."""
        self._run("DELETE", graph)

    def _run(self, method: str, graph: str, content: bytes | None = None) -> bytes:
        return self._runner.run(self._content(method, graph, content))

    async def _open(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        digest = _Digest(login=self._user, password=self._password)
        return aiohttp.ClientSession(timeout=timeout, middlewares=(digest,) if self._user else ())

    async def _content(self, method: str, graph: str, content: bytes | None) -> bytes:
        try:
            reply, body = await self._response(method, graph, content)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ReleaseError(f"{self._url} cannot be reached: {error or 'it took too long'}") from error
        if reply.status == HTTPStatus.NOT_FOUND and method != "PUT":
            return b""
        if not reply.ok:
            raise self._refused(method, graph, reply, body)
        return body

    async def _response(self, method: str, graph: str, content: bytes | None) -> tuple[aiohttp.ClientResponse, bytes]:
        """The response; the request is repeated if the store drops the connection, as each method here is idempotent.

        A store that wants a new digest may drop a long body unread: a request without a body renews the digest first.
        """
        for _ in range(_TRIES - 1):
            try:
                return await self._authorised(method, graph, content)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if isinstance(error, aiohttp.ClientConnectorError):
                    raise
            await asyncio.sleep(_PAUSE)
            await self._authorised("GET", graph, None)
        return await self._authorised(method, graph, content)

    async def _authorised(self, method: str, graph: str, content: bytes | None) -> tuple[aiohttp.ClientResponse, bytes]:
        """The response to a digest or, if the store demands it, to the password itself. RFC 7616, RFC 7617."""
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
    """Authenticates each request after the first challenge: a store may drop a long body that comes without.

    aiohttp does so itself, but not for a URL with a query after the protected path.
    """

    def _in_protection_space(self, url: URL) -> bool:
        return super()._in_protection_space(url.with_query(None))


def _challenge(reply: aiohttp.ClientResponse) -> str:
    return " ".join(reply.headers.getall("WWW-Authenticate", [])).lower()
