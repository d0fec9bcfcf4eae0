"""Any SPARQL 1.1 endpoint as the engine, over HTTP, with our deadline.

Endpoints cut answers, or stop at a time of their own, with status 200. Such an answer is refused, so that what a client
gets is always complete.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from http import HTTPStatus
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

import aiohttp
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from lq_graph.errors import (
    AnswerCut,
    AnswerTooLarge,
    EngineBusy,
    EngineError,
    LqError,
    QueryCancelled,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from lq_graph.names import XSD, Names
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Query
from lq_graph.querying.formats import JSON, NTRIPLES, Kind
from lq_graph.querying.guard import check_query, query_form, start_of_form
from lq_graph.querying.parameters import bind
from lq_graph.querying.results import AnswerWriter, Result, format_for, write_result
from lq_graph.reading.sparql_tokens import tokens_of
from lq_graph.settings import Limits

T = TypeVar("T")
_CONNECTIONS = 32
_READ_BYTES = 1 << 16

# Headers and texts of endpoints that cut answers, stop early, or refuse a query; the first two are Virtuoso's
_ROW_CAP = "X-SPARQL-MaxRows"
_STOPPED_EARLY = "X-SQL-State"
_BUSY = frozenset((429, 503))
_RETRY_SECONDS = 5
_LINE = re.compile(r"line\s+(\d+)(?:\D{1,20}(\d+))?", re.IGNORECASE)
_TOO_MUCH = re.compile("estimated execution time|exceeds the limit|time-?out|timed out|memory|S1T00", re.IGNORECASE)
_SYNTAX = re.compile(r"syntax|SPARQL compiler|parse error|encountered", re.IGNORECASE)
_ECHOED_QUERY = re.compile(r"\s*SPARQL query:.*", re.DOTALL)
_LONGEST_REASON = 300

_NOT_IN_LABEL = re.compile(r"[^A-Za-z0-9]")
_TRUE = frozenset(("true", "1"))
_BOOLEAN = f"{XSD}boolean"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_GRAPHS_OF_LQ = ("catalogue", "inferred", "ontology", "questions", "shapes")


@dataclass(frozen=True)
class RemoteGraphs:
    """The graph that holds the default graph of a release, and its named graphs; empty means all of the endpoint's."""

    default: str = ""
    named: tuple[str, ...] = ()


NO_GRAPHS = RemoteGraphs()


def graphs_of_release(names: Names, release: str, datasets: Iterable[str]) -> RemoteGraphs:
    """The graphs of a published release, by its identifier and the names of its datasets."""
    return RemoteGraphs(names.release(release), tuple(map(names.graph, (*datasets, *_GRAPHS_OF_LQ))))


class RemoteEngine:
    """Answers queries by sending them to another endpoint.

    An event loop in a thread of its own has the connections, so that any thread and any loop can send queries.
    """

    def __init__(
        self, url: str, limits: Limits, graphs: RemoteGraphs = NO_GRAPHS, user: tuple[str, str] | None = None
    ) -> None:
        """An engine over the endpoint of a URL; `graphs` are the release's, `user` is a name and a password."""
        self._url = url
        self._limits = limits
        self._graphs = graphs
        self._auth = aiohttp.BasicAuth(*user) if user else None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True, name="remote-engine")
        self._thread.start()
        self._session = self._run(self._open())

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query; if it is cancelled, its connection is closed at once.

        Raises QueryError if the endpoint refuses the query or cuts the answer, EngineError if it cannot be reached or
        fails.
        """
        cancel = cancel or Cancellation()
        cancel.check()
        future = asyncio.run_coroutine_threadsafe(self._answer(query), self._loop)
        with cancel.on_cancel(future.cancel):
            try:
                return future.result()
            except CancelledError:
                raise QueryCancelled from None

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The answer, complete; if the wait is cancelled, its connection is closed. Raises as `answer` does."""
        answer = await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._answer(query), self._loop))
        return Delivery(answer.body, answer.format, answer.seconds)

    def close(self) -> None:
        """Closes the connections; no query is answered afterwards."""
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

    async def _answer(self, query: Query) -> Answer:
        check_query(query.text)
        bound = bind(query.text, query.bindings)
        if bound.substitutions:
            raise QueryRefused("this query cannot be given values where the engine is another endpoint")
        form = query_form(query.text)
        wanted = format_for(query, form)
        start = perf_counter()
        fields = [("query", bound.text), *_dataset_fields(query, self._graphs)]
        body, cap = await self._send(fields, JSON.media_type if wanted.kind == "results" else NTRIPLES.media_type)
        result = _complete_result(body, wanted.kind, form == "ask", cap)
        writer = AnswerWriter(wanted, self._limits.answer_bytes)
        write_result(result, wanted, writer)
        return Answer(writer.piece(), wanted, perf_counter() - start)

    async def _send(self, fields: list[tuple[str, str]], accept: str) -> tuple[bytes, int | None]:
        """The body of the endpoint's response, and the number of rows at which it cuts answers, if it states one."""
        try:
            try:
                return await self._post(fields, accept)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):  # the connection had been closed
                return await self._post(fields, accept)
        except TimeoutError as error:
            raise QueryTimeout(self._limits.seconds) from error
        except aiohttp.ClientError as error:
            raise EngineError(f"the engine {self._url} gives no answer: {error}") from error

    async def _post(self, fields: list[tuple[str, str]], accept: str) -> tuple[bytes, int | None]:
        headers = {"Accept": accept}
        async with self._session.post(self._url, data=fields, headers=headers, allow_redirects=False) as reply:
            body = await self._read(reply)
            if reply.status != HTTPStatus.OK:
                raise _refusal(reply.status, reply.headers, body)
            if _STOPPED_EARLY in reply.headers:
                raise QueryTimeout(self._limits.seconds)
            cap = reply.headers.get(_ROW_CAP, "")
            return body, int(cap) if cap.isdecimal() else None

    async def _read(self, reply: aiohttp.ClientResponse) -> bytes:
        """The complete body; raises AnswerTooLarge as soon as it is over the limit."""
        parts, size = [], 0
        async for part in reply.content.iter_chunked(_READ_BYTES):
            parts.append(part)
            size += len(part)
            if size > self._limits.answer_bytes:
                raise AnswerTooLarge(self._limits.answer_bytes)
        return b"".join(parts)


def _dataset_fields(query: Query, graphs: RemoteGraphs) -> list[tuple[str, str]]:
    """The dataset of a query as form fields, by the SPARQL 1.1 Protocol §2.1.4.

    Those of the graphs that it names; else none if it has FROM clauses, which the fields would overrule; else those of
    the release's graphs.
    """
    if query.default_graphs or query.named_graphs:
        return _fields(query.default_graphs, query.named_graphs)
    if not graphs.default or _has_dataset_clause(query.text):
        return []
    return _fields((graphs.default,), graphs.named)


def _has_dataset_clause(text: str) -> bool:
    """Whether a query has a FROM clause before its first group."""
    for token in tokens_of(text):
        if token.start() < start_of_form(text):
            continue
        if token[0] == "{":
            return False
        if token[0].lower() == "from":
            return True
    return False


def _fields(default: tuple[str, ...], named: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]


def _complete_result(body: bytes, kind: Kind, is_ask: bool, cap: int | None) -> Result:
    """The result in a body; `cap` is the number of rows at which the endpoint cuts answers, if it does.

    Raises AnswerCut if the answer has as many rows, EngineError if the body is not what it should be.
    """
    try:
        return _graph_result(body, cap) if kind == "graph" else _rows_result(body, is_ask, cap)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise EngineError(f"the engine's answer cannot be read: {error}") from error


def _graph_result(body: bytes, cap: int | None) -> QueryTriples:
    store = Store()
    store.load(body, format=RdfFormat.N_TRIPLES)
    if cap is not None and len(store) >= cap:
        raise AnswerCut(cap)
    result = store.query(_ALL)
    if not isinstance(result, QueryTriples):
        raise TypeError("no triples")
    return result


def _rows_result(body: bytes, is_ask: bool, cap: int | None) -> QuerySolutions | QueryBoolean:
    results: dict[str, Any] = json.loads(body)
    if is_ask:
        return _parsed({"head": {}, "boolean": _truth(results)})
    bindings = results["results"]["bindings"]
    if cap is not None and len(bindings) >= cap:
        raise AnswerCut(cap)
    standard = [{name: _term(term) for name, term in row.items()} for row in bindings]
    return _parsed({"head": {"vars": results["head"]["vars"]}, "results": {"bindings": standard}})


def _truth(results: dict[str, Any]) -> bool:
    """The answer to an ASK, which some engines return as a row with a number."""
    if "boolean" in results:
        return bool(results["boolean"])
    rows = results["results"]["bindings"]
    return bool(rows) and all(term["value"] in _TRUE for term in rows[0].values())


def _term(term: dict[str, str]) -> dict[str, str]:
    """A term in the form of SPARQL 1.1 Query Results JSON §3.2.2."""
    if term["type"] == "bnode":
        return {"type": "bnode", "value": _NOT_IN_LABEL.sub("", term["value"]) or "b"}
    if term["type"] == "typed-literal":
        term = {**term, "type": "literal"}
    if term.get("datatype") == _BOOLEAN:
        term = {**term, "value": "true" if term["value"] in _TRUE else "false"}
    return term


def _parsed(results: dict[str, Any]) -> QuerySolutions | QueryBoolean:
    result = parse_query_results(json.dumps(results).encode(), QueryResultsFormat.JSON)
    if not isinstance(result, QuerySolutions | QueryBoolean):
        raise TypeError("no rows")
    return result


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> LqError:
    """The error that a response with another status than 200 means."""
    reason = _ECHOED_QUERY.sub("", body.decode("utf-8", "replace")).strip()[:_LONGEST_REASON] or f"status {status}"
    if status in _BUSY:
        seconds = headers.get("Retry-After", "")
        return EngineBusy(int(seconds) if seconds.isdecimal() else _RETRY_SECONDS)
    if _TOO_MUCH.search(reason):
        return QueryExhausted(f"the query needs more than the engine gives: {reason}")
    if status == HTTPStatus.BAD_REQUEST and _SYNTAX.search(reason):
        place = _LINE.search(reason)
        line, column = place.groups() if place else (None, None)
        return QuerySyntaxError(reason, int(line) if line else None, int(column) if column else None)
    if status == HTTPStatus.BAD_REQUEST:
        return QueryError(reason)
    return EngineError(f"the engine answered {status}: {reason}")
