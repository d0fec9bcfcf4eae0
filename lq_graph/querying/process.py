"""A worker process as the pool sees it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic

from lq_graph.errors import EngineError, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Query
from lq_graph.querying.wire import Channel, Message, brought_answer, query_message
from lq_graph.settings import Limits

START_SECONDS = 30.0
_REAP_SECONDS = 5.0


class WorkerProcess:
    """A started worker; one query at a time.

    The thread that starts it must live as long as it does: Linux ends a child when the *thread* that made it ends.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        """A worker that may not be ready yet; raises EngineError if no process can be started."""
        self._limits = limits
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours)
        with theirs:
            self._process = _start(store, limits, theirs)

    def wait_until_ready(self) -> None:
        """Returns when the worker can be asked; raises EngineError with the reason if it never can."""
        try:
            message = self._channel.receive(monotonic() + START_SECONDS)
        except (OSError, EOFError, ValueError) as error:
            self.kill()
            raise EngineError(f"a query worker did not start ({self._end()}); see its messages above") from error
        if "error" in message.header:
            brought_answer(message)

    def is_idle(self) -> bool:
        """Whether the worker lives and waits for a query."""
        return self._channel.is_quiet()

    def ask(self, query: Query) -> Message:
        """The worker's reply, an answer or a refusal.

        Raises QueryTimeout past the deadline and QueryExhausted if the worker died; it must then be killed.
        """
        deadline = monotonic() + self._limits.seconds
        try:
            self._channel.send(query_message(query, self._limits.seconds), deadline)
            return self._channel.receive(deadline)
        except TimeoutError as error:
            raise QueryTimeout(self._limits.seconds) from error
        except (OSError, EOFError, ValueError) as error:
            self.kill()
            reason = f"the query exhausted its worker's memory or stack ({self._end()}); ask for less"
            raise QueryExhausted(reason) from error

    def kill(self) -> None:
        """Ends the worker at once, whatever it does."""
        self._process.kill()

    def wait_until_dead(self) -> None:
        """Returns when the process is gone and reaped."""
        self._process.wait()
        self._channel.close()

    @property
    def identifier(self) -> int:
        """The process id."""
        return self._process.pid

    def _end(self) -> str:
        """How the process ended, as far as that is known."""
        try:
            status = self._process.wait(_REAP_SECONDS)
        except subprocess.TimeoutExpired:
            return "it still runs"
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def _start(store: Path, limits: Limits, end: socket.socket) -> subprocess.Popen[bytes]:
    sizes = (os.getpid(), limits.worker_bytes, limits.answer_bytes)
    command = [sys.executable, "-m", "lq_graph.querying.worker", str(store), *map(str, sizes)]
    try:
        return subprocess.Popen(command, stdin=end.fileno(), stdout=subprocess.DEVNULL, close_fds=True)
    except OSError as error:
        raise EngineError(f"a query worker cannot be started: {error}") from error
