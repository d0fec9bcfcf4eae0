"""A worker process as the server sees it."""

from __future__ import annotations

import os
import resource
import signal
import socket
from asyncio import AbstractEventLoop
from collections import deque
from contextlib import suppress
from enum import Enum
from pathlib import Path
from time import clock_gettime, monotonic

from lq_graph.querying.exchange import Exchange
from lq_graph.querying.wire import ReplyReader

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
