"""A worker process as the server sees it: killed, slowed down and measured; and the server's end of its socket."""

from __future__ import annotations

import os
import resource
import socket
from asyncio import AbstractEventLoop
from contextlib import suppress
from pathlib import Path
from time import clock_gettime
from typing import Protocol

from lq_graph.processes.supervisor import Child
from lq_graph.querying.wire import Reply, ReplyReader

SLOW_NICENESS = 10
_MINOR_FAULTS_AT = 7  # after the name, in /proc/PID/stat. proc(5)
_AT_ONCE = 1 << 16  # more would be mapped and unmapped by the kernel each time


class ConnectionEvents(Protocol):
    """Who hears of what an event loop reads from a worker: the pool."""

    def reply_received(self, process: WorkerProcess, reply: Reply) -> bool:
        """A reply has arrived; returns False if no more are to be read."""
        ...

    def connection_lost(self, process: WorkerProcess) -> None:
        """The other end of the socket is closed."""
        ...


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
            for thread in map(int, os.listdir(f"/proc/{self.identifier}/task")):
                if thread != self.identifier:
                    os.setpriority(os.PRIO_PROCESS, thread, SLOW_NICENESS)
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
        """Closes the descriptors of a process that has exited, those that a loop reads in the loop's thread."""
        self._is_released = True
        os.close(self._child.pidfd)
        if loop is None or loop.is_closed():
            self.socket.close()
        else:
            with suppress(RuntimeError):  # closed just now
                loop.call_soon_threadsafe(self._close, loop)

    def _close(self, loop: AbstractEventLoop) -> None:
        if self.socket.fileno() >= 0:
            loop.remove_reader(self.socket)
        self.socket.close()

    def _on_readable(self) -> None:
        try:
            data = self.socket.recv(_AT_ONCE)
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
