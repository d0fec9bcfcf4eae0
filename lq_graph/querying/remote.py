"""Any SPARQL 1.1 endpoint as the engine: asked over HTTP, with our deadline and our honesty."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from functools import partial
from http import HTTPStatus
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

import aiohttp

from lq_graph.errors import AnswerTooLarge, EngineError, QueryCancelled, QueryRefused, QueryTimeout
from lq_graph.querying.bindings import bind
from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.engine import Answer, Delivery, Query
from lq_graph.querying.formats import JSON, NTRIPLES
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.remote_dataset import NO_GRAPHS, RemoteGraphs, dataset_fields
from lq_graph.querying.remote_faults import is_partial, refusal_of, row_cap
from lq_graph.querying.remote_results import complete_result
from lq_graph.querying.writing import AnswerWriter, format_for, write_result
from lq_graph.settings import Limits

T = TypeVar("T")
_CONNECTIONS = 32
_CHUNK = 1 << 16


class RemoteEngine:
    """Answers queries by asking another endpoint; what that one cuts, or does not finish, is no answer.

    An event loop in a thread of its own holds the connections, so that any thread and any loop can ask.
    """

    def __init__(
        self, url: str, limits: Limits, graphs: RemoteGraphs = NO_GRAPHS, user: tuple[str, str] | None = None
    ) -> None:
        """An engine that asks the endpoint of a URL; `graphs` are the release's, `user` a name and a password."""
        self._url = url
        self._limits = limits
        self._graphs = graphs
        self._auth = aiohttp.BasicAuth(*user) if user else None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True, name="remote-engine")
        self._thread.start()
        self._session = self._run(self._open())

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query, or none; if it is cancelled, its connection is closed at once.

        Raises QueryError if it gets none, EngineError if the endpoint cannot be reached or fails.
        """
        cancel = cancel or Cancellation()
        cancel.check()
        future = asyncio.run_coroutine_threadsafe(self._answered(query), self._loop)
        with cancel.on_cancel(partial(_give_up, future)):
            try:
                return future.result()
            except CancelledError:
                raise QueryCancelled from None

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The answer, complete; to cancel the wait closes the connection."""
        asked = asyncio.run_coroutine_threadsafe(self._answered(query), self._loop)
        answer = await asyncio.wrap_future(asked)
        return Delivery(answer.body, answer.format, answer.seconds)

    def close(self) -> None:
        """Closes the connections; nothing is answered afterwards."""
        if self._loop.is_running():
            self._run(self._session.close())
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        timeout = aiohttp.ClientTimeout(total=self._limits.seconds)
        jar = aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(connector=connector, timeout=timeout, auth=self._auth, cookie_jar=jar)

    async def _answered(self, query: Query) -> Answer:
        check_query(query.text)
        bound = bind(query.text, query.bindings)
        if bound.substitutions:
            raise QueryRefused("this query cannot be given values where the engine is another endpoint")
        wanted = format_for(query, query_form(query.text))
        begun = perf_counter()
        fields = [("query", bound.text), *dataset_fields(query, self._graphs)]
        body, cap = await self._asked(fields, JSON.media_type if wanted.kind == "results" else NTRIPLES.media_type)
        result = complete_result(body, wanted.kind, query_form(query.text) == "ask", cap)
        writer = AnswerWriter(wanted, self._limits.answer_bytes)
        write_result(result, wanted, writer)
        return Answer(writer.piece(), wanted, perf_counter() - begun)

    async def _asked(self, fields: list[tuple[str, str]], accept: str) -> tuple[bytes, int | None]:
        """The body of the endpoint's answer, and the number of rows at which it cuts answers, if it says so."""
        try:
            try:
                return await self._exchanged(fields, accept)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):  # a connection that it had dropped
                return await self._exchanged(fields, accept)
        except TimeoutError as error:
            raise QueryTimeout(self._limits.seconds) from error
        except aiohttp.ClientError as error:
            raise EngineError(f"the engine {self._url} gives no answer: {error}") from error

    async def _exchanged(self, fields: list[tuple[str, str]], accept: str) -> tuple[bytes, int | None]:
        headers = {"Accept": accept}
        async with self._session.post(self._url, data=fields, headers=headers, allow_redirects=False) as reply:
            body = await self._read(reply)
            if reply.status != HTTPStatus.OK:
                raise refusal_of(reply.status, reply.headers, body)
            if is_partial(reply.headers):
                raise QueryTimeout(self._limits.seconds)
            return body, row_cap(reply.headers)

    async def _read(self, reply: aiohttp.ClientResponse) -> bytes:
        """The whole body; raises AnswerTooLarge as soon as it is over the limit."""
        parts, size = [], 0
        async for part in reply.content.iter_chunked(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self._limits.answer_bytes:
                raise AnswerTooLarge(self._limits.answer_bytes)
        return b"".join(parts)


def _give_up(future: Future[Answer]) -> None:
    future.cancel()
