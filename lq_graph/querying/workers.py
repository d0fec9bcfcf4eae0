"""Workers and exchanges: their states, which the scheduler alone changes, the processes, and the actions on them."""

from __future__ import annotations

import os
import re
import resource
import socket
from abc import ABC, abstractmethod
from asyncio import AbstractEventLoop
from collections import OrderedDict, deque
from contextlib import suppress
from enum import Enum
from functools import cached_property
from pathlib import Path
from time import clock_gettime
from typing import NamedTuple, Protocol

from lq_graph.errors import LqError
from lq_graph.processes.supervisor import Child
from lq_graph.querying.wire import Reply, ReplyReader

_MOST_REMEMBERED = 4096
_MEMORY_SECONDS = 60.0
_LONGEST = 10_000  # characters; a longer query has a fingerprint of its own
_PARTS = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\s]*>)"""
    r"""|"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?"""
    r"""|(?<![\w:.?$-])\d[\d.]*(?:[eE][+-]?\d+)?"""
    r"""|(?:\s|\#[^\n\r]*)+""",
    re.DOTALL,
)
_SLOW_NICENESS = 10  # beyond that of the process
_MOST_NICENESS = 19
_MINOR_FAULTS_AT = 7  # after the name, in /proc/PID/stat. proc(5)
_READ_BYTES = 1 << 16  # more would be mapped and unmapped by the kernel each time


class Reason(Enum):
    """Why a worker was killed."""

    TIMEOUT = "the query took too long"
    CANCELLED = "no client waits for the answer"
    DISPLACED = "the query is slow, and its lane is full"
    CLOSED = "the worker is not needed, not trusted, or the engine was closed"


class Worker:
    """The state of a worker process. Only the scheduler writes to it."""

    def __init__(self, process: WorkerProcess) -> None:
        self.process = process
        self.loop: AbstractEventLoop | None = None  # that reads its socket, from its first use by a loop on
        self.is_read_by_thread = False
        self.queue: deque[Exchange] = deque()  # the first one runs, the others follow
        self.is_slow = False
        self.is_slowed_down = False  # the process too, not only the query
        self.is_leaving = False
        self.has_exited = False
        self.kill_reason: Reason | None = None
        self.started_at = 0.0
        self.lost_at: float | None = None  # when it was killed, or its connection was lost
        self.queries = 0
        self.query_started_at = 0.0
        self.processor_seconds = 0.0  # that the running query has used since the first tick that saw it
        self.processor_baseline: float | None = None
        self.own_bytes = 0  # the most memory that it may not share with the fork server

    @property
    def running(self) -> Exchange | None:
        """The exchange that the worker runs."""
        return self.queue[0] if self.queue else None

    @property
    def is_lasting(self) -> bool:
        """Whether the worker may get further queries."""
        return self.kill_reason is None and not self.is_leaving


class Exchange(ABC):
    """One query and its reply: its state, which only the scheduler writes, and how the query is sent.

    `number` is that of the question and of its reply; `deadline` is when the wait for a worker ends; `loop` is the
    event loop that waits for the reply, None if a thread does.
    """

    def __init__(
        self, number: int, text: str, deadline: float, *, trusted: bool, loop: AbstractEventLoop | None = None
    ) -> None:
        self.number = number
        self.text = text
        self.deadline = deadline
        self.trusted = trusted
        self.loop = loop
        self.worker: Worker | None = None
        self.is_slow = False
        self.is_over = False
        self.tries = 0
        self.is_sent = False  # the complete question; written by the thread that sends it
        self.has_begun = False  # the reply, in parts; written by the thread that reads it

    @cached_property
    def fingerprint(self) -> int:
        """The fingerprint of the text, which similar queries share."""
        return fingerprint(self.text)

    @abstractmethod
    def send(self, worker: Worker) -> None:
        """Has the query sent to a worker; any thread may call."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Ends the wait with an error; any thread may call."""

    @abstractmethod
    def take(self, worker: Worker, reply: Reply) -> None:
        """Takes a reply that an event loop read; called in its thread."""


class Send(NamedTuple):
    """Send the query of an exchange to a worker."""

    exchange: Exchange
    worker: Worker


class Fail(NamedTuple):
    """End an exchange with an error."""

    exchange: Exchange
    error: LqError


class StartWorkers(NamedTuple):
    """Have so many workers started; `worker_started` or `start_failed` reports each."""

    number: int


class SlowDown(NamedTuple):
    """Lower the priority of a worker; `slowed_down` reports success."""

    worker: Worker


class Kill(NamedTuple):
    """End a worker process; `worker_exited` reports its exit."""

    worker: Worker


class Release(NamedTuple):
    """Close the descriptors of a worker that has exited."""

    worker: Worker


Action = Send | Fail | StartWorkers | SlowDown | Kill | Release
Actions = list[Action]


class WorkerProcess:
    """A process that the fork server forked, until `release` closes its descriptors.

    Its socket is read by the threads that wait for replies, or, from its first use by an event loop on, by that loop
    alone.
    """

    def __init__(self, child: Child, events: ConnectionEvents) -> None:
        self.identifier = child.process
        self.socket = child.socket
        self._child = child
        self._events = events
        self._loop: AbstractEventLoop | None = None
        self._is_read = False
        self._is_lost = False
        self._is_released = False
        self._reader = ReplyReader()

    def kill(self) -> None:
        """Ends the process at once, whatever it does. No effect if it has exited."""
        self._child.kill()

    def slow_down(self) -> bool:
        """Lets all other processes go first until the running query is over; False if its thread has not started.

        A niceness cannot be lowered again without privileges, so the thread exits after the query, and another one
        starts.
        """
        found = False
        with suppress(OSError):  # it exits
            own = os.getpriority(os.PRIO_PROCESS, self.identifier)  # of its main thread, which only waits
            slow = min(own + _SLOW_NICENESS, _MOST_NICENESS)
            for thread in map(int, os.listdir(f"/proc/{self.identifier}/task")):
                if thread != self.identifier:
                    os.setpriority(os.PRIO_PROCESS, thread, slow)
                    found = True
        return found

    def processor_seconds(self) -> float | None:
        """The processor time of the process, by the clock that Linux gives each one; None if it has exited."""
        try:
            return clock_gettime((~self.identifier << 3) | 2)
        except OSError:
            return None

    def own_bytes(self) -> int | None:
        """The most memory that the process may not share with the fork server; None if it has exited."""
        try:
            text = Path(f"/proc/{self.identifier}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        return int(text.rpartition(")")[2].split()[_MINOR_FAULTS_AT]) * resource.getpagesize()

    def is_ready(self) -> bool:
        """Whether the process is there, and has no reply to send."""
        if self._is_read:
            return not self._is_lost
        try:
            self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def read_in(self, loop: AbstractEventLoop) -> None:
        """Has the loop read replies from now on, each reported to the pool; called in the loop's thread."""
        if not self._is_read and not self._is_released:
            self._loop = loop
            self._is_read = True
            self.socket.setblocking(False)
            loop.add_reader(self.socket, self._on_readable)

    def pause(self) -> None:
        """Has the loop read no more for now, so that the process waits when the socket is full."""
        if self._loop and self._is_read and not self._is_released:
            self._is_read = False
            self._loop.remove_reader(self.socket)

    def resume(self) -> None:
        """Has the loop read again."""
        if self._loop and not self._is_lost:
            self.read_in(self._loop)

    def release(self, loop: AbstractEventLoop | None) -> None:
        """Closes the descriptors of a process that has exited; a socket that a loop reads, in the loop's thread."""
        self._is_released = True
        os.close(self._child.pidfd)
        if loop is None or loop.is_closed():
            self.socket.close()
        else:
            with suppress(RuntimeError):  # closed just now
                loop.call_soon_threadsafe(_Closing(self.socket, loop))
            if loop.is_closed():  # it may have kept the callback, which it will not run
                self.socket.close()

    def _on_readable(self) -> None:
        try:
            data = self.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._stop_reading()
            self._events.connection_lost(self)
            return
        for reply in self._reader.feed(data):
            if not self._events.reply_received(self, reply):
                self._stop_reading()
                return

    def _stop_reading(self) -> None:
        self._is_lost = True
        if self._loop:
            self._loop.remove_reader(self.socket)


class _Closing:
    """A callback that closes the socket that a loop reads and writes.

    A loop that closes drops its callbacks. The socket is then closed when the callback is deleted, as nothing can read
    it any more.
    """

    def __init__(self, socket: socket.socket, loop: AbstractEventLoop) -> None:
        self._socket = socket
        self._loop = loop

    def __call__(self) -> None:
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)  # a question of which the worker took only a part
        self._socket.close()

    def __del__(self) -> None:
        self._socket.close()


class ConnectionEvents(Protocol):
    """What an event loop that reads from a worker reports to the pool."""

    def reply_received(self, process: WorkerProcess, reply: Reply) -> bool:
        """A reply has arrived; returns False if no more are to be read."""
        ...

    def connection_lost(self, process: WorkerProcess) -> None:
        """The other end of the socket is closed."""
        ...


class SlowQueryMemo:
    """Queries that were slow within the last minute, by fingerprint, so that similar ones occupy no quick worker."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def remember(self, query: Fingerprinted, now: float) -> None:
        """Notes that a query is slow."""
        self._until[query.fingerprint] = now + _MEMORY_SECONDS
        self._until.move_to_end(query.fingerprint)
        if len(self._until) > _MOST_REMEMBERED:
            self._until.popitem(last=False)

    def forget(self, query: Fingerprinted) -> None:
        """Notes that a query is not slow after all."""
        self._until.pop(query.fingerprint, None)

    def holds(self, query: Fingerprinted, now: float) -> bool:
        """Whether a similar query was slow. While none was, no fingerprint is computed, which takes longer."""
        until = self._until.get(query.fingerprint, 0.0) if self._until else 0.0
        if 0.0 < until < now:
            del self._until[query.fingerprint]
        return until > now


class Fingerprinted(Protocol):
    """A query that can be compared with similar ones."""

    @property
    def fingerprint(self) -> int:
        """What `fingerprint` returns for its text."""
        ...


def fingerprint(text: str) -> int:
    """A number that queries share if they differ in literals, comments and white space only, as those of a search box.

    It predicts how long a query takes, from similar ones, and never what its answer is; text that is no query has one
    too.
    """

    def without_literals(part: re.Match[str]) -> str:
        found = part.group()
        if part["iri"]:
            return found
        return " " if found[0] == "#" or found[0].isspace() else "0"

    return hash(_PARTS.sub(without_literals, text).strip()) if len(text) <= _LONGEST else hash(text)
