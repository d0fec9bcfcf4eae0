"""One query and its reply: asked by a coroutine or by a thread."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import signal
import socket
from abc import ABC, abstractmethod
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from functools import cached_property, partial
from pathlib import Path
from queue import SimpleQueue
from threading import get_ident
from time import clock_gettime, monotonic
from typing import Protocol

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Delivery
from lq_graph.querying.wire import Kind, Reply, ReplyReader

# What queries have in common that differ in literals, comments and spaces only, such as those of a search box.

_MOST = 10_000  # characters; a longer query is only alike to itself
_PARTS = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\s]*>)"""
    r"""|"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?"""
    r"""|(?<![\w:.?$-])\d[\d.]*(?:[eE][+-]?\d+)?"""
    r"""|(?:\s|\#[^\n\r]*)+""",
    re.DOTALL,
)


def fingerprint(text: str) -> int:
    """A number that queries share if they differ in literals, comments and white space only.

    It tells how long a query may take, from others like it, and never what its answer is: a query that cannot be read
    has one too.
    """
    return hash(_PARTS.sub(_plain, text).strip()) if len(text) <= _MOST else hash(text)


def _plain(part: re.Match[str]) -> str:
    """What stands for a part: IRIs for themselves, a comment and white space for a space, a literal for any."""
    said = part.group()
    if part["iri"]:
        return said
    return " " if said[0] == "#" or said[0].isspace() else "0"


# A query that was asked, and whoever waits for its answer.


class Exchange(ABC):
    """One query on its way: what it is, where it stands, and how its waiter hears of it.

    `worker`, `is_slow` and `is_over` belong to the lock of the staff; `loop` is the event loop that waits, None if a
    thread does; `deadline` is when the wait for a worker ends; `is_asked` is whether all of it was sent to a worker.
    """

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        self.number = number
        self.message = message
        self.text = text
        self.deadline = deadline
        self.trusted = trusted
        self.loop: AbstractEventLoop | None = None
        self.worker: WorkerHandle | None = None
        self.is_slow = False
        self.is_over = False
        self.has_begun = False
        self.is_asked = False
        self.tries = 0

    @cached_property
    def key(self) -> int:
        """What the query has in common with those like it."""
        return fingerprint(self.text)

    @abstractmethod
    def grant(self, worker: WorkerHandle) -> None:
        """Has the query asked of a worker; any thread may call."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Ends the wait with an error; any thread may call."""

    @abstractmethod
    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Takes a reply that the event loop read; called in its thread."""


# A worker process as the server sees it.

SLOW_NICENESS = 10
_MINOR_FAULTS_AT = 7  # after the name, in /proc/PID/stat. proc(5)
_AT_ONCE = 1 << 16  # more would be mapped and unmapped by the kernel each time


class Reason(Enum):
    """Why the server ended a worker."""

    TIMEOUT = "the query took too long"
    CANCELLED = "nobody waits for the answer"
    DISPLACED = "the query is slow, and must wait for its turn"
    CLOSED = "the engine was closed"


class WorkerHandle:
    """A worker that lives, with the exchanges that stand in its line; it answers the first.

    Its socket is read by the threads that wait, or, from its first use by an event loop on, by that loop alone.
    """

    def __init__(self, process: int, end: socket.socket, watch: int) -> None:
        self.process = process
        self.socket = end
        self.is_slow = False
        self.loop: AbstractEventLoop | None = None
        self.line: deque[Exchange] = deque()
        self.started = 0.0
        self.asked = 0
        self.reason: Reason | None = None
        self.is_in_use = False
        self.is_leaving = False
        self.is_gone = False
        self.has_ended = False
        self.used = 0.0
        self.born = monotonic()
        self.lost_since = 0.0
        self.own_bytes = 0
        self._watch = watch
        self._is_read = False
        self._reader = ReplyReader()
        self._seen_asked = -1
        self._seen_clock = 0.0

    def kill(self, reason: Reason) -> None:
        """Ends the process at once, whatever it does; the first reason counts."""
        self.reason = self.reason or reason
        self.lost_since = self.lost_since or monotonic()
        if not self.has_ended:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watch, signal.SIGKILL)

    def slow_down(self) -> None:
        """Lets every other process go first, until this query is over: its thread ends with it, as none can go back."""
        if self.has_ended:
            return
        with suppress(OSError):  # it ends
            for thread in map(int, os.listdir(f"/proc/{self.process}/task")):
                if thread != self.process:
                    os.setpriority(os.PRIO_PROCESS, thread, SLOW_NICENESS)

    def note_memory(self) -> None:
        """Notes in `own_bytes` the most memory that the process may have beside what it shares with the zygote."""
        with suppress(OSError):
            text = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8", errors="replace")
            faults = int(text.rpartition(")")[2].split()[_MINOR_FAULTS_AT])
            self.own_bytes = faults * resource.getpagesize()

    def seconds_used(self) -> float:
        """The processor time since the first look at this query, of which this may be it; kept in `used`."""
        clock = self._clock()
        if self._seen_asked != self.asked:
            self._seen_asked, self._seen_clock = self.asked, clock
        self.used = clock - self._seen_clock
        return self.used

    def is_ready(self) -> bool:
        """Whether the other end is there, and waits for a question."""
        if self._is_read:
            return not self.is_gone
        try:
            self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def be_read_by(self, loop: AbstractEventLoop) -> None:
        """Has the worker's loop read the socket from now on; called in the loop's thread."""
        if not self._is_read:
            self._is_read = True
            self.socket.setblocking(False)
            loop.add_reader(self.socket, self._on_readable)

    def pause(self) -> None:
        """Has the loop read no more for now, so that the worker waits when the socket is full."""
        if self.loop and self._is_read and not self.has_ended:
            self._is_read = False
            self.loop.remove_reader(self.socket)

    def resume(self) -> None:
        """Has the loop read again."""
        if self.loop and not self._is_read and not self.has_ended:
            self.be_read_by(self.loop)

    def after_end(self) -> None:
        """Gives the descriptors back as soon as nobody reads them any more; called under the pool's lock."""
        if not self.has_ended or self.is_in_use:
            return
        if self.loop is None or self.loop.is_closed():
            self._close()
        else:
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._unbind)

    def mark_ended(self) -> None:
        """Notes that the process is gone and reaped; its number may soon be another's."""
        self.has_ended = True
        os.close(self._watch)

    def _on_readable(self) -> None:
        try:
            data = self.socket.recv(_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data and self.loop:
            self.is_gone = True
            self.lost_since = self.lost_since or monotonic()
            self.loop.remove_reader(self.socket)
            return
        for reply in self._reader.feed(data):
            if self.line and reply.number == self.line[0].number:
                self.line[0].take(self, reply)
            elif self.line:
                self.kill(Reason.CLOSED)
                return

    def _unbind(self) -> None:
        if self.loop and self.socket.fileno() >= 0:
            self.loop.remove_reader(self.socket)
        self._close()

    def _close(self) -> None:
        self.socket.close()

    def _clock(self) -> float:
        """The processor time of the process, by the clock that Linux gives each one."""
        try:
            return clock_gettime((~self.process << 3) | 2)
        except OSError:
            return self._seen_clock


# A query that a coroutine waits for: its event loop sends it and reads the reply, without any other thread.

_MOST_PARTS = 4  # that lie here while the client is slow; then the worker waits


class Owner(Protocol):
    """The pool, as an exchange sees it."""

    def finish(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Takes the worker back."""
        ...

    def cancel(self, exchange: Exchange) -> None:
        """Ends the exchange and what its worker does."""
        ...


class LoopExchange(Exchange):
    """Asks a worker as soon as it is granted; `delivery` comes to be when the reply begins."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, owner: Owner, *, trusted: bool) -> None:
        super().__init__(number, message, text, deadline, trusted=trusted)
        self.loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        self.delivery: asyncio.Future[Delivery] = self.loop.create_future()
        self._owner = owner
        self._thread = get_ident()
        self._parts: _Parts | None = None

    def grant(self, worker: WorkerHandle) -> None:
        """Asks the worker, in the loop's thread."""
        self._in_loop(self._ask, worker)

    def fail(self, error: Exception) -> None:
        """Gives the error to the coroutine, or breaks off the answer that has begun."""
        self._in_loop(self._fail, error)

    def _in_loop(self, function: Callable[..., None], *given: object) -> None:
        if get_ident() == self._thread:
            function(*given)
        else:
            with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
                self.loop.call_soon_threadsafe(function, *given)

    def _ask(self, worker: WorkerHandle) -> None:
        if self.worker is not worker:
            return
        worker.be_read_by(self.loop)
        self._send(worker, self.message)

    def _send(self, worker: WorkerHandle, message: bytes) -> None:
        """Sends at once what the socket takes, mostly all; the rest when it can."""
        try:
            sent = worker.socket.send(message)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the worker is gone, which its zygote will say
        self.is_asked = sent == len(message)
        if not self.is_asked:
            self.loop.add_writer(worker.socket, self._send_rest, worker, message[sent:])

    def _send_rest(self, worker: WorkerHandle, rest: bytes) -> None:
        self.loop.remove_writer(worker.socket)
        if self.worker is worker:
            self._send(worker, rest)

    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Hands the reply to the coroutine, and the worker back if it was the last."""
        if reply.kind <= Kind.LAST:
            self._owner.finish(worker, self, reply.seconds)
        if reply.kind == Kind.REFUSAL:
            self._fail(reply.refusal())
        elif self._parts is not None:
            self._parts.add(reply.body, is_last=reply.kind == Kind.LAST)
        elif not self.delivery.done() and reply.format is not None:
            if reply.kind == Kind.BEGINNING:
                self.has_begun = True
                self._parts = _Parts(worker, partial(self._owner.cancel, self))
            self.delivery.set_result(Delivery(reply.body, reply.format, reply.seconds, self._parts))

    def _fail(self, error: Exception) -> None:
        if self._parts is not None:
            self._parts.break_off(error)
        elif not self.delivery.done():
            self.delivery.set_exception(error)


class _Parts:
    """The parts of an answer that come after its beginning, as many as fit; the worker waits for their taking."""

    def __init__(self, worker: WorkerHandle, close: Callable[[], None]) -> None:
        self._worker = worker
        self._close = close
        self._parts: deque[bytes] = deque()
        self._is_complete = False
        self._error: Exception | None = None
        self._change = asyncio.Event()

    def add(self, part: bytes, *, is_last: bool) -> None:
        """Keeps a part."""
        self._parts.append(part)
        self._is_complete = is_last
        self._change.set()
        if len(self._parts) >= _MOST_PARTS and not is_last:
            self._worker.pause()

    def break_off(self, error: Exception) -> None:
        """Has the iteration raise, so that nobody takes the answer for complete."""
        self._error = error
        self._change.set()

    def __aiter__(self) -> _Parts:
        return self

    async def __anext__(self) -> bytes:
        """The next part; raises EngineError where the answer breaks off."""
        while not self._parts:
            if self._is_complete:
                raise StopAsyncIteration
            if self._error is not None:
                raise EngineError(f"the answer broke off: {self._error}") from self._error
            self._change.clear()
            await self._change.wait()
        part = self._parts.popleft()
        if not self._is_complete:
            self._worker.resume()
        return part

    async def aclose(self) -> None:
        """Ends the query, if it still runs."""
        if not self._is_complete:
            self._close()


# A query that a thread waits for.


class ThreadExchange(Exchange):
    """Asks a worker in the thread that waits, and reads its reply there; no other thread hands anything over."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        super().__init__(number, message, text, deadline, trusted=trusted)
        self._verdicts: SimpleQueue[WorkerHandle | Exception] = SimpleQueue()

    def grant(self, worker: WorkerHandle) -> None:
        """Lets the waiting thread ask this worker."""
        self._verdicts.put(worker)

    def fail(self, error: Exception) -> None:
        """Lets the waiting thread raise this error."""
        self._verdicts.put(error)

    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Never called: no event loop reads for a thread."""
        raise AssertionError(f"worker {worker.process} sent a reply of kind {reply.kind} to an event loop")

    def next_worker(self) -> WorkerHandle:
        """The worker to ask, waited for; raises the error that ends the wait."""
        verdict = self._verdicts.get()
        if isinstance(verdict, WorkerHandle):
            return verdict
        raise verdict

    def ask(self, worker: WorkerHandle) -> Reply | None:
        """The worker's reply; None if it ended before it gave one."""
        reader = ReplyReader()
        try:
            worker.socket.sendall(self.message)
            while data := worker.socket.recv(_AT_ONCE):
                if replies := reader.feed(data):
                    return self._own(worker, replies[0])
        except OSError:
            return None
        return None

    def _own(self, worker: WorkerHandle, reply: Reply) -> Reply | None:
        """The reply; None if it is another query's, and then its worker cannot be believed."""
        if reply.number == self.number:
            return reply
        worker.kill(Reason.CLOSED)
        return None
