"""One query worker, a process of its own: `python -m lq_graph.querying.worker STORE PARENT WORKER_BYTES ANSWER_BYTES`.

It talks over the socket that is its standard input, and ends when the other end is gone, when its parent ends, when it
needs too much memory, or soon after a query's deadline, should the pool not have ended it by then.
"""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

from lq_graph.errors import EngineError, LqError, QueryExhausted
from lq_graph.processes.confinement import die_with_parent, leave_no_core_dump, limit_memory, reset_signals
from lq_graph.processes.seccomp import deny_network
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Engine
from lq_graph.querying.wire import Channel, Message, answer_message, asked_query, error_message

_GRACE = 1.0


def main(store: Path, parent: int, worker_bytes: int, answer_bytes: int) -> None:
    """Serves queries until the other end is gone."""
    die_with_parent(parent)
    reset_signals()
    leave_no_core_dump()
    deny_network()
    channel = Channel(socket.socket(fileno=0))
    try:
        engine = EmbeddedEngine(store, answer_bytes)
    except LqError as error:
        channel.send(error_message(error))
        return
    limit_memory(worker_bytes)
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


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
