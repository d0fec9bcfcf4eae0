"""The zygote: one process with one thread that holds the store, and forks a query worker whenever the server asks.

`python -m lq_graph.querying.zygote STORE PARENT WORKER_BYTES ANSWER_BYTES MEMORY_TRIPLES MEMORY_BYTES`. Its standard
input is one end of a socket pair: a letter in is the wish for a worker, a message out is news, with descriptors where a
worker was born. It reaps its workers, and ends when the other end is gone; then the kernel ends them.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from traceback import print_exc

from pyoxigraph import NamedNode, Store

from lq_graph.errors import EngineError
from lq_graph.processes.confinement import (
    close_descriptors,
    die_with_parent,
    leave_no_core_dump,
    limit_memory,
    reset_signals,
)
from lq_graph.processes.seccomp import deny_system_calls
from lq_graph.querying.embedded import EmbeddedEngine, MemoryLimits, hold, open_store
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.querying.statistics import Statistics, statistics_of
from lq_graph.querying.worker import Worker

# What zygote and server say to each other: a letter asks for a worker; news come back, with descriptors at a birth.

WISH = b"w"
_MOST_BYTES = 1 << 16
_DESCRIPTORS = 2


@dataclass(frozen=True)
class Ready:
    """The store is held, in memory or not, and workers can be asked for; whether they can be confined."""

    in_memory: bool
    confined: bool


@dataclass(frozen=True)
class Born:
    """A worker was forked; with it come our end of its socket and a descriptor of its process."""

    process: int


@dataclass(frozen=True)
class Ended:
    """A worker is gone, with its exit status, or minus the signal that ended it."""

    process: int
    status: int


@dataclass(frozen=True)
class Failed:
    """There is no store, or no worker, and why."""

    reason: str


News = Ready | Born | Ended | Failed
_KINDS = {kind.__name__: kind for kind in (Ready, Born, Ended, Failed)}


def send_news(control: socket.socket, news: News, *descriptors: int) -> None:
    """Sends news in one message; raises OSError if the other end is gone."""
    message = json.dumps([type(news).__name__, asdict(news)]).encode()
    socket.send_fds(control, [message], descriptors)


def receive_news(control: socket.socket) -> tuple[News | None, list[int]]:
    """The next news and the descriptors that came with it; None if the other end is gone."""
    message, descriptors, _, _ = socket.recv_fds(control, _MOST_BYTES, _DESCRIPTORS)
    if not message:
        return None, []
    kind, values = json.loads(message)
    return _KINDS[kind](**values), descriptors


# The zygote: one process with one thread that holds the store, and forks a query worker whenever the server asks.
#
# `python -m lq_graph.querying.zygote STORE PARENT WORKER_BYTES ANSWER_BYTES MEMORY_TRIPLES MEMORY_BYTES`. Its standard
# input is one end of a socket pair: a letter in is the wish for a worker, a message out is news, with descriptors
# where a
# worker was born. It reaps its workers, and ends when the other end is gone; then the kernel ends them.

_LONGEST_REASON = 2000


class Zygote:
    """Forks workers over a store in memory, or, without one, workers that open the folder themselves."""

    def __init__(
        self,
        control: socket.socket,
        folder: Path,
        store: Store | None,
        statistics: Statistics | None,
        sizes: tuple[int, int],
    ) -> None:
        self._control = control
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # also of a store that is moved away later
        self._store = store
        self._statistics = statistics
        self._worker_bytes, self._answer_bytes = sizes
        self._children: dict[int, int] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Forks and reaps until the server is gone; then ends every worker."""
        with suppress(OSError):  # news that nobody hears any more
            while self._attend():
                pass
        for watch, child in self._children.items():
            signal.pidfd_send_signal(watch, signal.SIGKILL)
            os.waitpid(child, 0)

    def _attend(self) -> bool:
        """Whether there is a server to go on for, after what has happened."""
        for descriptor, _ in self._poll.poll():
            if descriptor != self._control.fileno():
                self._reap(descriptor)
            elif not self._hear():
                return False
        return True

    def _hear(self) -> bool:
        wish = self._control.recv(1)
        try:
            if wish == WISH:
                self._fork()
        except OSError as error:
            self._tell(Failed(f"no query worker can be started: {error}"))
        return bool(wish)

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            zygote = os.getpid()
            child = os.fork()
            if child == 0:
                self._live(theirs, zygote)
            watch = os.pidfd_open(child)
            self._children[watch] = child
            self._poll.register(watch, select.POLLIN)
            self._tell(Born(child), ours.fileno(), watch)

    def _reap(self, watch: int) -> None:
        child = self._children.pop(watch)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self._poll.unregister(watch)
        os.close(watch)
        self._tell(Ended(child, status))

    def _tell(self, news: News, *descriptors: int) -> None:
        send_news(self._control, news, *descriptors)

    def _live(self, end: socket.socket, zygote: int) -> None:
        """The worker's life; it ends the process, and never returns into the zygote's."""
        status = 1
        try:
            die_with_parent(zygote)
            close_descriptors({0, 1, 2, end.fileno(), self._folder})
            store = self._store or open_store(Path(f"/proc/self/fd/{self._folder}"))
            engine = EmbeddedEngine(store, self._answer_bytes, self._statistics)
            limit_memory(self._worker_bytes)
            deny_system_calls()
            Worker(end, engine).serve()
            status = 0
        except BaseException:
            print_exc()
        finally:
            os._exit(status)


def main(folder: Path, parent: int, sizes: tuple[int, int], memory: MemoryLimits) -> None:
    """Loads the store, says how that went, and serves until the server is gone."""
    reset_signals()
    leave_no_core_dump()
    die_with_parent(parent)
    control = _take_standard_input()
    try:
        store = hold(folder, memory)
    except EngineError as error:
        send_news(control, Failed(str(error)[:_LONGEST_REASON]))
        return
    statistics = None if store is None else statistics_of(store)
    _warm_up()
    gc.collect()
    gc.freeze()
    send_news(control, Ready(store is not None, _can_be_confined()))
    Zygote(control, folder, store, statistics, sizes).serve()


def _warm_up() -> None:
    """Has made, once for all workers, what is made for the first query: the pattern of tokens takes 40 ms."""
    engine = EmbeddedEngine(Store())
    for graph in GRAPH_FORMATS:
        engine.write(Query("CONSTRUCT WHERE { ?s ?p 'service' }", graph=graph))
    for results in RESULT_FORMATS:
        engine.write(Query("SELECT ?p { ?s ?p ?o }", bindings={"p": NamedNode("urn:p")}, results=results))


def _take_standard_input() -> socket.socket:
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return control


def _can_be_confined() -> bool:
    """Whether this kernel takes the filter, tried in a child: it cannot be taken back."""
    child = os.fork()
    if child == 0:
        os._exit(0 if deny_system_calls() else 1)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = [int(word) for word in sys.argv[2:7]]
    main(Path(sys.argv[1]), given[0], (given[1], given[2]), MemoryLimits(given[3], given[4]))
