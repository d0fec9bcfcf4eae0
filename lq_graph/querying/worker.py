"""One query worker, a process of its own: `python -m lq_graph.querying.worker STORE PARENT WORKER_BYTES ANSWER_BYTES`.

It talks over the socket that is its standard input, and ends when the other end is gone, when its parent ends, when it
needs too much memory, or soon after a query's deadline, should the pool not have ended it by then.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from pathlib import Path

from lq_graph.errors import EngineError, LqError, QueryExhausted
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Engine
from lq_graph.querying.wire import Channel, Message, answer_message, asked_query, error_message

_PR_SET_PDEATHSIG = 1
_GRACE = 1.0


def main(store: Path, parent: int, worker_bytes: int, answer_bytes: int) -> None:
    """Serves queries until the other end is gone."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    channel = Channel(socket.socket(fileno=0))
    try:
        engine = EmbeddedEngine(store, answer_bytes)
    except LqError as error:
        channel.send(error_message(error))
        return
    _limit_memory(worker_bytes)
    channel.send(Message({"ready": True}))
    serve(channel, engine)


def serve(channel: Channel, engine: Engine) -> None:
    """Answers every query that comes, until the other end is gone."""
    while True:
        try:
            message = channel.receive()
            signal.setitimer(signal.ITIMER_REAL, message.header["seconds"] + _GRACE)
            channel.send(_reply(message, engine))
            signal.setitimer(signal.ITIMER_REAL, 0)
        except (EOFError, OSError):
            return


def _reply(message: Message, engine: Engine) -> Message:
    try:
        return answer_message(engine.answer(asked_query(message)))
    except LqError as error:
        return error_message(error)
    except MemoryError:
        return error_message(QueryExhausted("the query needs more memory than it may have; ask for less"))
    except Exception as error:
        return error_message(EngineError(f"the engine failed at the query: {type(error).__name__}: {error}"))


def _die_with(parent: int) -> None:
    """Makes the kernel end this process when its parent ends; it may have done so already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _limit_memory(size: int) -> None:
    """Lets queries take so much memory beyond what the open store has reserved, which varies."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + size
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
