"""One task that a confined process is at work on, and what comes of it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from lq_graph.contributing.refusal import Refusal
from lq_graph.contributing.validation.limits import JobLimits
from lq_graph.contributing.validation.wire import Message, receive_message, send_message
from lq_graph.errors import CheckError, CheckExhausted, UnknownName
from lq_graph.settings import Texts

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
