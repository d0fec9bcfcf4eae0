"""Keeps a fork server running: a thread starts it, hands on its events, and restarts it when it ends."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from lq_graph.processes.fork_server import REQUEST, Event, Exited, Failed, Ready, Started, receive_event

_STOP_SECONDS = 5.0
_RETRY_SECONDS = 1.0
_MAX_FAILED_STARTS = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Child:
    """A started child: our end of its socket, and a descriptor of its process, which names no other one later."""

    process: int
    socket: socket.socket
    pidfd: int

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Closes both descriptors."""
        self.socket.close()
        os.close(self.pidfd)


class ForkServer:
    """A started fork server, which may not be ready yet.

    The thread that starts it must live as long as it does: Linux ends a child when the *thread* that made it ends.
    """

    def __init__(self, module: str, words: Sequence[str]) -> None:
        """Starts `python -m module PARENT WORDS…`; raises OSError if no process can be started.

        It gets no environment but what Python needs, and one thread for numpy, so that it may fork.
        """
        self._has_children = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", module, str(os.getpid()), *words]
        needed = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        with theirs:
            try:
                self._process = subprocess.Popen(
                    command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, close_fds=True, env=needed
                )
            except OSError:
                self._control.close()
                raise

    def request(self, children: int = 1) -> None:
        """Requests so many children; an event reports each. Raises OSError if the fork server is gone."""
        self._has_children = True
        for _ in range(children):
            self._control.send(REQUEST, socket.MSG_DONTWAIT)

    def next_event(self) -> tuple[Event | None, list[int]]:
        """The next event, waited for, and the descriptors that came with it; None if the fork server is gone."""
        try:
            return receive_event(self._control)
        except OSError:
            return None, []

    def stop(self) -> None:
        """Ends the process and with it every child, and waits until all are gone."""
        self._control.shutdown(socket.SHUT_RDWR)
        if not self._has_children:
            self._process.kill()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    def fileno(self) -> int:
        """The descriptor that is readable when there is an event."""
        return self._control.fileno()

    @property
    def identifier(self) -> int:
        """The process id."""
        return self._process.pid


class Handler(Protocol):
    """What the user of a fork server does at its events; all methods are called in the supervisor's thread."""

    def on_ready(self, server: ForkServer, details: Mapping[str, Any]) -> None:
        """Children can be requested of the server."""
        ...

    def on_started(self, child: Child) -> None:
        """A requested child was started; the handler owns it."""
        ...

    def on_exited(self, process: int, status: int) -> None:
        """A child ended, with its exit status or minus a signal."""
        ...

    def on_failed(self, reason: str) -> None:
        """A requested child cannot be started."""
        ...

    def on_stopped(self, failure: str) -> None:
        """The server is gone, with all its children; `failure` says why it is not restarted until `retry`, if so."""
        ...

    def before_wait(self) -> float | None:
        """Does what is due; returns how many seconds to wait for an event at most, None for any time."""
        ...


class Supervisor:
    """Runs a fork server for a handler of its events, from its making until it is closed.

    A server that ends is restarted at once. One that fails to load, or ends several times before it is ready, is
    restarted when somebody asks, at most once a second.
    """

    def __init__(
        self, module: str, words: Sequence[str], handler: Handler, name: str, start_seconds: float | None = None
    ) -> None:
        """Starts it; `name` is what the thread and messages call it, `start_seconds` how long loading may take."""
        self._module, self._words = module, words
        self._handler = handler
        self._name = name
        self._start_seconds = start_seconds
        self._closed = threading.Event()
        self._must_restart = threading.Event()
        self._failed_at = 0.0
        self._failed_starts = 0
        self._again = threading.Event()
        self._wake_end, self._sleep_end = socket.socketpair()
        self._wake_end.setblocking(False)
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"lq-{name}-supervisor")
        self._thread.start()

    def wake(self) -> None:
        """Has the handler's `before_wait` called soon; any thread may call."""
        with suppress(OSError):  # full, so it will be; or closed
            self._wake_end.send(b"!")

    @property
    def can_retry(self) -> bool:
        """Whether a second has passed since the last failure."""
        return monotonic() - self._failed_at >= _RETRY_SECONDS

    def retry(self) -> None:
        """Starts a server that failed again."""
        self._again.set()

    def restart(self) -> None:
        """Stops the server, so that the next one is started."""
        self._must_restart.set()
        self.wake()

    def close(self) -> None:
        """Stops the server and waits until it and all its children are gone."""
        self._closed.set()
        self._again.set()
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        """The thread: one server after another, until the supervisor is closed."""
        while not self._closed.is_set():
            self._again.clear()
            self._must_restart.clear()
            started = monotonic()
            failure = self._run_server()
            if failure:
                self._failed_at = monotonic()
            self._handler.on_stopped("" if self._closed.is_set() else failure)
            if not self._closed.is_set():
                self._again.wait(None if failure else started + _RETRY_SECONDS - monotonic())
        self._wake_end.close()
        self._sleep_end.close()

    def _run_server(self) -> str:
        """Runs one server until it ends; why the next one is not simply started, if so."""
        try:
            server = ForkServer(self._module, self._words)
        except OSError as error:
            return f"the {self._name} cannot be started: {error}"
        try:
            return self._attend(server)
        except Exception as error:  # the handler must learn of it, or it waits for ever
            _log.exception("the supervisor of the %s failed", self._name)
            return f"the {self._name} failed: {type(error).__name__}: {error}"
        finally:
            server.stop()

    def _attend(self, server: ForkServer) -> str:
        """Hands on the events of a server; returns as `_run_server` does."""
        started, is_ready = monotonic(), False
        poll = select.poll()  # unlike select.select, it takes descriptors above 1023
        poll.register(server, select.POLLIN)
        poll.register(self._sleep_end, select.POLLIN)
        while not (self._closed.is_set() or self._must_restart.is_set()):
            timeout = self._handler.before_wait()
            if self._start_seconds is not None and not is_ready:
                left = started + self._start_seconds - monotonic()
                if left <= 0:
                    return f"the {self._name} was not ready within {self._start_seconds:g} s"
                timeout = left if timeout is None else min(timeout, left)
            readable = {descriptor for descriptor, _ in poll.poll(None if timeout is None else timeout * 1000)}
            if self._sleep_end.fileno() in readable:
                self._sleep_end.recv(1 << 10)
            if server.fileno() not in readable:
                continue
            event, descriptors = server.next_event()
            if event is None:
                self._failed_starts = 0 if is_ready else self._failed_starts + 1
                is_hopeless = self._failed_starts >= _MAX_FAILED_STARTS
                return f"the {self._name} does not start; see its messages above" if is_hopeless else ""
            if isinstance(event, Failed) and not is_ready:
                return event.reason
            is_ready = True
            self._dispatch(event, descriptors, server)
        return ""

    def _dispatch(self, event: Event, descriptors: list[int], server: ForkServer) -> None:
        match event:
            case Ready():
                if not event.can_confine:
                    _log.warning("this system has no seccomp filter: the %s is confined by limits alone", self._name)
                self._handler.on_ready(server, event.details)
            case Started():
                end, pidfd = descriptors
                self._handler.on_started(Child(event.process, socket.socket(fileno=end), pidfd))
            case Exited():
                self._handler.on_exited(event.process, event.status)
            case Failed():
                _log.warning("the %s: %s", self._name, event.reason)
                self._handler.on_failed(event.reason)
