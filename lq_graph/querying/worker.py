"""One query worker: a process that the zygote forked, with one end of a socket pair, for as long as the other is held.

It ends when the other end is gone, when its zygote ends, when it needs too much memory, or soon after a query's
deadline, should the server not have ended it by then.
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from threading import Thread
from time import perf_counter

from lq_graph.errors import EngineError, LqError, QueryExhausted
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.formats import Format
from lq_graph.querying.wire import Kind, Question, question_of, question_size, refusal_bytes, reply_bytes

_GRACE = 1.0
_AT_ONCE = 1 << 16


class Worker:
    """Answers the questions that come over a socket, one after another."""

    def __init__(self, end: socket.socket, engine: EmbeddedEngine) -> None:
        self._socket = end
        self._engine = engine
        self._number = 0
        self._start = 0.0
        self._has_begun = False
        self._held = b""
        self._is_slowed = True
        self._is_done = False
        self._unsent = b""

    def serve(self) -> None:
        """Answers until the other end is gone, in a thread that is replaced once it has been slowed down.

        Who has a low priority cannot leave it, but a new thread has that of the one that starts it. The new one sends
        the old one's last reply, so whoever has that and slows the worker down again, slows the right one. Raises
        EngineError if a thread ended before it was done.
        """
        priority = os.getpriority(os.PRIO_PROCESS, 0)
        while self._is_slowed:
            self._is_slowed = False
            thread = Thread(target=self._answer, args=(priority,))
            try:
                thread.start()
            except RuntimeError:  # no memory for it
                self._send_unsent()
                return
            thread.join()
        if not self._is_done:
            raise EngineError("the thread that answers ended")

    def _answer(self, priority: int) -> None:
        """Answers until the other end is gone, or the thread has another priority than this."""
        self._send_unsent()
        while not self._is_slowed and (message := self._next()):
            question = question_of(message)
            signal.setitimer(signal.ITIMER_REAL, question.milliseconds / 1000 + _GRACE)
            self._number = question.number
            self._start = perf_counter()
            self._has_begun = False
            try:
                self._unsent = self._reply(question)
            except OSError:
                break
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._is_slowed = os.getpriority(os.PRIO_PROCESS, 0) != priority
            if not self._is_slowed:
                self._send_unsent()
        self._is_done = not self._is_slowed

    def _send_unsent(self) -> None:
        """Sends the last reply; if the other end is gone, the next question will not come."""
        unsent, self._unsent = self._unsent, b""
        with suppress(OSError):
            self._socket.sendall(unsent)

    def _next(self) -> bytes:
        """The next whole message, nothing if the other end is gone; others may have come with it, and are kept."""
        held = self._held
        while (size := question_size(held)) > len(held):
            try:
                part = self._socket.recv(_AT_ONCE)
            except OSError:
                return b""
            if not part:
                return b""
            held += part
        self._held = held[size:]
        return held[:size]

    def _reply(self, question: Question) -> bytes:
        """The reply, or the last of its messages."""
        try:
            writer = self._engine.write(question.query, self._hand_on if question.may_stream else None)
            kind = Kind.LAST if self._has_begun else Kind.COMPLETE
            return reply_bytes(self._number, kind, writer.wanted, perf_counter() - self._start, writer.piece())
        except LqError as error:
            refusal = error
        except MemoryError:
            refusal = QueryExhausted("the query needs more memory than it may have; ask for less")
        except OSError:
            raise
        except Exception as error:
            refusal = EngineError(f"the engine failed at the query: {type(error).__name__}: {error}")
        return refusal_bytes(self._number, refusal)

    def _hand_on(self, wanted: Format, piece: bytes) -> None:
        kind = Kind.PART if self._has_begun else Kind.BEGINNING
        self._has_begun = True
        self._socket.sendall(reply_bytes(self._number, kind, wanted, perf_counter() - self._start, piece))
