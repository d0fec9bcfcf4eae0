"""`lq serve`: a release behind a web server."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from lq_graph.cli.exits import UsageError
from lq_graph.querying.engine import Query
from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.release import open_release
from lq_graph.settings import read_settings
from lq_graph.web.app import create_app
from lq_graph.web.contribute_service import validation_service

_BACKLOG = 2048


def run(host: str, port: int, release: Path | None) -> None:
    """Serves a release until it is interrupted."""
    settings = read_settings()
    opened = open_release(release or settings.current_release)
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}/"
    engine, validation = WorkerPool(opened.store, settings.limits), validation_service(opened)
    try:
        engine.answer(Query("ASK {}"))
        app = create_app(engine, opened, settings, validation=validation)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
        print(f"lq: release {opened.identifier} is served at {address} (stop with Ctrl-C)", file=sys.stderr)
        server.run(sockets=[listener])
    finally:
        validation.close()
        engine.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot listen on {host} port {port}: {reason}; choose another with --port") from error
    return listener
