"""Query workers: a fork server that holds the store, and what each of its children does.

The pool starts `python -m lq_graph.querying.process` with the process id of its parent, the folder of the store, and
its limits. A worker (`WorkerLoop`; `workers` has the server's view of it) answers questions over its socket, one after
another. It exits when the other end is gone, when its fork server does, when it needs too much memory, or soon after a
query's deadline if the server has not killed it by then.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from time import perf_counter

from pyoxigraph import NamedNode, Store

from lq_graph.errors import EngineError, LqError, QueryExhausted
from lq_graph.processes.fork_server import Service, run
from lq_graph.querying.embedded import EmbeddedEngine, MemoryLimits, load_into_memory, open_store
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from lq_graph.querying.statistics import statistics_of
from lq_graph.querying.wire import Kind, Question, question_of, question_size, refusal_bytes, reply_bytes

_GRACE_SECONDS = 1.0
_MAX_RECEIVE_BYTES = 1 << 16


def load(folder: Path, answer_bytes: int, worker_bytes: int, memory: MemoryLimits) -> Service:
    """Loads a store into memory, for workers that share it; beyond the limits, each worker opens the folder itself.

    Raises EngineError if the folder is no store.
    """
    store = load_into_memory(folder, memory)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # of the store even if it is moved away later
    statistics = None if store is None else statistics_of(store)
    warm_up()

    def serve() -> Callable[[socket.socket], None]:
        own = open_store(Path(f"/proc/self/fd/{descriptor}")) if store is None else store
        engine = EmbeddedEngine(own, answer_bytes, statistics)
        return lambda end: WorkerLoop(end, engine).serve()

    return Service(serve, worker_bytes, descriptors=(descriptor,), details={"is_in_memory": store is not None})


def warm_up() -> None:
    """Computes, once for all workers, what the first query needs: the pattern of tokens takes 40 ms."""
    engine = EmbeddedEngine(Store())
    for graph in GRAPH_FORMATS:
        engine.write(Query("CONSTRUCT WHERE { ?s ?p 'service' }", graph=graph))
    for results in RESULT_FORMATS:
        engine.write(Query("SELECT ?p { ?s ?p ?o }", bindings={"p": NamedNode("urn:p")}, results=results))


class WorkerLoop:
    """Answers the questions that come over a socket, one after another."""

    def __init__(self, end: socket.socket, engine: EmbeddedEngine) -> None:
        self._socket = end
        self._engine = engine
        self._number = 0
        self._start = 0.0
        self._has_begun = False
        self._received = b""
        self._is_slowed = True
        self._is_done = False
        self._unsent = b""

    def serve(self) -> None:
        """Answers until the other end is gone, in a thread that is replaced once the server has lowered its priority.

        A thread cannot raise its own priority again, but a new thread has that of the one that starts it. The new one
        sends the old one's last reply, so that once the server has that, it lowers the priority of the new one only.
        Raises EngineError if a thread ended before it was done.
        """
        priority = os.getpriority(os.PRIO_PROCESS, 0)
        while self._is_slowed:
            self._is_slowed = False
            thread = Thread(target=self._answer, args=(priority,))
            try:
                thread.start()
            except RuntimeError:  # no memory for it
                self._send_unsent()
                return
            thread.join()
        if not self._is_done:
            raise EngineError("the thread that answers ended")

    def _answer(self, priority: int) -> None:
        """Answers questions until the other end is gone, or the thread's priority is another than this."""
        self._send_unsent()
        while not self._is_slowed and (message := self._next()):
            question = question_of(message)
            signal.setitimer(signal.ITIMER_REAL, question.milliseconds / 1000 + _GRACE_SECONDS)
            self._number = question.number
            self._start = perf_counter()
            self._has_begun = False
            try:
                self._unsent = self._reply(question)
            except OSError:
                break
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._is_slowed = os.getpriority(os.PRIO_PROCESS, 0) != priority
            if not self._is_slowed:
                self._send_unsent()
        self._is_done = not self._is_slowed

    def _send_unsent(self) -> None:
        """Sends the last reply; if the other end is gone, the next question will not come."""
        unsent, self._unsent = self._unsent, b""
        with suppress(OSError):
            self._socket.sendall(unsent)

    def _next(self) -> bytes:
        """The next complete message, empty if the other end is gone; the beginning of others is stored until then."""
        received = self._received
        while (size := question_size(received)) > len(received):
            try:
                part = self._socket.recv(_MAX_RECEIVE_BYTES)
            except OSError:
                return b""
            if not part:
                return b""
            received += part
        self._received = received[size:]
        return received[:size]

    def _reply(self, question: Question) -> bytes:
        """The reply to a question, or its last message if parts of it were sent already."""
        try:
            writer = self._engine.write(question.query, self._send_part if question.may_stream else None)
            kind = Kind.LAST if self._has_begun else Kind.COMPLETE
            return reply_bytes(self._number, kind, writer.format, perf_counter() - self._start, writer.piece())
        except LqError as error:
            refusal = error
        except MemoryError:
            refusal = QueryExhausted("the query needs more memory than it may have; ask for less")
        except OSError:
            raise
        except Exception as error:
            refusal = EngineError(f"the engine failed at the query: {type(error).__name__}: {error}")
        return refusal_bytes(self._number, refusal)

    def _send_part(self, wanted: Format, piece: bytes) -> None:
        kind = Kind.PART if self._has_begun else Kind.BEGINNING
        self._has_begun = True
        self._socket.sendall(reply_bytes(self._number, kind, wanted, perf_counter() - self._start, piece))


if __name__ == "__main__":
    parent, store_folder, *limits = sys.argv[1:]
    most_answer, most_worker, most_triples, most_memory = map(int, limits)
    memory_limits = MemoryLimits(most_triples, most_memory)
    run(partial(load, Path(store_folder), most_answer, most_worker, memory_limits), int(parent))
