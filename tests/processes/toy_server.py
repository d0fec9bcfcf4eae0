"""A fork server whose children obey one message: `python -m processes.toy_server PARENT HOW`."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lq_graph.errors import LqError
from lq_graph.processes.fork_server import Service, run

MEMORY = 1 << 28
KEPT = 100  # a descriptor that children inherit


def load(how: str) -> Service:
    """The service; `how` says what becomes of the loading."""
    if how == "fails":
        raise LqError("it cannot be loaded")
    if how == "ends":
        os._exit(3)
    if how == "hangs":
        time.sleep(60)
    os.dup2(os.open("/dev/null", os.O_RDONLY), KEPT)
    return Service(lambda: obey, MEMORY, 1 if how == "brief" else None, (KEPT,), {"how": how})


def obey(end: socket.socket) -> None:
    """Does what one message says, and answers with what came of it."""
    answer = ""
    match end.recv(100):
        case b"look":
            frozen = gc.get_freeze_count() > 0
            status = {line for line in Path("/proc/self/status").read_text().splitlines() if "NoNewPrivs" in line}
            answer = f"frozen {frozen} {status}"
        case b"descriptors":
            answer = " ".join(sorted(os.listdir("/proc/self/fd"), key=int))
        case b"own socket":
            answer = str(end.fileno())
        case b"write":
            answer = _refusal(lambda: os.open("/tmp", os.O_TMPFILE | os.O_WRONLY))
        case b"connect":
            answer = _refusal(socket.socket)
        case b"kill":
            answer = _refusal(lambda: os.kill(os.getppid(), 0))
        case b"memory":
            try:
                bytearray(2 * MEMORY)
            except MemoryError:
                answer = "none"
        case b"raise":
            raise ValueError("what an untrusted client sent")
        case b"wait":
            time.sleep(60)
    end.sendall(answer.encode())


def _refusal(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return str(error.strerror)
    return "it was allowed"


if __name__ == "__main__":
    run(partial(load, sys.argv[2]), int(sys.argv[1]))
