"""The validation service: checks contributions in confined processes, within limits.

A fork server holds a snapshot of the release; each task is done in a child of its own, which exits afterwards.
"""

from __future__ import annotations

import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Condition
from time import monotonic
from typing import Any

from lq_graph.contributing.validation.release_snapshot import SnapshotFiles
from lq_graph.contributing.validation.wire import JobLimits, Message, receive_message, send_message
from lq_graph.errors import CheckBusy, CheckError, CheckExhausted, Refusal, UnknownName
from lq_graph.processes.supervisor import Child, ForkServer, Supervisor
from lq_graph.text import Texts

MAX_UNTRUSTED = 2  # tasks at once with something in them that an untrusted client sent
MAX_TRUSTED = 2  # tasks at once of the site itself, which never wait for contributions
EXHAUSTED = "checking this takes more than {seconds} s or {megabytes} MB of memory; send it in smaller parts"
_LOST = "the process that checks contributions ended, and is started anew; send it again"
_MODULE = "lq_graph.contributing.validation.process"
_START_SECONDS = 30.0
_GRACE_SECONDS = 2.0
_EXIT_SECONDS = 2.0  # between a child's last byte and the event of its exit
_RETRY_AFTER_SECONDS = 2
_log = logging.getLogger(__name__)


class Validation:
    """One task; `child` does it, once it is started, and `exit_status` comes when that has ended."""

    def __init__(self, task: Message, limits: JobLimits) -> None:
        self.child: Future[Child] = Future()
        self.exit_status: Future[int] = Future()
        self._task = task
        self._limits = limits

    def abandon(self) -> None:
        """Ends the task and its process, from any thread; `outcome` then raises CheckExhausted."""
        child = self.child.result()
        child.socket.shutdown(socket.SHUT_RDWR)
        child.kill()

    def outcome(self) -> Message:
        """The answer, waited for as long as the limits allow.

        Raises Refusal, with its position where there is one, if the contribution cannot be read; UnknownName for a name
        in the task that nothing has; CheckExhausted if there is no answer within the limits; CheckError if the
        validation process ended.
        """
        end = self.child.result().socket
        wait = _until(end, monotonic() + self._limits.seconds + _GRACE_SECONDS)
        try:
            send_message(end, self._task, wait)
            answer = receive_message(end, self._limits.answer_bytes, wait)
        except (TimeoutError, ValueError) as error:
            raise _exhausted(self._limits) from error
        except (OSError, EOFError) as error:
            raise self._failure() from error
        if "unreadable" in answer.members:
            raise _refusal(answer.members["unreadable"])
        if "unknown" in answer.members:
            raise UnknownName(answer.members["unknown"])
        if "exhausted" in answer.members:
            raise _exhausted(self._limits)
        return answer

    def _failure(self) -> CheckError:
        """Why a child that ended gave no answer: it went beyond its limits, or its fork server ended."""
        try:
            self.exit_status.result(_EXIT_SECONDS)
        except CheckError as lost:
            return lost
        except TimeoutError:
            pass
        return _exhausted(self._limits)


def _until(end: socket.socket, deadline: float) -> Callable[[], None]:
    """A function that lets the next wait on a socket take no longer than until a deadline."""

    def wait() -> None:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        end.settimeout(left)

    return wait


def _refusal(members: Mapping[str, Any]) -> Refusal:
    refusal = Refusal(Path(members["name"]), Texts(members["sv"], members["en"]))
    refusal.line, refusal.column, refusal.excerpt = members["line"], members["column"], members["excerpt"]
    return refusal


def _exhausted(limits: JobLimits) -> CheckExhausted:
    return CheckExhausted(EXHAUSTED.format(seconds=limits.seconds, megabytes=limits.memory_bytes // 1_000_000))


class ValidationService:
    """Checks contributions in confined processes, from any number of threads at once."""

    def __init__(self, files: SnapshotFiles, limits: JobLimits | None = None, timeout: float = 5.0) -> None:
        """A service whose fork server is being started; `timeout` is how long a task waits for its turn, in seconds."""
        self.limits = limits or JobLimits()
        self._timeout = timeout
        self._untrusted, self._trusted = BoundedSemaphore(MAX_UNTRUSTED), BoundedSemaphore(MAX_TRUSTED)
        self._change = Condition()
        self._server: ForkServer | None = None
        self._failure = ""
        self._is_closed = False
        self._requested: deque[Validation] = deque()  # those whose child is not started yet, the oldest first
        self._running: dict[int, Validation] = {}  # by the process ids of their children; the supervisor's thread alone
        words = (self.limits.to_json(), files.to_json())
        self._supervisor = Supervisor(_MODULE, words, self, "validator", _START_SECONDS)

    @contextmanager
    def begin(self, task: Message, trusted: bool = False) -> Iterator[Validation]:
        """A task with a child of its own, which is ended with the block.

        `trusted` says that nothing in the task comes from an untrusted client. Raises CheckBusy if its turn does not
        come in time, CheckError if the fork server cannot be started.
        """
        turns = self._trusted if trusted else self._untrusted
        deadline = monotonic() + self._timeout
        if not turns.acquire(timeout=self._timeout):
            raise CheckBusy(self.limits.seconds)
        validation = Validation(task, self.limits)
        try:
            child = self._started(validation, deadline)
            try:
                yield validation
            finally:
                child.kill()
                child.close()
        finally:
            turns.release()

    def answer(self, task: Message, trusted: bool = False) -> Message:
        """The answer to a task; raises as `begin` and `Validation.outcome`."""
        with self.begin(task, trusted) as validation:
            return validation.outcome()

    def close(self) -> None:
        """Ends the fork server and all that its children do, and waits until they are gone."""
        with self._change:
            self._is_closed = True
            self._change.notify_all()
        self._supervisor.close()

    @property
    def identifier(self) -> int | None:
        """The process id of the fork server that children can be requested of; None while there is none."""
        with self._change:
            return None if self._server is None else self._server.identifier

    def _started(self, validation: Validation, deadline: float) -> Child:
        """The child that does a task; raises as `begin`."""
        with self._change:
            if self._failure and self._supervisor.can_retry:
                self._failure = ""
                self._supervisor.retry()
            self._change.wait_for(lambda: self._server or self._failure or self._is_closed, deadline - monotonic())
            if self._is_closed or self._failure:
                raise CheckError(self._failure or "the service is being closed")
            if self._server is None:
                raise CheckBusy(_RETRY_AFTER_SECONDS)
            try:
                self._server.request()
            except OSError as error:
                raise CheckBusy(_RETRY_AFTER_SECONDS) from error
            self._requested.append(validation)
        try:
            return validation.child.result(max(0.0, deadline - monotonic()))
        except TimeoutError as error:
            if validation.child.cancel():
                raise CheckBusy(_RETRY_AFTER_SECONDS) from error
            return validation.child.result()  # it was started just now

    # Called by the supervisor, in its thread.

    def on_ready(self, server: ForkServer, details: Mapping[str, Any]) -> None:
        """Lets tasks have children."""
        with self._change:
            self._server, self._failure = server, ""
            self._change.notify_all()

    def on_started(self, child: Child) -> None:
        """Gives a child to the task that requested it; ends it if the task no longer waits."""
        with self._change:
            validation = self._requested.popleft()  # events come in the order of the requests
        self._running[child.process] = validation
        if validation.child.set_running_or_notify_cancel():
            validation.child.set_result(child)
        else:
            child.kill()
            child.close()

    def on_exited(self, process: int, status: int) -> None:
        """Lets the child's task know that it ended."""
        self._running.pop(process).exit_status.set_result(status)

    def on_failed(self, reason: str) -> None:
        """Ends the wait of a task whose child cannot be started."""
        with self._change:
            validation = self._requested.popleft()
        _refuse(validation)

    def on_stopped(self, failure: str) -> None:
        """Lets every task know that its child is gone, or will not come."""
        with self._change:
            self._server = None
            self._failure = failure
            requested, self._requested = self._requested, deque()
            self._change.notify_all()
        if failure:
            _log.error("contributions cannot be checked: %s", failure)
        for validation in requested:
            _refuse(validation)
        for validation in self._running.values():
            validation.exit_status.set_exception(CheckError(_LOST))
        self._running.clear()

    def before_wait(self) -> None:
        """Waits for events alone."""


def _refuse(validation: Validation) -> None:
    if validation.child.set_running_or_notify_cancel():
        validation.child.set_exception(CheckBusy(_RETRY_AFTER_SECONDS))
