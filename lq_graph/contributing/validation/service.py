"""The validation service: a process of its own checks contributions, within limits."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Condition, Thread
from time import monotonic
from typing import Any

from lq_graph.contributing.validation.release_snapshot import GroundFiles
from lq_graph.contributing.validation.wire import JobLimits, Message, receive_message, send_message
from lq_graph.errors import CheckBusy, CheckError, CheckExhausted, Refusal, UnknownName
from lq_graph.text import Texts

# One task that a confined process is at work on, and what comes of it.

EXHAUSTED = "checking this takes more than {seconds} s or {megabytes} MB of memory; send it in smaller parts"
_GRACE = 2.0
_ENDING_SECONDS = 0.1  # between the end of what a process holds open and its own


class Validation:
    """A conversation with one process."""

    def __init__(
        self, end: socket.socket, asked: Message, limits: JobLimits, validator: subprocess.Popen[bytes]
    ) -> None:
        self._end = end
        self._asked = asked
        self._limits = limits
        self._validator = validator

    def abandon(self) -> None:
        """Ends the task and its process, from any thread; `outcome` then raises CheckExhausted."""
        self._end.shutdown(socket.SHUT_RDWR)

    def outcome(self) -> Message:
        """The answer, waited for as long as the limits allow.

        Raises Refusal, with the place where there is one, for what cannot be read, UnknownName for a name in the task
        that nothing has, CheckExhausted if there is no answer within the limits, and CheckError if the validator ended.
        """
        try:
            wait = _until(self._end, monotonic() + self._limits.seconds + _GRACE)
            send_message(self._end, self._asked, wait)
            answer = receive_message(self._end, self._limits.answer_bytes, wait)
        except (OSError, EOFError, ValueError) as error:
            raise self._failure() from error
        return _outcome(answer, self._limits)

    def _failure(self) -> CheckError:
        try:
            self._validator.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return _exhausted(self._limits)
        return CheckError("the process that checks contributions ended, and is started anew; send it again")


def _until(end: socket.socket, deadline: float) -> Callable[[], None]:
    """What lets an end wait until a deadline, and no longer."""

    def wait() -> None:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        end.settimeout(left)

    return wait


def _outcome(answer: Message, limits: JobLimits) -> Message:
    if "unreadable" in answer.said:
        raise _refusal(answer.said["unreadable"])
    if "unknown" in answer.said:
        raise UnknownName(answer.said["unknown"])
    if "exhausted" in answer.said:
        raise _exhausted(limits)
    return answer


def _refusal(said: Mapping[str, Any]) -> Refusal:
    refusal = Refusal(Path(said["name"]), Texts(said["sv"], said["en"]))
    refusal.line, refusal.column = said["line"], said["column"]
    return refusal


def _exhausted(limits: JobLimits) -> CheckExhausted:
    return CheckExhausted(EXHAUSTED.format(seconds=limits.seconds, megabytes=limits.memory_bytes // 1_000_000))


# The validator as the server sees it: a process that is started, asked, and started anew when it ends.

STRANGERS = 2  # contributions that are checked at once
OWN = 2  # of the site's own questions, which never wait for contributions
START_SECONDS = 30.0
_PAUSE, _LONGEST_PAUSE = 0.1, 60.0  # between validators: ever longer while they do not live
_SOON = 2
_WISH = b"w"
_log = logging.getLogger(__name__)


class ValidationService:
    """Checks contributions in confined processes, from any number of threads at once.

    A keeper, a thread, starts the validator and starts the next one when it ends: Linux ends a child when the *thread*
    that made it ends.
    """

    def __init__(self, files: GroundFiles, limits: JobLimits | None = None, patience: float = 5.0) -> None:
        """A service whose validator is being started; `patience` is how long a task waits for its turn, in seconds."""
        self.limits = limits or JobLimits()
        self._files = files
        self._patience = patience
        self._strangers, self._own = BoundedSemaphore(STRANGERS), BoundedSemaphore(OWN)
        self._change = Condition()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._failure = ""
        self._closed = False
        self._keeper = Thread(target=self._keep, daemon=True, name="validator-keeper")
        self._keeper.start()

    @contextmanager
    def begin(self, asked: Message, is_own: bool = False) -> Iterator[Validation]:
        """A task that a process of its own is at work on; it is ended with the block.

        `is_own` says that the task is the site's own, with nothing from a stranger in it. Raises CheckBusy if its turn
        does not come in time, CheckError if there is no validator.
        """
        turn = self._own if is_own else self._strangers
        deadline = monotonic() + self._patience
        if not turn.acquire(timeout=self._patience):
            raise CheckBusy(self.limits.seconds)
        try:
            with self._conversation(deadline) as (end, process):
                yield Validation(end, asked, self.limits, process)
        finally:
            turn.release()

    def answer(self, asked: Message, is_own: bool = False) -> Message:
        """The answer to a task; raises as `begin` and `Validation.outcome`."""
        with self.begin(asked, is_own) as validation:
            return validation.outcome()

    def close(self) -> None:
        """Ends the validator and all that it does, and waits until it is gone."""
        with self._change:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._change.notify_all()
        self._keeper.join()

    @property
    def identifier(self) -> int | None:
        """The process id of the validator that lives now; None between two."""
        with self._change:
            return None if self._control is None or self._process is None else self._process.pid

    @contextmanager
    def _conversation(self, deadline: float) -> Iterator[tuple[socket.socket, subprocess.Popen[bytes]]]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._change:
                control, process = self._ready(deadline)
                try:
                    socket.send_fds(control, [_WISH], [theirs.fileno()])
                except OSError as error:
                    raise CheckBusy(_SOON) from error
            yield ours, process

    def _ready(self, deadline: float) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        """The validator and its control, waited for; to be called with the lock."""
        self._change.wait_for(lambda: self._control or self._failure or self._closed, deadline - monotonic())
        if self._closed or self._failure:
            raise CheckError(self._failure or "the service is being closed")
        if self._control is None or self._process is None:
            raise CheckBusy(_SOON)
        return self._control, self._process

    def _keep(self) -> None:
        """The keeper's life: a validator after another, until the service is closed."""
        pause = _PAUSE
        while not self._closed:
            started = monotonic()
            self._live()
            pause = _PAUSE if monotonic() - started > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
            with self._change:
                self._change.wait_for(lambda: self._closed, pause)

    def _live(self) -> None:
        """Starts a validator, and lends out its control until it ends."""
        ours, theirs = socket.socketpair()
        with ours:
            process = self._start(theirs)
            if process is not None:
                self._admit(process, ours)
                process.wait()
                with self._change:
                    self._control = self._process = None

    def _start(self, end: socket.socket) -> subprocess.Popen[bytes] | None:
        with end, self._change:
            if self._closed:
                return None
            try:
                self._process = _started(self._files, self.limits, end)
            except OSError as error:
                self._fail(f"the validator cannot be started: {error}")
            return self._process

    def _admit(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        """Waits until a validator is ready, and says so; ends one that never will be."""
        failure = _failure(control)
        with self._change:
            if failure:
                process.kill()
                self._fail(failure)
            else:
                self._failure, self._control = "", control
            self._change.notify_all()

    def _fail(self, failure: str) -> None:
        if not self._closed:
            _log.error("contributions cannot be checked: %s", failure)
        self._failure = failure


def _started(files: GroundFiles, limits: JobLimits, end: socket.socket) -> subprocess.Popen[bytes]:
    """The process; it gets no environment but what Python needs, and one thread for numpy, so that it may fork."""
    words = [str(os.getpid()), limits.to_json(), files.to_json()]
    command = [sys.executable, "-m", "lq_graph.contributing.validation.process", *words]
    needed = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdin=end.fileno(), stdout=subprocess.DEVNULL, close_fds=True, env=needed)


def _failure(control: socket.socket) -> str:
    """Why a validator never will be ready; nothing if it is."""
    control.settimeout(START_SECONDS)
    try:
        said = receive_message(control, 0).said
    except (OSError, EOFError, ValueError):
        return "the validator ended while it was being started; see its messages above"
    control.settimeout(None)
    return str(said.get("failed", ""))
