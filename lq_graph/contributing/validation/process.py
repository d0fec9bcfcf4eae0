"""The validation process: holds a release and forks a confined child for each contribution."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from traceback import print_exc
from types import MappingProxyType
from typing import Any

from lq_graph.checking.unreadable import reading_fault
from lq_graph.contributing.validation.check import check_file, propose
from lq_graph.contributing.validation.forms import choices, classes, filled_values, template
from lq_graph.contributing.validation.release_snapshot import Ground, ground_files, read_ground
from lq_graph.contributing.validation.wire import JobLimits, Message, job_limits, receive_message, send_message
from lq_graph.errors import LqError, Refusal, SourceError, UnknownName
from lq_graph.processes.confinement import close_descriptors, die_with_parent, leave_no_core_dump, reset_signals

# What a confined child does: it takes one task from the server, does it on the ground, and answers.

Task = Callable[[Ground, Message], Message]

_MOST = 100_000_000
_TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "check": check_file,
        "choices": choices,
        "classes": classes,
        "filled": filled_values,
        "propose": propose,
        "template": template,
    }
)


def converse(end: socket.socket, ground: Ground) -> None:
    """Answers one message; raises what is no fault of a contribution, so that the process ends without an answer."""
    asked = receive_message(end, _MOST)
    send_message(end, _answer(ground, asked))


def _answer(ground: Ground, asked: Message) -> Message:
    try:
        return _TASKS[asked.said["task"]](ground, asked)
    except SourceError as error:
        return Message({"unreadable": _unreadable(error)})
    except UnknownName as error:
        return Message({"unknown": str(error)})
    except (MemoryError, RecursionError):
        return Message({"exhausted": True})


def _unreadable(error: SourceError) -> Mapping[str, Any]:
    if isinstance(error, Refusal):
        swedish, english = _sentence(error.texts.sv), _sentence(error.texts.en)
    else:
        fault = reading_fault(error.reason)
        swedish = f"{_sentence(fault.reason.sv)} {fault.advice.sv}".strip()
        english = f"{_sentence(fault.reason.en)} {fault.advice.en}".strip()
    return {"name": error.path.name, "sv": swedish, "en": english, "line": error.line, "column": error.column}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


# The validator: one process with one thread that holds a release, and forks a confined child for each contribution.
#
# `python -m lq_graph.contributing.validation.process PARENT LIMITS GROUND`, the latter two as JSON. Its standard input
# is one end of a socket pair: first it says there that it is ready, or why it never will be; then each byte that comes
# brings the descriptor of a conversation, which a new child has with the server. Nothing that a stranger sent is
# read in
# here. It ends a child when the other end of its conversation is gone, and ends itself when the server is gone; the
# kernel then ends the children.


class Validator:
    """Forks and reaps; each child has one conversation, and ends with it."""

    def __init__(self, control: socket.socket, ground: Ground, limits: JobLimits) -> None:
        self._control = control
        self._ground = ground
        self._limits = limits
        self._ends: dict[int, socket.socket] = {}  # by the descriptor that tells when the child has ended
        self._watches: dict[int, int] = {}  # the same descriptors, by those of the ends
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Returns when the server is gone."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._ends:
                    self._reap(descriptor)
                elif descriptor in self._watches:
                    self._leave(descriptor)
                elif descriptor == self._control.fileno() and not self._hear():
                    return

    def _hear(self) -> bool:
        wish, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        for descriptor in descriptors:
            try:
                self._fork(socket.socket(fileno=descriptor))
            except OSError:
                print_exc()
        return bool(wish)

    def _fork(self, end: socket.socket) -> None:
        validator = os.getpid()
        child = os.fork()
        if child == 0:
            self._live(end, validator)
        watch = os.pidfd_open(child)
        self._ends[watch], self._watches[end.fileno()] = end, watch
        self._poll.register(watch, select.POLLIN)
        self._poll.register(end, 0)  # tells only that the other end is gone

    def _leave(self, end: int) -> None:
        """Ends the child whose conversation the server has left."""
        watch = self._watches.pop(end)
        self._poll.unregister(end)
        signal.pidfd_send_signal(watch, signal.SIGKILL)

    def _reap(self, watch: int) -> None:
        os.waitid(os.P_PIDFD, watch, os.WEXITED)
        end = self._ends.pop(watch)
        if self._watches.pop(end.fileno(), None) is not None:
            self._poll.unregister(end)
        self._poll.unregister(watch)
        os.close(watch)
        end.close()

    def _live(self, end: socket.socket, validator: int) -> None:
        """The child's life; it ends the process, and never returns into the validator's."""
        status = 1
        try:
            die_with_parent(validator)
            close_descriptors({0, 1, 2, end.fileno()})
            self._limits.impose()
            converse(end, self._ground)
            status = 0
        except BaseException as error:  # its text may hold what a stranger wrote, and the log is for others
            os.write(2, f"lq: a check ended with {type(error).__name__}\n".encode())
        finally:
            os._exit(status)


def main(parent: int, limits: str, files: str) -> None:
    """Reads the ground, says how that went, and serves until the server is gone."""
    reset_signals()
    leave_no_core_dump()
    die_with_parent(parent)
    control = _take_standard_input()
    try:
        ground = read_ground(ground_files(files))
    except LqError as error:
        send_message(control, Message({"failed": str(error)}))
        return
    gc.collect()
    gc.freeze()
    send_message(control, Message({"ready": True}))
    Validator(control, ground, job_limits(limits)).serve()


def _take_standard_input() -> socket.socket:
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return control


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:4])
