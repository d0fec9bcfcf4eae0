"""A fork server: one process with one thread that loads a resource once and forks a confined child for each request.

Its standard input is one end of a socket pair. One byte requests a child; events come back, one in each message: Ready
or Failed after loading, Started with descriptors for each child, Exited with its status. The fork server reads nothing
that is sent to its children. It reaps them, and when the client is gone it ends them and exits; if it is killed, the
kernel ends them. `processes.supervisor` is the client side.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from traceback import print_exc
from typing import Any

from lq_graph.errors import LqError
from lq_graph.processes.seccomp import deny_system_calls

_PR_SET_PDEATHSIG = 1
_IGNORED = frozenset({signal.SIGINT, signal.SIGPIPE})  # Ctrl-C is for the parent; a closed socket is an error
_STUCK = frozenset({signal.SIGKILL, signal.SIGSTOP})
_MAX_DESCRIPTOR = (1 << 31) - 1
REQUEST = b"r"
_MAX_EVENT_BYTES = 1 << 16
_MAX_REASON_CHARACTERS = 2000
_MAX_DESCRIPTORS = 2


@dataclass(frozen=True)
class Ready:
    """The resource is loaded: children can be requested, and be confined or not; `details` are the service's."""

    can_confine: bool
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Started:
    """A child was forked; with it come the client's end of its socket and a descriptor of its process (pidfd)."""

    process: int


@dataclass(frozen=True)
class Exited:
    """A child ended and was reaped; its exit status, or minus the signal that ended it."""

    process: int
    status: int


@dataclass(frozen=True)
class Failed:
    """The resource cannot be loaded, or, once Ready was sent, a child cannot be forked."""

    reason: str


Event = Ready | Started | Exited | Failed


_EVENTS = {kind.__name__: kind for kind in (Ready, Started, Exited, Failed)}


def send_event(control: socket.socket, event: Event, *descriptors: int) -> None:
    """Sends an event in one message; raises OSError if the client is gone."""
    message = json.dumps([type(event).__name__, asdict(event)]).encode()
    socket.send_fds(control, [message], descriptors)


def receive_event(control: socket.socket) -> tuple[Event | None, list[int]]:
    """The next event, waited for, and the descriptors that came with it; None if the fork server is gone."""
    message, descriptors, _, _ = socket.recv_fds(control, _MAX_EVENT_BYTES, _MAX_DESCRIPTORS)
    if not message:
        return None, []
    kind, values = json.loads(message)
    return _EVENTS[kind](**values), descriptors


@dataclass(frozen=True)
class Service:
    """What the children of a fork server do, and what they may take.

    `open` is called in each child before it is confined; it returns the function that is called with the child's socket
    once it is. A child exits when that returns. `memory_bytes` are beyond what the fork server has mapped; `seconds`
    are of the clock and of the processor; `descriptors` are inherited by children, beside their socket.
    """

    open: Callable[[], Callable[[socket.socket], None]]
    memory_bytes: int
    seconds: int | None = None
    descriptors: tuple[int, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def run(load: Callable[[], Service], parent: int) -> None:
    """Loads the service, reports how that went, and forks children until the client is gone.

    The process must have no thread but this one: locks that other threads hold stay locked in a child for ever. It
    exits when `parent`, its parent process, does.
    """
    reset_signals()
    leave_no_core_dump()
    die_with_parent(parent)
    control = _take_standard_input()
    try:
        service = load()
    except LqError as error:
        send_event(control, Failed(str(error)[:_MAX_REASON_CHARACTERS]))
        return
    gc.collect()
    gc.freeze()  # or the first collection in each child would write to, and so copy, every page of objects
    send_event(control, Ready(_can_confine(), service.details))
    _ForkServer(control, service).serve()


def confine(memory_bytes: int, seconds: int | None = None) -> bool:
    """Gives up, for good, more memory and time than this, the network, other processes and the writing of files.

    False if the system has no filter of system calls, so that only the limits hold.
    """
    if seconds is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        limit_cpu(seconds)
    limit_memory(memory_bytes)
    return deny_system_calls()


class _ForkServer:
    """Forks and reaps children."""

    def __init__(self, control: socket.socket, service: Service) -> None:
        self._control = control
        self._service = service
        self._children: dict[int, int] = {}  # process ids, by descriptors of the processes
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Forks and reaps until the client is gone; then ends every child."""
        with suppress(OSError):  # an event that no client reads
            while self._handle_events():
                pass
        for pidfd, child in self._children.items():
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os.waitpid(child, 0)

    def _handle_events(self) -> bool:
        """Waits for requests and exits, and handles them; False once the client is gone."""
        for descriptor, _ in self._poll.poll():
            if descriptor != self._control.fileno():
                self._reap(descriptor)
                continue
            request = self._control.recv(1)
            if not request:
                return False
            try:
                self._fork()
            except OSError as error:
                send_event(self._control, Failed(f"no process can be started: {error}"))
        return True

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            server = os.getpid()
            child = os.fork()
            if child == 0:
                self._run_child(theirs, server)
            try:
                pidfd = os.pidfd_open(child)
            except OSError:  # a child that cannot be watched would never be reaped
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                raise
            self._children[pidfd] = child
            self._poll.register(pidfd, select.POLLIN)
            send_event(self._control, Started(child), ours.fileno(), pidfd)

    def _reap(self, pidfd: int) -> None:
        child = self._children.pop(pidfd)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self._poll.unregister(pidfd)
        os.close(pidfd)
        send_event(self._control, Exited(child, status))

    def _run_child(self, end: socket.socket, server: int) -> None:
        """The child's whole run: it exits here, whatever happens, and never returns into the fork server's loop."""
        status = 1
        try:
            die_with_parent(server)
            close_descriptors({0, 1, 2, end.fileno(), *self._service.descriptors})
            serve = self._service.open()
            confine(self._service.memory_bytes, self._service.seconds)
            status = _served(serve, end)
        except BaseException:
            print_exc()
        finally:
            os._exit(status)


def _served(serve: Callable[[socket.socket], None], end: socket.socket) -> int:
    """The exit status of a child, once it has done its work."""
    try:
        serve(end)
    except BaseException as error:  # its text may hold what an untrusted client sent, which the log must not show
        os.write(2, f"lq: a child process ended with {type(error).__name__}\n".encode())
        return 1
    return 0


def _take_standard_input() -> socket.socket:
    """The socket that is standard input, which is empty from now on."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return control


def _can_confine() -> bool:
    """Whether this kernel takes the filter of system calls, tried in a child since it cannot be taken back."""
    child = os.fork()
    if child == 0:
        os._exit(0 if deny_system_calls() else 1)
    return os.waitpid(child, 0)[1] == 0


def die_with_parent(parent: int) -> None:
    """Makes the kernel end this process when the thread that started it ends; at once if its parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(size: int) -> None:
    """Lets the process map so many bytes beyond what it has mapped now; what goes beyond fails, or ends it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + size
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_cpu(seconds: int) -> None:
    """Lets the process use so many seconds of processor time beyond what it has used; SIGXCPU ends it then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def leave_no_core_dump() -> None:
    """Writes nothing of the memory to disk when the process crashes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_descriptors(keep: Collection[int]) -> None:
    """Closes every descriptor that the process inherited, but those to keep."""
    edges = [-1, *sorted(set(keep)), _MAX_DESCRIPTOR]
    for before, after in pairwise(edges):
        if before + 1 < after:  # closerange(0, 0) would close everything
            os.closerange(before + 1, after)


def reset_signals() -> None:
    """Gives every signal its default again and blocks none; SIGINT and SIGPIPE are ignored."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - _STUCK:
        signal.signal(number, signal.SIG_IGN if number in _IGNORED else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
