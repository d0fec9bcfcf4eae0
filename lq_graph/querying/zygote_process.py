"""The zygote as the server sees it: started, asked for workers, listened to, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from lq_graph.errors import EngineError
from lq_graph.querying.zygote import WISH, News, receive_news
from lq_graph.settings import Limits

_END_SECONDS = 5.0


class ZygoteProcess:
    """A started zygote, which may not be ready yet.

    The thread that starts it must live as long as it does: Linux ends a child when the *thread* that made it ends.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        """Starts it; raises EngineError if no process can be started."""
        self._has_workers = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._process = _start(store, limits, theirs)
            except OSError as error:
                self._control.close()
                raise EngineError(f"the engine cannot be started: {error}") from error

    def ask_for(self, workers: int) -> None:
        """Asks for so many workers; news says when they are there. Raises OSError if the zygote is gone."""
        self._has_workers = True
        for _ in range(workers):
            self._control.send(WISH, socket.MSG_DONTWAIT)

    def news(self) -> tuple[News | None, list[int]]:
        """The next news, waited for, and the descriptors that came with it; None if the zygote is gone."""
        try:
            return receive_news(self._control)
        except OSError:
            return None, []

    def fileno(self) -> int:
        """The descriptor on which news come."""
        return self._control.fileno()

    def end(self) -> None:
        """Ends the process and with it every worker, and waits until all are gone."""
        self._control.shutdown(socket.SHUT_RDWR)
        if not self._has_workers:
            self._process.kill()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    @property
    def identifier(self) -> int:
        """The process id."""
        return self._process.pid


def _start(store: Path, limits: Limits, end: socket.socket) -> subprocess.Popen[bytes]:
    sizes = (limits.worker_bytes, limits.answer_bytes, limits.memory_triples, limits.memory_bytes)
    command = [sys.executable, "-m", "lq_graph.querying.zygote", str(store), *map(str, (os.getpid(), *sizes))]
    return subprocess.Popen(command, stdin=end.fileno(), stdout=subprocess.DEVNULL, close_fds=True)
