"""The interface of engines: queries in, answers out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol, runtime_checkable

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import QueryCancelled
from lq_graph.querying.formats import JSON, TURTLE, Format


@dataclass(frozen=True)
class Query:
    """A read-only query, with its dataset, bindings and formats.

    `default_graphs` and `named_graphs` are the dataset of the SPARQL 1.1 Protocol §2.1.4; both empty means the whole
    store. `bindings` are terms for variables, bound as terms and never pasted into the text. `results` and `graph` are
    the formats for rows and for triples; None means that the client accepts no answer of that kind. `trusted` means
    that the text is the site's own: it may have the worker that is reserved for such queries.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, NamedNode | Literal] = field(default_factory=dict)
    results: Format | None = JSON
    graph: Format | None = TURTLE
    trusted: bool = False


@dataclass(frozen=True)
class Answer:
    """A complete answer: its bytes, their format, and the engine's time in seconds."""

    body: bytes
    format: Format
    seconds: float


class Parts(Protocol):
    """The parts of an answer that follow its beginning, each as it comes.

    The iteration raises where the answer breaks off: the client must then be shown that it is not complete.
    """

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The iterator, which is the object itself."""
        ...

    async def __anext__(self) -> bytes:
        """The next part; raises EngineError or QueryError if there is none although the answer is not complete."""
        ...

    async def aclose(self) -> None:
        """Ends the query, if it still runs."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer as it is handed to a client: complete, or its beginning and the parts that follow.

    `rest` is None if `body` is all there is; otherwise it must be iterated or closed.
    """

    body: bytes
    format: Format
    seconds: float
    rest: Parts | None = None


class Engine(Protocol):
    """Something that answers queries."""

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query; an engine may answer a cancelled one, or raise QueryCancelled.

        Raises QueryError if there is none, NotAcceptable if the client accepts no format of the answer's kind.
        """
        ...

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The answer to a query, awaited in an event loop, without a thread: short ones complete, others in parts.

        `client` names the client, among whom an engine may share workers fairly. To cancel the wait, or to close the
        iteration, ends the query. Raises as `answer` does.
        """
        ...

    def close(self) -> None:
        """Frees the engine's processes, connections and memory; it answers no query afterwards."""
        ...


class Cancellation:
    """Lets one thread cancel the query that another one waits for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callbacks: list[Callable[[], object]] = []
        self._cancelled = False

    def cancel(self) -> None:
        """Ends the query, now or as soon as it is sent."""
        with self._lock:
            self._cancelled = True
            for callback in self._callbacks:
                callback()

    def check(self) -> None:
        """Raises QueryCancelled if the query was cancelled."""
        if self._cancelled:
            raise QueryCancelled

    @contextmanager
    def on_cancel(self, callback: Callable[[], object]) -> Iterator[None]:
        """Calls back if the query is or was cancelled while the block runs, and never after it."""
        with self._lock:
            self._callbacks.append(callback)
            if self._cancelled:
                callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)


@dataclass(frozen=True)
class Load:
    """The load of an engine: its workers, how many of them are busy, and the queries that wait for one."""

    workers: int
    busy: int
    waiting: int


@runtime_checkable
class SupportsLoad(Protocol):
    """An engine that reports its load."""

    @property
    def load(self) -> Load:
        """The load now."""
        ...
